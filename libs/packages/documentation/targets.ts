import {
  codeTypeOf,
  type ElementDeclaration,
  type SchemaSet,
  slotsOf,
  type TypeDefinition,
} from '#xoev';
import type { TargetNode } from '../mapping/elements/target-tree.js';
import type { ElementDocumentation } from './model.js';

/** An element or attribute that a source fills. */
export interface Target extends ElementDocumentation {
  type: TypeDefinition | undefined;
}

/** Finds what the nodes of a mapping mean in the schema. */
export class Targets {
  constructor(private readonly set: SchemaSet) {}

  /** The element that a node fills; `path` is the one of the element around it. */
  ofNode(node: TargetNode, parent: TypeDefinition | undefined, path: string): Target {
    const element = this.#elementOf(node, parent);
    const type = this.#typeOf(node, element);
    const typed = node.typeName === undefined ? '' : `(${node.typeName})`;
    return {
      path: `${joined(path, node.name)}${typed}`,
      documentation: element?.documentation || type?.documentation || '',
      type,
    };
  }

  isCode(type: TypeDefinition): boolean {
    return codeTypeOf(type, this.set) !== undefined;
  }

  #elementOf(
    { name, prefix }: TargetNode,
    parent: TypeDefinition | undefined,
  ): ElementDeclaration | undefined {
    const isMeant = (element: ElementDeclaration) =>
      element.name.local === name &&
      (prefix === undefined || this.set.prefixOf(element.name.namespace) === prefix);
    const slots = parent?.kind === 'complex' ? slotsOf(parent, this.set) : [];
    return (
      slots.map(({ element }) => element).find(isMeant) ?? this.set.globalElements().find(isMeant)
    );
  }

  #typeOf({ typeName }: TargetNode, element: ElementDeclaration | undefined) {
    if (element === undefined || typeName === undefined) return element?.type;
    return this.set.derived(element.type).find(({ name }) => name?.local === typeName);
  }
}

/** The text of an element that has attributes besides. */
export function textTarget(type: TypeDefinition | undefined, path: string): Target {
  const content =
    type?.kind === 'complex' && type.content.kind === 'simple' ? type.content.type : undefined;
  return { path, documentation: type?.documentation ?? '', type: content };
}

export function joined(path: string, step: string): string {
  return path === '' ? step : `${path}/${step}`;
}
