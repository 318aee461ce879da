import type { TypeCode } from './type-code.js';

/** What a package says that decides what a header profile holds. */
export interface HeaderFacts {
  standard: { name: string; version: string };
  messageType: TypeCode;
}

type ProfileMap = Readonly<Record<string, unknown>>;

/**
 * The headers of XÖV messages, in the mapping language. Whether their elements are qualified says the schema. A
 * target with a question mark is filled where the schema has it, one with an exclamation mark where the schema
 * demands it; the rest a fitting schema always has.
 */
export interface HeaderProfile {
  /** Standards in which it is seen. */
  seenIn: string;
  map(facts: HeaderFacts): ProfileMap;
}

/** `test` bars productive processing by standing there at all, so it has a value for tests alone. */
const root = ({ standard }: HeaderFacts): ProfileMap => ({
  '@produkt?': { setting: 'product.name' },
  '@produkthersteller?': { setting: 'product.vendor' },
  '@produktversion?': { setting: 'product.version' },
  '@standard?': { constant: standard.name },
  '@version?': { constant: standard.version },
  '@test?': { message: 'test' },
});

const identification = (facts: HeaderFacts): ProfileMap => ({
  'identifikation.nachricht/nachrichtenUUID': { message: 'id' },
  'identifikation.nachricht/nachrichtentyp': typeCode(facts),
  'identifikation.nachricht/erstellungszeitpunkt': { message: 'createdAt' },
});

function typeCode({ messageType: { code, list } }: HeaderFacts): ProfileMap {
  return { code: { constant: code }, ...(list === undefined ? {} : { list }) };
}

/** A channel is named by its code in the list of channels: 01 is e-mail, 02 the telephone. */
const reachable = (prefix: string): ProfileMap => ({
  [`${prefix}/erreichbarkeit!`]: [
    { when: { message: 'author.email' }, map: channel('01', 'author.email') },
    { when: { message: 'author.telephone' }, map: channel('02', 'author.telephone') },
  ],
});

function channel(code: string, fact: string): ProfileMap {
  return { kanal: { code: { constant: code } }, kennung: { message: fact } };
}

const inDirectory: ProfileMap = {
  'leser/verzeichnisdienst': { code: { constant: 'DVDV' } },
  'leser/kennung': { message: 'reader.key' },
  'leser/name': { landscape: 'authority.name' },
  'autor/verzeichnisdienst': { code: { message: 'author.directory' } },
  'autor/kennung': { message: 'author.key' },
  'autor/name': { message: 'author.name' },
};

/** Basisnachricht G2G 1.0 and 1.1, unqualified or qualified (XÖV-Bibliothek). */
const g2g = (facts: HeaderFacts): ProfileMap =>
  below('nachrichtenkopf.g2g', { ...identification(facts), ...inDirectory, ...reachable('autor') });

/** XInneres Basisnachricht 4 to 6: keys in two parts, each from a list. */
const inTwoParts: ProfileMap = {
  'leser/behoerdenkennung/praefix': { code: { message: 'reader.key.prefix' } },
  'leser/behoerdenkennung/kennung': { code: { message: 'reader.key.value' } },
  'leser/behoerdenname': { landscape: 'authority.name' },
  'autor/behoerdenkennung/praefix': { code: { message: 'author.key.prefix' } },
  'autor/behoerdenkennung/kennung': { code: { message: 'author.key.value' } },
  'autor/anschrift!': { map: { gebaeude: postalAddress() } },
  'autor/behoerdenname': { message: 'author.name' },
};

function postalAddress(): ProfileMap {
  return {
    map: {
      hausnummer: { message: 'author.address.houseNumber' },
      postleitzahl: { message: 'author.address.postalCode' },
      strasse: { message: 'author.address.street' },
      wohnort: { message: 'author.address.town' },
    },
  };
}

export const HEADER_PROFILES: Readonly<Record<string, HeaderProfile>> = {
  g2g: {
    seenIn: 'XBau, XBeteiligung, XWasser and whatever else uses the Basisnachricht G2G 1.0 or 1.1',
    map: (facts) => ({ ...root(facts), ...g2g(facts) }),
  },
  xmeld: {
    seenIn:
      'XMeld, XAusländer, XPersonenstand on XInneres 7: G2G 1.1 with the address of the author',
    map: (facts) => ({
      ...root(facts),
      ...g2g(facts),
      'anschrift.autor/gebaeude': postalAddress(),
    }),
  },
  xwasser: {
    seenIn: 'XWasser: G2G 1.1 with what it answers and the service in the DVDV',
    map: (facts) => ({
      ...root(facts),
      ...g2g(facts),
      'nachrichtenkopf.g2g/dvdvDienstkennung?': {
        landscape: 'authority.keys.dvdvDienstkennung',
      },
    }),
  },
  behoerdenkennung: {
    seenIn:
      'XInneres 4 to 6 and their heirs: XMeld before 2025, XPersonenstand, XBau 2.2, XFamilie',
    map: (facts) => ({
      ...root(facts),
      ...below('nachrichtenkopf', {
        ...identification(facts),
        ...inTwoParts,
        ...reachable('autor'),
      }),
    }),
  },
  kopf: {
    seenIn: 'xdomea 2 and 3: the process instead of the message has an id',
    map: (facts) =>
      below('Kopf', {
        ProzessID: { submission: 'caseId' },
        Nachrichtentyp: typeCode(facts),
        Erstellungszeitpunkt: { message: 'createdAt' },
        'Absender/Behoerdenkennung/Kennung?': { message: 'author.key.value' },
        'Absender/Behoerdenkennung/Behoerdenschluessel?': { message: 'author.key.value' },
        'Absender/Behoerdenkennung/Praefix?': { message: 'author.key.prefix' },
        'Absender/Institution/Name?': { message: 'author.name' },
        'Empfaenger/Behoerdenkennung/Kennung?': { message: 'reader.key.value' },
        'Empfaenger/Behoerdenkennung/Behoerdenschluessel?': { message: 'reader.key.value' },
        'Empfaenger/Behoerdenkennung/Praefix?': { message: 'reader.key.prefix' },
        'Empfaenger/Institution/Name?': { landscape: 'authority.name' },
        'SendendesSystem/Produktname?': { setting: 'product.name' },
        'SendendesSystem/Version?': { setting: 'product.version' },
      }),
  },
  none: {
    seenIn: 'XBildung and others without a header; root attributes are filled where there are any',
    map: root,
  },
};

function below(element: string, map: ProfileMap): ProfileMap {
  return Object.fromEntries(
    Object.entries(map).map(([target, source]) => [`${element}/${target}`, source]),
  );
}
