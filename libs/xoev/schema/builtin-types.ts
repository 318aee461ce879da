import type { Facets, SimpleType } from './model.js';
import { XSD } from './namespaces.js';

/** The simple types that XML Schema 1.0 part 2 itself declares: each with its base, and what it adds to that. */
const TYPES: readonly (readonly [local: string, base: string, facets?: Facets])[] = [
  ['string', 'anySimpleType', { whiteSpace: 'preserve' }],
  ['normalizedString', 'string', { whiteSpace: 'replace' }],
  ['token', 'normalizedString', { whiteSpace: 'collapse' }],
  ['language', 'token'],
  ['NMTOKEN', 'token'],
  ['Name', 'token'],
  ['NCName', 'Name'],
  ['ID', 'NCName'],
  ['IDREF', 'NCName'],
  ['ENTITY', 'NCName'],
  ...[
    'anyURI',
    'base64Binary',
    'boolean',
    'date',
    'dateTime',
    'decimal',
    'double',
    'duration',
    'float',
    'gDay',
    'gMonth',
    'gMonthDay',
    'gYear',
    'gYearMonth',
    'hexBinary',
    'NOTATION',
    'QName',
    'time',
  ].map((local) => [local, 'anySimpleType', { whiteSpace: 'collapse' }] as const),
  ['integer', 'decimal', { fractionDigits: 0 }],
  ['nonPositiveInteger', 'integer', { maxInclusive: '0' }],
  ['negativeInteger', 'nonPositiveInteger', { maxInclusive: '-1' }],
  ['nonNegativeInteger', 'integer', { minInclusive: '0' }],
  ['positiveInteger', 'nonNegativeInteger', { minInclusive: '1' }],
  ['long', 'integer', { minInclusive: `-${2n ** 63n}`, maxInclusive: `${2n ** 63n - 1n}` }],
  ['int', 'long', { minInclusive: `-${2 ** 31}`, maxInclusive: `${2 ** 31 - 1}` }],
  ['short', 'int', { minInclusive: '-32768', maxInclusive: '32767' }],
  ['byte', 'short', { minInclusive: '-128', maxInclusive: '127' }],
  ['unsignedLong', 'nonNegativeInteger', { maxInclusive: `${2n ** 64n - 1n}` }],
  ['unsignedInt', 'unsignedLong', { maxInclusive: `${2 ** 32 - 1}` }],
  ['unsignedShort', 'unsignedInt', { maxInclusive: '65535' }],
  ['unsignedByte', 'unsignedShort', { maxInclusive: '255' }],
];

/** The three that are lists, and their items. */
const LISTS = { ENTITIES: 'ENTITY', IDREFS: 'IDREF', NMTOKENS: 'NMTOKEN' };

const BUILTINS = new Map<string, SimpleType>();

function add(local: string, rest: Partial<SimpleType>): void {
  BUILTINS.set(local, {
    kind: 'simple',
    name: { namespace: XSD, local },
    variety: 'atomic',
    base: undefined,
    builtin: local,
    facets: {},
    final: [],
    dataType: undefined,
    members: [],
    documentation: '',
    documentations: [],
    title: undefined,
    appinfo: [],
    place: { file: 'XML Schema', line: 1 },
    ...rest,
  });
}

add('anySimpleType', {});
for (const [local, baseName, facets] of TYPES) {
  const base = BUILTINS.get(baseName)!;
  add(local, { base, facets: { ...base.facets, ...facets } });
}
for (const [local, item] of Object.entries(LISTS)) {
  add(local, {
    base: BUILTINS.get('anySimpleType')!,
    variety: 'list',
    members: [BUILTINS.get(item)!],
    facets: { minLength: 1, whiteSpace: 'collapse' },
  });
}

export function builtinType(local: string): SimpleType | undefined {
  return BUILTINS.get(local);
}
