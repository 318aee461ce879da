import type { XmlNode } from '../xml-node.js';
import { annotationOf } from './annotation.js';
import { ANY_TYPE } from './any-type.js';
import { buildAttributes } from './attribute-builder.js';
import { exclusions } from './exclusions.js';
import type { ComplexType, Particle, QName, TypeDefinition } from './model.js';
import { buildParticle, PARTICLES } from './particle-builder.js';
import { attributeOf, isTrue, onlyChild, parts } from './parts.js';
import { SchemaProblem } from './problem.js';
import type { SchemaDocument } from './schema-document.js';
import { once, type Scope } from './scope.js';
import { buildSimpleType, restricted, simple } from './simple-type-builder.js';

const DERIVATIONS = ['extension', 'restriction'] as const;

export function buildComplexType(
  node: XmlNode,
  document: SchemaDocument,
  name: QName | undefined,
  scope: Scope,
): ComplexType {
  const wrapper = parts(node, ['simpleContent', 'complexContent'])[0];
  const derivation = wrapper && onlyChild(wrapper, document, DERIVATIONS);
  const body = derivation ?? node;
  const kind = derivation?.local as ComplexType['derivation'];
  const base = once(() => derivation && baseOf(derivation, document, scope));
  const guarded = <T>(build: () => T) => once(() => scope.guarded({ node, document }, build));
  const content = guarded((): ComplexType['content'] =>
    wrapper?.local === 'simpleContent'
      ? simpleContent(body, document, base()!, scope)
      : elementContent(body, document, kind, base(), scope),
  );
  const attributes = guarded(() => buildAttributes(body, document, kind, base(), scope));
  const mixed = once(() => isMixed(node, wrapper, kind, base()));
  return {
    kind: 'complex',
    name,
    abstract: isTrue(node, 'abstract'),
    get mixed() {
      return mixed();
    },
    derivation: kind,
    block: exclusions(node, document, 'block', DERIVATIONS),
    final: exclusions(node, document, 'final', DERIVATIONS),
    ...annotationOf(node),
    place: { file: document.file, line: node.line },
    get base() {
      return base();
    },
    get content() {
      return content();
    },
    get attributes() {
      return attributes().uses;
    },
    get attributeWildcards() {
      return attributes().wildcards;
    },
    get anyAttribute() {
      return attributes().wildcards.length > 0;
    },
  };
}

function baseOf(derivation: XmlNode, document: SchemaDocument, scope: Scope): TypeDefinition {
  const reference = attributeOf(derivation, 'base');
  if (reference !== undefined) return scope.typeAt(reference, derivation, document);
  throw new SchemaProblem(document, derivation, 'The base is missing');
}

/** XML Schema 1.0 part 1, section 3.4.2: `mixed` of complexContent counts before that of the type. */
function isMixed(
  node: XmlNode,
  wrapper: XmlNode | undefined,
  derivation: ComplexType['derivation'],
  base: TypeDefinition | undefined,
): boolean {
  if (wrapper !== undefined && attributeOf(wrapper, 'mixed') !== undefined) {
    return isTrue(wrapper, 'mixed');
  }
  const inherited = derivation === 'extension' && base?.kind === 'complex' && base !== ANY_TYPE;
  return isTrue(node, 'mixed') || (inherited && base.mixed);
}

function simpleContent(
  node: XmlNode,
  document: SchemaDocument,
  base: TypeDefinition,
  scope: Scope,
): ComplexType['content'] {
  if (node.local === 'extension') return { kind: 'simple', type: simple(base, node, document) };
  const [own] = parts(node, ['simpleType']);
  const type =
    own === undefined
      ? simple(base, node, document)
      : buildSimpleType(own, document, undefined, scope);
  return {
    kind: 'simple',
    type: {
      ...type,
      name: undefined,
      base: type,
      facets: restricted(type.facets, node, document, scope),
    },
  };
}

/** The whole content: an extension's own elements follow those of its base; a restriction says all anew. */
function elementContent(
  node: XmlNode,
  document: SchemaDocument,
  derivation: ComplexType['derivation'],
  base: TypeDefinition | undefined,
  scope: Scope,
): ComplexType['content'] {
  const groups = parts(node, PARTICLES);
  if (groups.length > 1) {
    throw new SchemaProblem(document, groups[1]!, `${node.name} has more than one content`);
  }
  if (derivation !== undefined && base?.kind === 'simple') {
    throw new SchemaProblem(document, node, 'A simple type is no base of complexContent');
  }
  const inherited =
    derivation === 'extension' && base?.kind === 'complex' ? base.content : undefined;
  const particles: Particle[] = inherited?.kind === 'elements' ? [inherited.particle] : [];
  for (const group of groups) {
    const particle = scope.attempt(() => buildParticle(group, document, scope));
    if (particle !== undefined) particles.push(particle);
  }
  if (inherited?.kind === 'simple') return inherited;
  const [first, second] = particles;
  if (first === undefined) return { kind: 'empty' };
  return {
    kind: 'elements',
    particle:
      second === undefined ? first : { kind: 'sequence', particles, minimum: 1, maximum: 1 },
  };
}
