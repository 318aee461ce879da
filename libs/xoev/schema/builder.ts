import type { XmlNode } from '../xml-node.js';
import { builtinType } from './builtin-types.js';
import type { Component, ComponentKind, Components } from './components.js';
import {
  type AttributeUse,
  type ComplexType,
  type ElementDeclaration,
  nameKey,
  type Occurrence,
  type Particle,
  type QName,
  type SimpleType,
  sameName,
  type TypeDefinition,
} from './model.js';
import { documentationOf, parts } from './parts.js';
import { SchemaProblem } from './problem.js';
import { type SchemaDocument, XSD } from './schema-files.js';
import {
  ANY_SIMPLE_TYPE,
  buildSimpleType,
  FACETS,
  restricted,
  simple,
} from './simple-type-builder.js';

const MODEL_GROUPS = ['sequence', 'choice', 'all'];
const ATTRIBUTES = ['attribute', 'attributeGroup', 'anyAttribute'];
const CONSTRAINTS = ['key', 'keyref', 'unique'];

/** Turns components into the model. Types and elements are built once, and lazily where they may recur. */
export class SchemaBuilder {
  readonly #types = new Map<string, TypeDefinition>();
  readonly #elements = new Map<string, ElementDeclaration>();

  constructor(private readonly components: Components) {}

  element(name: QName): ElementDeclaration | undefined {
    const key = nameKey(name);
    let element = this.#elements.get(key);
    if (element !== undefined) return element;
    const component = this.components.element.get(key);
    if (component === undefined) return undefined;
    element = this.#element(component.node, component.document, true);
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
    const { node, document } = component;
    if (node.local === 'complexType') {
      type = this.#complexType(node, document, name);
    } else {
      type = this.#guarded(component, () => buildSimpleType(node, document, name, this.#lookup));
    }
    this.#types.set(key, type);
    return type;
  }

  #element(node: XmlNode, document: SchemaDocument, global: boolean): ElementDeclaration {
    const inner = parts(node, document, ['simpleType', 'complexType', ...CONSTRAINTS]).find(
      ({ local }) => !CONSTRAINTS.includes(local),
    );
    const reference = node.attributes.get('type');
    const head = node.attributes.get('substitutionGroup');
    const substitutes = head === undefined ? undefined : this.#qname(head, node, document);
    const type = once((): TypeDefinition => {
      if (reference !== undefined) return this.#lookup(reference, node, document);
      if (inner?.local === 'complexType') return this.#complexType(inner, document, undefined);
      if (inner !== undefined) return buildSimpleType(inner, document, undefined, this.#lookup);
      return substitutes === undefined
        ? ANY_TYPE
        : this.#found('element', substitutes, node, document).type;
    });
    return {
      name: {
        namespace: global || this.#qualified('element', node, document) ? document.namespace : '',
        local: this.#name(node, document),
      },
      get type() {
        return type();
      },
      abstract: node.attributes.get('abstract') === 'true',
      nillable: node.attributes.get('nillable') === 'true',
      fixed: node.attributes.get('fixed'),
      default: node.attributes.get('default'),
      substitutes,
      documentation: documentationOf(node),
      place: { file: document.file, line: node.line },
    };
  }

