import type { MapEntry, Source } from './language.js';

/** What a package says that ends in the header. */
export interface HeaderFacts {
  standard: { name: string; version: string };
  /** Prefixes of directory keys, the preferred one first. */
  readerKeys: readonly string[];
  /** The code of the message type, and its list where the package has one. */
  messageType: { code: string; list: string | undefined };
}

export const HEADER_PROFILES = ['g2g-unqualified', 'none'] as const;
export type HeaderProfile = (typeof HEADER_PROFILES)[number];

type Row = readonly [target: string, source: (facts: HeaderFacts) => Source];

const AT = ['header'];
const message = (path: string) => (): Source => ({ kind: 'message', path, at: AT });
const constant = (value: string): Source => ({ kind: 'constant', value, at: AT });
const code = (source: Source, list?: string): Source => ({
  kind: 'code',
  source,
  list,
  translate: undefined,
  name: false,
  at: AT,
});

/** Attributes of the root, where the root has them. `test` bars productive processing by standing there at all. */
const ROOT: readonly Row[] = [
  ['@produkt', message('product.name')],
  ['@produkthersteller', message('product.vendor')],
  ['@produktversion', message('product.version')],
  ['@standard', ({ standard }) => constant(standard.name)],
  ['@version', ({ standard }) => constant(standard.version)],
  ['@test', message('test')],
];

/** The header of the XÖV Basisnachricht G2G 1.1: who wrote which message to whom, and when. */
const G2G: readonly Row[] = [
  ['identifikation.nachricht/nachrichtenUUID', message('id')],
  [
    'identifikation.nachricht/nachrichtentyp',
    ({ messageType }) => code(constant(messageType.code), messageType.list),
  ],
  ['identifikation.nachricht/erstellungszeitpunkt', message('createdAt')],
  ['leser/verzeichnisdienst', () => code(constant('DVDV'))],
  ['leser/kennung', ({ readerKeys }) => message(['reader.key', ...readerKeys, ''].join('/'))()],
  ['leser/name', () => ({ kind: 'landscape', path: 'authority.name', at: AT })],
  ['autor/verzeichnisdienst', () => code(message('author.directory')())],
  ['autor/kennung', message('author.key')],
  ['autor/name', message('author.name')],
];

/** The targets that a profile fills, as if they stood in the mapping. */
export function headerEntries(
  profile: HeaderProfile,
  rootAttributes: readonly string[],
  facts: HeaderFacts,
): MapEntry[] {
  if (profile === 'none') return [];
  const rows = [
    ...ROOT.filter(([target]) => rootAttributes.includes(target.slice(1))),
    ...G2G.map(([target, source]): Row => [`nachrichtenkopf.g2g/${target}`, source]),
  ];
  return rows.map(([target, source]) => ({
    target: target.split('/'),
    source: source(facts),
    at: AT,
  }));
}
