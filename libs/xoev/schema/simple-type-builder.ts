import { dataTypeNamed } from '../data-type.js';
import type { XmlNode } from '../xml-node.js';
import { builtinType } from './builtin-types.js';
import type { Facets, QName, SimpleType, TypeDefinition } from './model.js';
import { documentationOf, onlyChild, parts } from './parts.js';
import { SchemaProblem } from './problem.js';
import type { SchemaDocument } from './schema-files.js';

/** Finds a type by the QName that an attribute of a node holds. */
export type TypeLookup = (
  reference: string,
  node: XmlNode,
  document: SchemaDocument,
) => TypeDefinition;

export function buildSimpleType(
  node: XmlNode,
  document: SchemaDocument,
  name: QName | undefined,
  lookup: TypeLookup,
): SimpleType {
  const definition = onlyChild(node, document, ['restriction', 'list', 'union']);
  const common = {
    kind: 'simple' as const,
    name,
    documentation: documentationOf(node),
    place: { file: document.file, line: node.line },
  };
  const inline = (parent: XmlNode) =>
    parts(parent, document, ['simpleType', ...FACETS])
      .filter(({ local }) => local === 'simpleType')
      .map((child) => buildSimpleType(child, document, undefined, lookup));
  if (definition.local === 'restriction') {
    const reference = definition.attributes.get('base');
    const base =
      reference === undefined
        ? inline(definition)[0]
        : simple(lookup(reference, definition, document), definition, document);
    if (base === undefined) throw new SchemaProblem(document, definition, 'The base is missing');
    return {
      ...common,
      variety: base.variety,
      builtin: base.builtin,
      members: base.members,
      dataType: (name && dataTypeNamed(name.local)) ?? base.dataType,
      facets: restricted(base.facets, definition, document),
    };
  }
  const references = definition.attributes.get(
    definition.local === 'list' ? 'itemType' : 'memberTypes',
  );
  const members = [
    ...(references ?? '')
      .split(/\s+/)
      .filter((reference) => reference !== '')
      .map((reference) => simple(lookup(reference, definition, document), definition, document)),
    ...inline(definition),
  ];
  return {
    ...common,
    variety: definition.local as 'list' | 'union',
    builtin: 'anySimpleType',
    members,
    dataType: undefined,
    facets: {},
  };
}

export function simple(type: TypeDefinition, node: XmlNode, document: SchemaDocument): SimpleType {
  if (type.kind === 'simple') return type;
  if (type.content.kind === 'simple') return type.content.type;
  throw new SchemaProblem(document, node, 'A simple type is needed here');
}

const NUMBERS = ['length', 'minLength', 'maxLength', 'totalDigits', 'fractionDigits'] as const;
const TEXTS = [
  'minInclusive',
  'maxInclusive',
  'minExclusive',
  'maxExclusive',
  'whiteSpace',
] as const;
export const FACETS = ['enumeration', 'pattern', ...NUMBERS, ...TEXTS];

/** The facets of a restriction on top of those of its base. */
export function restricted(base: Facets, node: XmlNode, document: SchemaDocument): Facets {
  const facets: Facets = { ...base };
  const enumeration: string[] = [];
  const alternatives: string[] = [];
  for (const child of node.children) {
    const value = child.attributes.get('value') ?? '';
    if (child.local === 'enumeration') enumeration.push(value);
    else if (child.local === 'pattern') alternatives.push(value);
    else if ((NUMBERS as readonly string[]).includes(child.local)) {
      facets[child.local as (typeof NUMBERS)[number]] = numeric(value, child, document);
    } else if ((TEXTS as readonly string[]).includes(child.local)) {
      facets[child.local as (typeof TEXTS)[number]] = value;
    }
  }
  if (enumeration.length > 0) facets.enumeration = enumeration;
  if (alternatives.length > 0) facets.patterns = [...(base.patterns ?? []), alternatives];
  return facets;
}

function numeric(value: string, node: XmlNode, document: SchemaDocument): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new SchemaProblem(document, node, `${value} is not a whole number`);
}

export const ANY_SIMPLE_TYPE = builtinType('anySimpleType')!;
