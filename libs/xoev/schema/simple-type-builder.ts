import { dataTypeNamed } from '../data-type.js';
import type { XmlNode } from '../xml-node.js';
import { annotationOf } from './annotation.js';
import { builtinType } from './builtin-types.js';
import { exclusions } from './exclusions.js';
import { FACETS } from './grammar.js';
import type { Facets, QName, SimpleType, TypeDefinition } from './model.js';
import { attributeOf, onlyChild, parts } from './parts.js';
import { SchemaProblem } from './problem.js';
import type { SchemaDocument } from './schema-document.js';
import type { Scope } from './scope.js';

export const ANY_SIMPLE_TYPE = builtinType('anySimpleType')!;

export function buildSimpleType(
  node: XmlNode,
  document: SchemaDocument,
  name: QName | undefined,
  scope: Scope,
): SimpleType {
  const definition = onlyChild(node, document, ['restriction', 'list', 'union']);
  const common = {
    kind: 'simple' as const,
    name,
    final: exclusions(node, document, 'final', ['restriction', 'list', 'union']),
    ...annotationOf(node),
    place: { file: document.file, line: node.line },
  };
  const held = parts(definition, ['simpleType']).map((child) =>
    buildSimpleType(child, document, undefined, scope),
  );
  const named = (attribute: string) =>
    (attributeOf(definition, attribute) ?? '')
      .split(/\s+/)
      .filter((reference) => reference !== '')
      .map((reference) =>
        simple(scope.typeAt(reference, definition, document), definition, document),
      );
  if (definition.local === 'restriction') {
    const base = named('base')[0] ?? held[0];
    if (base === undefined) throw new SchemaProblem(document, definition, 'The base is missing');
    return {
      ...common,
      variety: base.variety,
      base,
      builtin: base.builtin,
      members: base.members,
      dataType: (name && dataTypeNamed(name.local)) ?? base.dataType,
      facets: restricted(base.facets, definition, document, scope),
    };
  }
  const variety = definition.local as 'list' | 'union';
  const members = [...named(variety === 'list' ? 'itemType' : 'memberTypes'), ...held];
  if (members.length === 0 || (variety === 'list' && members.length > 1)) {
    throw new SchemaProblem(document, definition, `${definition.name} has no fitting types`);
  }
  return {
    ...common,
    variety,
    base: ANY_SIMPLE_TYPE,
    builtin: 'anySimpleType',
    members,
    dataType: undefined,
    facets: variety === 'list' ? { whiteSpace: 'collapse' } : {},
  };
}

/**
 * The only values that a type has, where the schema lists them: its own enumeration, or those of all members of
 * a union. A list has none: each of its items is a value.
 */
export function valuesOf({ facets, variety, members }: SimpleType): readonly string[] | undefined {
  if (facets.enumeration !== undefined) return facets.enumeration;
  if (variety !== 'union') return undefined;
  const values = new Set<string>();
  for (const member of members) {
    const of = valuesOf(member);
    if (of === undefined) return undefined;
    for (const value of of) values.add(value);
  }
  return [...values];
}

export function simple(type: TypeDefinition, node: XmlNode, document: SchemaDocument): SimpleType {
  if (type.kind === 'simple') return type;
  if (type.content.kind === 'simple') return type.content.type;
  throw new SchemaProblem(document, node, 'A simple type is needed here');
}

type NumberFacet = 'length' | 'minLength' | 'maxLength' | 'totalDigits' | 'fractionDigits';
type TextFacet = 'minInclusive' | 'maxInclusive' | 'minExclusive' | 'maxExclusive' | 'whiteSpace';

const NUMBERS: ReadonlySet<string> = new Set<NumberFacet>([
  'length',
  'minLength',
  'maxLength',
  'totalDigits',
  'fractionDigits',
]);

/** A bound takes the place of the one that its base has on the same side. */
const OPPOSITE: Readonly<Record<string, TextFacet>> = {
  minInclusive: 'minExclusive',
  minExclusive: 'minInclusive',
  maxInclusive: 'maxExclusive',
  maxExclusive: 'maxInclusive',
};

/** The facets of a restriction on top of those of its base. */
export function restricted(
  base: Facets,
  node: XmlNode,
  document: SchemaDocument,
  scope: Scope,
): Facets {
  const facets: Facets = { ...base };
  const enumeration: string[] = [];
  const alternatives: string[] = [];
  for (const child of parts(node, FACETS)) {
    const value = child.attributes.get('value');
    scope.attempt(() => {
      if (value === undefined)
        throw new SchemaProblem(document, child, `${child.name} has no value`);
      if (child.local === 'enumeration') enumeration.push(value);
      else if (child.local === 'pattern') alternatives.push(value);
      else if (NUMBERS.has(child.local)) {
        facets[child.local as NumberFacet] = numeric(value, child, document);
      } else {
        const opposite = OPPOSITE[child.local];
        if (opposite !== undefined) delete facets[opposite];
        facets[child.local as TextFacet] = value.trim();
      }
    });
  }
  if (enumeration.length > 0) facets.enumeration = enumeration;
  if (alternatives.length > 0) facets.patterns = [...(base.patterns ?? []), alternatives];
  return facets;
}

function numeric(value: string, node: XmlNode, document: SchemaDocument): number {
  const number = /^\s*\+?\d+\s*$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new SchemaProblem(document, node, `${value} is not a whole number`);
}
