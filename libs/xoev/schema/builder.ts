import type { XmlNode } from '../xml-node.js';
import { ANY_TYPE } from './any-type.js';
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
import { notDeclared, qnameOf } from './names.js';
import { buildParticle } from './particle-builder.js';
import { onlyChild } from './parts.js';
import { SchemaProblem } from './problem.js';
import { type SchemaDocument, XSD } from './schema-files.js';
import type { Scope } from './scope.js';
import { buildSimpleType } from './simple-type-builder.js';

/** How many definitions may need one another before the first of them is built. */
const DEEPEST = 200;

/** Turns components into the model. Types, elements and groups are built once. */
export class SchemaBuilder implements Scope {
  /** What was wrong, as far as building has come. */
  readonly problems: SchemaProblem[] = [];
  readonly #types = new Map<string, TypeDefinition>();
  readonly #elements = new Map<string, ElementDeclaration>();
  readonly #groups = new Map<string, Particle>();
  readonly #known = new Set<string>();
  readonly #building = new Map<SchemaDocument, Set<XmlNode>>();
  #depth = 0;

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
    if (type !== undefined) return type;
    const component = this.components.type.get(key);
    if (component === undefined) return undefined;
    type = this.#type(component, name);
    this.#types.set(key, type);
    return type;
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
    const group = this.componentAt('group', reference, node, document);
    const key = nameKey(qnameOf(reference, node, document));
    let particle = this.#groups.get(key);
    if (particle !== undefined) return particle;
    const model = onlyChild(group.node, group.document, ['sequence', 'choice', 'all']);
    particle = this.guarded(group, () => buildParticle(model, group.document, this));
    this.#groups.set(key, particle);
    return particle;
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
    if (this.#depth === DEEPEST) {
      const message = `The definition builds on more than ${DEEPEST} others, one upon the other`;
      throw new SchemaProblem(document, node, message);
    }
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
