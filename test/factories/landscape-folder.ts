import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TransportDescriptor } from '#domain';
import type { ServiceFacts } from '#landscape';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

/** A small landscape that has no mistakes: the text of its files by name. */
export const SOUND_LANDSCAPE: Record<string, string> = {
  'landscape.yaml': `
landscape: test
version: "1"
timeZone: Europe/Berlin
areas:
  ars: areas/rs.xml
  ags: areas/ags.xml
  names: { "07235": Landkreis Trier-Saarburg, "072355004": Verbandsgemeinde Ruwer }
`,
  'areas/rs.xml': areaList('rs', {
    '072110000000': 'Trier, Stadt',
    '072355004008': 'Bonerath',
    '072355004060': 'Kasel',
  }),
  'areas/ags.xml': areaList('ags', {
    '07211000': 'Trier, Stadt',
    '07235008': 'Bonerath',
    '07235060': 'Kasel',
  }),
  'clients.yaml': `
clients:
  - { id: portal, name: Portal, directory: DVDV, key: "psw:07000001" }
`,
  'authorities.yaml': `
authorities:
  - { id: vg-ruwer, name: Verbandsgemeindeverwaltung Ruwer, keys: { ars: "072355004" } }
  - { id: kreis, name: Kreisverwaltung Trier-Saarburg, keys: { bab: "07235000" } }
`,
  'activations.yaml': `
activations:
  - service: "99050012104000"
    area: "072355004"
    authority: vg-ruwer
    targets: [{ message: gewerbe.anmeldung.0010, destination: ruwer }]
    package: "1.0.0"
    validFrom: 2026-01-01
    levelOfAssurance: substantial
  - service: "99050012104000"
    area: "07235"
    authority: kreis
    tenant: "07235"
    targets:
      - { name: main, message: gewerbe.anmeldung.0010, destination: kreis }
      - { name: copy, message: gewerbe.anmeldung.0010, destination: ruwer }
    tests: true
  - service: "99102013104000"
    area: "072355004"
    authority: vg-ruwer
    onBehalfOf: municipality
    targets: [{ message: steuern.hund.0010, destination: ruwer }]
`,
  'destinations.yaml': `
destinations:
  - { id: ruwer, name: Ruwer, transport: directory, settings: { path: out/ruwer } }
  - id: kreis
    name: Kreis
    transport: https
    concurrency: 2
    retry: { giveUpAfter: 60 }
    settings: { url: "https://kreis.example/messages", secret: "env:KREIS" }
`,
};

/** Writes a landscape with some files replaced (or left out: null) and returns its folder. */
export function landscapeFolder(changes: Record<string, string | null> = {}): string {
  const folder = temporaryFolder();
  for (const [file, text] of Object.entries({ ...SOUND_LANDSCAPE, ...changes })) {
    if (text === null) continue;
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.startsWith('\n') ? text.slice(1) : text);
  }
  return folder;
}

/** A genericode list of areas, in the columns of the official ones. */
export function areaList(name: string, rows: Record<string, string>): string {
  const value = (column: string, text: string) =>
    `<Value ColumnRef="${column}"><SimpleValue>${text}</SimpleValue></Value>`;
  return [
    '<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">',
    `<Identification><ShortName>${name}</ShortName><Version>1</Version>`,
    `<CanonicalUri>urn:test:${name}</CanonicalUri>`,
    `<CanonicalVersionUri>urn:test:${name}_1</CanonicalVersionUri></Identification>`,
    '<ColumnSet><Column Id="SCHLUESSEL" Use="required"><ShortName>S</ShortName></Column>',
    '<Column Id="Bezeichnung" Use="required"><ShortName>B</ShortName></Column>',
    '<Key Id="Key"><ShortName>K</ShortName><ColumnRef Ref="SCHLUESSEL"/></Key></ColumnSet>',
    '<SimpleCodeList>',
    ...Object.entries(rows).map(
      ([key, text]) => `<Row>${value('SCHLUESSEL', key)}${value('Bezeichnung', text)}</Row>`,
    ),
    '</SimpleCodeList></gc:CodeList>',
  ].join('\n');
}

const MESSAGES: Record<string, { cluster: string; services: string[] }> = {
  'gewerbe.anmeldung.0010': { cluster: 'gewerbe', services: ['99050012104000'] },
  'steuern.hund.0010': { cluster: 'steuern', services: ['99102013104000'] },
};
/** Packages with the services of the small landscape. */
export const SERVICES: ServiceFacts = {
  clusters: () => ['gewerbe', 'steuern'],
  message: (type) => MESSAGES[type],
  service: (key, { version = '1.0.0' } = {}) => {
    if (version !== '1.0.0') return undefined;
    const messages = Object.keys(MESSAGES).filter((type) => MESSAGES[type]?.services.includes(key));
    return messages.length === 0 ? undefined : { messages, packageVersion: 'any@1.0.0' };
  },
};
/** Transports with fields of every kind. */
export const TRANSPORTS: TransportDescriptor[] = [
  {
    type: 'directory',
    title: 'Directory',
    fields: [{ name: 'path', kind: 'path', required: true, description: 'The folder.' }],
  },
  {
    type: 'https',
    title: 'HTTPS',
    fields: [
      { name: 'url', kind: 'url', required: true, description: 'The address.' },
      { name: 'secret', kind: 'text', secret: true, description: 'Signs.' },
      { name: 'hint', kind: 'text', needs: 'mode', description: 'Of the mode.' },
      {
        name: 'timeout',
        kind: 'number',
        unit: 'seconds',
        minimum: 1,
        default: 10,
        description: 'Time.',
      },
      { name: 'verbose', kind: 'boolean', description: 'More.' },
      { name: 'mode', kind: 'choice', choices: ['plain', 'fancy'], description: 'How.' },
    ],
  },
];

/** A file of the small landscape with some of it replaced. */
export function changed(file: string, ...replacements: [string, string][]): Record<string, string> {
  let text = SOUND_LANDSCAPE[file]!;
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${from} does not stand in ${file}`);
    text = text.replace(from, to);
  }
  return { [file]: text };
}
