import type { TypeDefinition } from '#xoev';
import type { CompileContext } from '../context.js';
import type { Slot } from './content.js';
import type { TargetNode } from './target-tree.js';

export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** The element that a mapping fills at one place. */
export interface Target {
  name: string;
  type: TypeDefinition;
  /** Attributes that are the same in every document. */
  fixed: readonly [string, string][];
  /** How often it may stand there; Infinity for any number. */
  minimum: number;
  maximum: number;
  nillable: boolean;
}

/** Finds the element with its type, the one in brackets where the mapping names one. */
export function targetOf(
  { element, minimum, maximum }: Slot,
  node: TargetNode,
  { set, names, file }: CompileContext,
): Target | undefined {
  const target: Target = {
    name: names.of(element.name),
    type: element.type,
    fixed: [],
    minimum,
    maximum,
    nillable: element.nillable,
  };
  if (node.typeName !== undefined) {
    const type = set.derived(element.type).find(({ name }) => name!.local === node.typeName);
    if (type === undefined) {
      const known = set.derived(element.type).map(({ name }) => name!.local);
      file.report(
        node.at,
        `${node.typeName} is no type of ${node.name}; known are ${known.join(', ')}`,
      );
      return undefined;
    }
    if (type === element.type) return target;
    const fixed: [string, string] = [
      names.of({ namespace: XSI, local: 'type' }),
      names.of(type.name!),
    ];
    return { ...target, type, fixed: [fixed] };
  }
  if (element.type.kind === 'complex' && element.type.abstract) {
    const known = set.derived(element.type).map(({ name }) => name!.local);
    file.report(
      node.at,
      `The type of ${node.name} is abstract: write ${node.name}(${known[0] ?? 'Type'}); known are ${known.join(', ')}`,
    );
    return undefined;
  }
  return target;
}