  #complexType(node: XmlNode, document: SchemaDocument, name: QName | undefined): ComplexType {
    const outer = parts(node, document, [
      'simpleContent',
      'complexContent',
      'group',
      ...MODEL_GROUPS,
      ...ATTRIBUTES,
    ]);
    const wrapper = outer.find(({ local }) => local.endsWith('Content'));
    const derivation =
      wrapper === undefined ? undefined : parts(wrapper, document, ['extension', 'restriction'])[0];
    if (wrapper !== undefined && derivation === undefined) {
      throw new SchemaProblem(document, wrapper, `${wrapper.name} has no derivation`);
    }
    const base = once((): TypeDefinition | undefined =>
      derivation === undefined
        ? undefined
        : this.#lookup(derivation.attributes.get('base') ?? '', derivation, document),
    );
    const body = derivation ?? node;
    const kind = derivation?.local as ComplexType['derivation'];
    const component = { node, document };
    const content = once(() =>
      this.#guarded(component, () =>
        wrapper?.local === 'simpleContent'
          ? this.#simpleContent(derivation!, document, base()!)
          : this.#content(body, document, kind, base()),
      ),
    );
    const attributes = once(() =>
      this.#guarded(component, () => this.#attributes(body, document, kind, base())),
    );
    return {
      kind: 'complex',
      name,
      abstract: node.attributes.get('abstract') === 'true',
      mixed: (wrapper ?? node).attributes.get('mixed') === 'true',
      derivation: kind,
      get anyAttribute() {
        const inherited = kind === 'extension' ? base() : undefined;
        return (
          body.children.some(({ local }) => local === 'anyAttribute') ||
          (inherited?.kind === 'complex' && inherited.anyAttribute)
        );
      },
      documentation: documentationOf(node),
      place: { file: document.file, line: node.line },
      get base() {
        return base();
      },
      get content() {
        return content();
      },
      get attributes() {
        return attributes();
      },
    };
  }

  #simpleContent(
    node: XmlNode,
    document: SchemaDocument,
    base: TypeDefinition,
  ): ComplexType['content'] {
    const inner = parts(node, document, ['simpleType', ...FACETS, ...ATTRIBUTES]);
    const own = inner.find(({ local }) => local === 'simpleType');
    const type =
      own === undefined
        ? simple(base, node, document)
        : buildSimpleType(own, document, undefined, this.#lookup);
    return {
      kind: 'simple',
      type:
        node.local === 'extension'
          ? type
          : { ...type, name: undefined, facets: restricted(type.facets, node, document) },
    };
  }

  #content(
    node: XmlNode,
    document: SchemaDocument,
    derivation: ComplexType['derivation'],
    base: TypeDefinition | undefined,
  ): ComplexType['content'] {
    const groups = parts(node, document, [
      'group',
      ...MODEL_GROUPS,
      ...ATTRIBUTES,
      'complexContent',
      'simpleContent',
    ]).filter(({ local }) => local === 'group' || MODEL_GROUPS.includes(local));
    const own = groups[0] === undefined ? undefined : this.#particle(groups[0], document);
    const inherited =
      derivation === 'extension' && base?.kind === 'complex' ? base.content : undefined;
    if (inherited?.kind === 'simple') return inherited;
    const particles = [
      ...(inherited?.kind === 'elements' ? [inherited.particle] : []),
      ...(own === undefined ? [] : [own]),
    ];
    if (particles.length === 0) return { kind: 'empty' };
    return {
      kind: 'elements',
      particle:
        particles.length === 1
          ? particles[0]!
          : { kind: 'sequence', particles, minimum: 1, maximum: 1 },
    };
  }

  #particle(node: XmlNode, document: SchemaDocument): Particle {
    const occurrence = occurrenceOf(node, document);
    if (node.local === 'element') {
      const reference = node.attributes.get('ref');
      const element =
        reference === undefined
          ? this.#element(node, document, false)
          : this.#found('element', this.#qname(reference, node, document), node, document);
      return { kind: 'element', element, ...occurrence };
    }
    if (node.local === 'any') {
      parts(node, document, []);
      return { kind: 'any', namespace: node.attributes.get('namespace') ?? '##any', ...occurrence };
    }
    if (node.local === 'group') {
      const name = this.#qname(node.attributes.get('ref') ?? '', node, document);
      const group = this.#component('group', name, node, document);
      const model = parts(group.node, group.document, MODEL_GROUPS)[0];
      if (model === undefined) return { kind: 'sequence', particles: [], ...occurrence };
      const particle = this.#guarded(group, () => this.#particle(model, group.document));
      return { kind: 'sequence', particles: [particle], ...occurrence };
    }
    const particles = parts(node, document, ['element', 'any', 'group', ...MODEL_GROUPS]).map(
      (child) => this.#particle(child, document),
    );
    return { kind: node.local as 'sequence' | 'choice' | 'all', particles, ...occurrence };
  }

  #attributes(
    node: XmlNode,
    document: SchemaDocument,
    derivation: ComplexType['derivation'],
    base: TypeDefinition | undefined,
  ): AttributeUse[] {
    const inherited =
      derivation !== undefined && base?.kind === 'complex' ? [...base.attributes] : [];
    return this.#ownAttributes(node, document, inherited);
  }

  /** Adds the attributes of a type or attribute group to what is known; `prohibited` takes one away. */
  #ownAttributes(node: XmlNode, document: SchemaDocument, known: AttributeUse[]): AttributeUse[] {
    let uses = known;
    for (const child of node.children) {
      if (child.namespace !== XSD) continue;
      if (child.local === 'attributeGroup') {
        const name = this.#qname(child.attributes.get('ref') ?? '', child, document);
        const group = this.#component('attributeGroup', name, child, document);
        parts(group.node, group.document, ATTRIBUTES);
        uses = this.#guarded(group, () => this.#ownAttributes(group.node, group.document, uses));
      } else if (child.local === 'attribute') {
        const use = this.#attribute(child, document);
        uses = uses.filter(({ name }) => !sameName(name, use.name));
        if (child.attributes.get('use') !== 'prohibited') uses.push(use);
      }
    }
    return uses;
  }

  #attribute(node: XmlNode, document: SchemaDocument): AttributeUse {
    const reference = node.attributes.get('ref');
    const required = node.attributes.get('use') === 'required';
    if (reference !== undefined) {
      const name = this.#qname(reference, node, document);
      const { node: target, document: home } = this.#component('attribute', name, node, document);
      const declared = this.#attribute(target, home);
      return {
        ...declared,
        name,
        required,
        fixed: node.attributes.get('fixed') ?? declared.fixed,
        default: node.attributes.get('default') ?? declared.default,
      };
    }
    const inner = parts(node, document, ['simpleType'])[0];
    const type = node.attributes.get('type');
    return {
      name: {
        namespace: this.#qualified('attribute', node, document) ? document.namespace : '',
        local: this.#name(node, document),
      },
      type: this.#attributeType(type, inner, node, document),
      required,
      fixed: node.attributes.get('fixed'),
      default: node.attributes.get('default'),
      documentation: documentationOf(node),
      place: { file: document.file, line: node.line },
    };
  }

  #attributeType(
    reference: string | undefined,
    inner: XmlNode | undefined,
    node: XmlNode,
    document: SchemaDocument,
  ): SimpleType {
    if (reference !== undefined) {
      return simple(this.#lookup(reference, node, document), node, document);
    }
    if (inner === undefined) return ANY_SIMPLE_TYPE;
    return buildSimpleType(inner, document, undefined, this.#lookup);
  }

  #lookup = (reference: string, node: XmlNode, document: SchemaDocument): TypeDefinition =>
    this.#found('type', this.#qname(reference, node, document), node, document);

  #found(kind: 'element', name: QName, node: XmlNode, at: SchemaDocument): ElementDeclaration;
  #found(kind: 'type', name: QName, node: XmlNode, at: SchemaDocument): TypeDefinition;
  #found(kind: 'element' | 'type', name: QName, node: XmlNode, at: SchemaDocument) {
    const found = kind === 'element' ? this.element(name) : this.type(name);
    if (found !== undefined) return found;
    throw new SchemaProblem(at, node, `The ${kind} ${nameKey(name)} is not declared`);
  }

  #component(kind: ComponentKind, name: QName, node: XmlNode, at: SchemaDocument): Component {
    const component = this.components[kind].get(nameKey(name));
    if (component !== undefined) return component;
    throw new SchemaProblem(at, node, `The ${kind} ${nameKey(name)} is not declared`);
  }

  #qname(text: string, node: XmlNode, document: SchemaDocument): QName {
    const trimmed = text.trim();
    const colon = trimmed.indexOf(':');
    const prefix = colon < 0 ? '' : trimmed.slice(0, colon);
    const bound = node.bindings.get(prefix);
    if (bound === undefined && prefix !== '') {
      throw new SchemaProblem(document, node, `The prefix ${prefix} is not bound to a namespace`);
    }
    // XML Schema 1.0 part 1, section 4.2.1: a chameleon's names take on the namespace of the includer.
    const namespace = bound ?? (isChameleon(document) ? document.namespace : '');
    return { namespace, local: trimmed.slice(colon + 1) };
  }

  #qualified(kind: 'element' | 'attribute', node: XmlNode, document: SchemaDocument): boolean {
    const form = node.attributes.get('form') ?? document.root.attributes.get(`${kind}FormDefault`);
    return form === 'qualified';
  }

  #name(node: XmlNode, document: SchemaDocument): string {
    const name = node.attributes.get('name');
    if (name !== undefined) return name;
    throw new SchemaProblem(document, node, `${node.name} has no name`);
  }

  readonly #building = new Set<XmlNode>();

  /** A component that needs itself to be built (a base that derives from it) would never end. */
  #guarded<T>({ node, document }: Component, build: () => T): T {
    if (this.#building.has(node)) {
      throw new SchemaProblem(document, node, 'The definition depends on itself');
    }
    this.#building.add(node);
    try {
      return build();
    } finally {
      this.#building.delete(node);
    }
  }
}

const ANY_TYPE: ComplexType = {
  kind: 'complex',
  name: { namespace: XSD, local: 'anyType' },
  abstract: false,
  mixed: true,
  base: undefined,
  derivation: undefined,
  content: {
    kind: 'elements',
    particle: { kind: 'any', namespace: '##any', minimum: 0, maximum: Number.POSITIVE_INFINITY },
  },
  attributes: [],
  anyAttribute: true,
  documentation: '',
  place: { file: 'XML Schema', line: 1 },
};

function isChameleon(document: SchemaDocument): boolean {
  return document.namespace !== '' && !document.root.attributes.get('targetNamespace');
}

function occurrenceOf(node: XmlNode, document: SchemaDocument): Occurrence {
  const minimum = Number(node.attributes.get('minOccurs') ?? '1');
  const text = node.attributes.get('maxOccurs') ?? '1';
  const maximum = text === 'unbounded' ? Number.POSITIVE_INFINITY : Number(text);
  if (Number.isSafeInteger(minimum) && maximum >= minimum) return { minimum, maximum };
  throw new SchemaProblem(document, node, 'minOccurs and maxOccurs do not fit');
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
