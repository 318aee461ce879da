import type { XmlNode } from '../xml-node.js';
import { annotationOf } from './annotation.js';
import type {
  AttributeUse,
  ComplexType,
  QName,
  SimpleType,
  TypeDefinition,
  Wildcard,
} from './model.js';
import { sameName } from './model.js';
import { globalName, localName, qnameOf } from './names.js';
import { wildcardOf } from './particle-builder.js';
import { attributeOf, parts } from './parts.js';
import { SchemaProblem } from './problem.js';
import type { SchemaDocument } from './schema-document.js';
import type { Scope } from './scope.js';
import { ANY_SIMPLE_TYPE, buildSimpleType, simple } from './simple-type-builder.js';

export interface Attributes {
  uses: AttributeUse[];
  wildcards: Wildcard[];
}

/** The attributes of a type: what it inherits, changed by what it says itself. */
export function buildAttributes(
  node: XmlNode,
  document: SchemaDocument,
  derivation: ComplexType['derivation'],
  base: TypeDefinition | undefined,
  scope: Scope,
): Attributes {
  const inherited = derivation !== undefined && base?.kind === 'complex' ? base : undefined;
  const attributes: Attributes = {
    uses: [...(inherited?.attributes ?? [])],
    wildcards: derivation === 'extension' ? [...(inherited?.attributeWildcards ?? [])] : [],
  };
  add(attributes, node, document, scope);
  return attributes;
}

/** What a type or an attribute group adds or replaces; `prohibited` takes one away. */
function add(known: Attributes, node: XmlNode, document: SchemaDocument, scope: Scope): void {
  for (const child of parts(node, ['attribute', 'attributeGroup', 'anyAttribute'])) {
    scope.attempt(() => {
      if (child.local === 'anyAttribute') {
        known.wildcards.push(wildcardOf(child, document));
      } else if (child.local === 'attributeGroup') {
        const reference = required(child, 'ref', document);
        const group = scope.componentAt('attributeGroup', reference, child, document);
        scope.guarded(group, () => add(known, group.node, group.document, scope));
      } else {
        put(known.uses, child, document, scope);
      }
    });
  }
}

function put(uses: AttributeUse[], node: XmlNode, document: SchemaDocument, scope: Scope): void {
  const reference = attributeOf(node, 'ref');
  const name =
    reference === undefined ? localName(node, document) : qnameOf(reference, node, document);
  const at = uses.findIndex((use) => sameName(use.name, name));
  if (attributeOf(node, 'use') === 'prohibited') {
    if (at >= 0) uses.splice(at, 1);
    return;
  }
  const use =
    reference === undefined
      ? buildAttribute(node, document, name, scope)
      : referred(reference, node, document, scope);
  uses.splice(at < 0 ? uses.length : at, at < 0 ? 0 : 1, use);
}

function referred(
  reference: string,
  node: XmlNode,
  document: SchemaDocument,
  scope: Scope,
): AttributeUse {
  const target = scope.componentAt('attribute', reference, node, document);
  const name = globalName(target.node, target.document);
  const declared = buildAttribute(target.node, target.document, name, scope);
  const own = annotationOf(node);
  return {
    ...declared,
    ...(own.documentation === '' ? {} : own),
    required: attributeOf(node, 'use') === 'required',
    fixed: node.attributes.get('fixed') ?? declared.fixed,
    default: node.attributes.get('default') ?? declared.default,
  };
}

export function buildAttribute(
  node: XmlNode,
  document: SchemaDocument,
  name: QName,
  scope: Scope,
): AttributeUse {
  return {
    name,
    type: typeOf(node, document, scope),
    required: attributeOf(node, 'use') === 'required',
    fixed: node.attributes.get('fixed'),
    default: node.attributes.get('default'),
    ...annotationOf(node),
    place: { file: document.file, line: node.line },
  };
}

function typeOf(node: XmlNode, document: SchemaDocument, scope: Scope): SimpleType {
  const reference = attributeOf(node, 'type');
  if (reference !== undefined) {
    return simple(scope.typeAt(reference, node, document), node, document);
  }
  const [inner] = parts(node, ['simpleType']);
  return inner === undefined ? ANY_SIMPLE_TYPE : buildSimpleType(inner, document, undefined, scope);
}

function required(node: XmlNode, name: string, document: SchemaDocument): string {
  const value = attributeOf(node, name);
  if (value !== undefined) return value;
  throw new SchemaProblem(document, node, `${node.name} needs ${name}`);
}
