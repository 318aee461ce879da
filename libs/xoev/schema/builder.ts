import type { XmlNode } from '../xml-node.js';
import { ANY_TYPE } from './any-type.js';
import { buildAttribute, buildAttributes } from './attribute-builder.js';
import { builtinType } from './builtin-types.js';
import { buildComplexType } from './complex-type-builder.js';
import type { Component, ComponentKind, Components } from './components.js';
import { buildElement } from './element-builder.js';
import {
  type ElementDeclaration,
  nameKey,
  type Particle,
  type QName,
  type TypeDefinition,
} from './model.js';
import { globalName, notDeclared, qnameOf } from './names.js';
import { XSD } from './namespaces.js';
import { buildParticle } from './particle-builder.js';
import { onlyChild } from './parts.js';
import { DEEPEST, SchemaProblem, tooDeep } from './problem.js';
import type { SchemaDocument } from './schema-document.js';
import { once, type Scope } from './scope.js';
import { buildSimpleType } from './simple-type-builder.js';

/** Turns components into the model. Types, elements and groups are built once. */
export class SchemaBuilder implements Scope {
  /** What was wrong, as far as building has come. */
  readonly problems: SchemaProblem[] = [];
  readonly #types = new Map<string, () => TypeDefinition>();
  readonly #elements = new Map<string, ElementDeclaration>();
  readonly #groups = new Map<Component, { particle: Particle; depth: number }>();
  readonly #known = new Set<string>();
  readonly #building = new Map<SchemaDocument, Set<XmlNode>>();
  #depth = 0;
  /** How deep the groups go that the group in building refers to. */
  #groupDepth = 0;

  constructor(private readonly components: Components) {}

  element(name: QName): ElementDeclaration | undefined {
    const key = nameKey(name);
    let element = this.#elements.get(key);
    if (element !== undefined) return element;
    const component = this.components.element.get(key);
    if (component === undefined) return undefined;
    element = buildElement(component.node, component.document, name, this);
    this.#elements.set(key, element);
    return element;
  }

  type(name: QName): TypeDefinition | undefined {
    if (name.namespace === XSD)
      return name.local === 'anyType' ? ANY_TYPE : builtinType(name.local);
    const key = nameKey(name);
    let type = this.#types.get(key);
    if (type === undefined) {
      const component = this.components.type.get(key);
      if (component === undefined) return undefined;
      type = once(() => this.#type(component, name));
      this.#types.set(key, type);
    }
    return type();
  }

  #type(component: Component, name: QName | undefined): TypeDefinition {
    const { node, document } = component;
    return node.local === 'complexType'
      ? buildComplexType(node, document, name, this)
      : this.guarded(component, () => buildSimpleType(node, document, name, this));
  }

  anonymousType(node: XmlNode, document: SchemaDocument): TypeDefinition {
    return this.#type({ node, document }, undefined);
  }

  typeAt(reference: string, node: XmlNode, document: SchemaDocument): TypeDefinition {
    const name = qnameOf(reference, node, document);
    const type = this.type(name);
    if (type === undefined) throw notDeclared('type', name, node, document);
    return type;
  }

  elementAt(reference: string, node: XmlNode, document: SchemaDocument): ElementDeclaration {
    const name = qnameOf(reference, node, document);
    const element = this.element(name);
    if (element === undefined) throw notDeclared('element', name, node, document);
    return element;
  }

  componentAt(
    kind: ComponentKind,
    reference: string,
    node: XmlNode,
    document: SchemaDocument,
  ): Component {
    const name = qnameOf(reference, node, document);
    const component = this.components[kind].get(nameKey(name));
    if (component === undefined) throw notDeclared(kind, name, node, document);
    return component;
  }

  groupAt(reference: string, node: XmlNode, document: SchemaDocument): Particle {
    const { particle, depth } = this.#group(this.componentAt('group', reference, node, document));
    if (depth > DEEPEST) throw tooDeep(node, document);
    this.#groupDepth = Math.max(this.#groupDepth, depth);
    return particle;
  }

  /** Builds a component that no other need refer to. */
  part(kind: 'group' | 'attributeGroup' | 'attribute', component: Component): void {
    const { node, document } = component;
    if (kind === 'group') this.#group(component);
    else if (kind === 'attribute') buildAttribute(node, document, globalName(node, document), this);
    else buildAttributes(node, document, undefined, undefined, this);
  }

  #group(group: Component): { particle: Particle; depth: number } {
    let known = this.#groups.get(group);
    if (known === undefined) {
      const outer = this.#groupDepth;
      this.#groupDepth = 0;
      const model = onlyChild(group.node, group.document, ['sequence', 'choice', 'all']);
      const particle = this.guarded(group, () => buildParticle(model, group.document, this));
      known = { particle, depth: this.#groupDepth + 1 };
      this.#groupDepth = outer;
      this.#groups.set(group, known);
    }
    return known;
  }

  attempt<T>(build: () => T): T | undefined {
    try {
      return build();
    } catch (error) {
      if (!(error instanceof SchemaProblem)) throw error;
      const { document, node, message } = error;
      const key = `${document.file}:${node.line} ${message}`;
      if (!this.#known.has(key)) this.problems.push(error);
      this.#known.add(key);
      return undefined;
    }
  }

  guarded<T>({ node, document }: Component, build: () => T): T {
    let building = this.#building.get(document);
    if (building === undefined) {
      building = new Set();
      this.#building.set(document, building);
    }
    if (building.has(node)) {
      throw new SchemaProblem(document, node, 'The definition depends on itself');
    }
    if (this.#depth === DEEPEST) throw tooDeep(node, document);
    building.add(node);
    this.#depth += 1;
    try {
      return build();
    } finally {
      this.#depth -= 1;
      building.delete(node);
    }
  }
}
