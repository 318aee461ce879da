import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exampleInput, loadPackages, type Packages } from './index.js';

const official = fileURLToPath(new URL('../../../shared/official/', import.meta.url));
const withOfficial = existsSync(official) ? describe : describe.skip;

const SERVICE = '99000000000001';

const list = (name: string, uri: string, version: string, codes: string[]) =>
  `<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">
  <Identification><ShortName>${name}</ShortName><Version>${version}</Version><CanonicalUri>${uri}</CanonicalUri><CanonicalVersionUri>${uri}_${version}</CanonicalVersionUri></Identification>
  <ColumnSet><Column Id="code"/><Key Id="k"><ColumnRef Ref="code"/></Key></ColumnSet>
  <SimpleCodeList>${codes.map((code) => `<Row><Value ColumnRef="code"><SimpleValue>${code}</SimpleValue></Value></Row>`).join('')}</SimpleCodeList></gc:CodeList>`;

const FILES: Record<string, string> = {
  'package.yaml': `
package: xbau
cluster: bauwesen
version: "1.0.0"
title: XBau
standard: { name: XBau-Kernmodul, version: "1.3.0" }
schema: official/driver.xsd
urlMap: official/urlmap.json
header: g2g
readerKeys: [bab]
codeLists:
  - lists/verzeichnisdienst_3.xml
  - lists/artdesantrags_1.xml
  - lists/bundesland_1.xml
  - lists/nachrichtentyp_3.0.xml
  - lists/statusbauportal_3.0.xml
services:
  - { key: "${SERVICE}", name: Test, source: a test, form: form.json }
mappings: [1120.yaml, 1170.yaml, 1200.yaml]
`,
  'lists/verzeichnisdienst_3.xml': list(
    'verzeichnisdienst',
    'urn:xoev-de:kosit:codeliste:verzeichnisdienst',
    '3',
    ['DVDV'],
  ),
  'lists/artdesantrags_1.xml': list('artdesantrags', 'urn:test:artdesantrags', '1', ['7']),
  'lists/bundesland_1.xml': list(
    'bundesland',
    'urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:bundesland',
    '2010-04-01',
    ['07'],
  ),
  'official/driver.xsd': `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.xleitstelle.de/xbau/kernmodul/1/3/0">
  <xs:include schemaLocation="xsd/xbau-kernmodul-prozessnachrichten.xsd"/>
  <xs:include schemaLocation="xsd/xbau-kernmodul-universellerAntrag.xsd"/>
</xs:schema>`,
  'form.json': JSON.stringify({
    type: 'object',
    additionalProperties: false,
    required: ['vorgang', 'hinweis', 'person', 'flurstueck'],
    properties: {
      vorgang: { type: 'string' },
      hinweis: { type: 'string' },
      person: {
        type: 'object',
        additionalProperties: false,
        properties: {
          id: { type: 'string' },
          vorname: { type: 'string' },
          nachname: { type: 'string' },
        },
      },
      flurstueck: { type: 'string' },
    },
  }),
  '1120.yaml': `
message: prozessnachrichten.eingangsbestaetigung.1120
service: "${SERVICE}"
map:
  bezug/vorgang: vorgang
  bezug/referenz: { submission: submissionId }
  information/textabsatz: hinweis
`,
  '1170.yaml': `
message: prozessnachrichten.statusFuerAntragsportal.1170
service: "${SERVICE}"
map:
  bezug/vorgang: vorgang
  statusAntragsportal: { code: { constant: "14" }, list: statusbauportal }
  frist: { date: { submission: receivedAt } }
`,
  '1200.yaml': `
message: universellerAntrag.antrag.1200
service: "${SERVICE}"
map:
  referenzAntragsservice/referenzAntragsservice: { submission: submissionId }
  artDesAntrags: { code: { constant: "7" }, list: artdesantrags }
  antragsteller/natuerlichePerson:
    from: person
    map:
      id: $.person.id
      name/vorname/name: vorname
      name/familienname/name: nachname
      anschrift/ort: $.vorgang
  grundstueck/flurstueck/bundesland: { code: { constant: "07" }, list: bundesland }
  grundstueck/flurstueck/kodierungFlurstueck/gemarkung/bezeichnung: { constant: Mainz }
  grundstueck/flurstueck/kodierungFlurstueck/zaehler: flurstueck
`,
};

withOfficial('a package on an official standard, unchanged', () => {
  let folder: string;
  let packages: Packages;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'official-'));
    const target = join(folder, 'xbau');
    await cp(join(official, 'xbau-kernmodul-1.3.0'), join(target, 'official'), { recursive: true });
    await mkdir(join(target, 'lists'));
    for (const [from, to] of [
      ['xbau-kernmodul-nachrichten_3.0.xml', 'nachrichtentyp_3.0.xml'],
      ['xbau-statusbauportal_3.0.xml', 'statusbauportal_3.0.xml'],
    ] as const) {
      await cp(join(official, 'codelists', from), join(target, 'lists', to));
    }
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(target, name), text);
    packages = await loadPackages(folder);
  });
  afterAll(async () => {
    packages?.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    'prozessnachrichten.eingangsbestaetigung.1120',
    'prozessnachrichten.statusFuerAntragsportal.1170',
    'universellerAntrag.antrag.1200',
  ])('writes a valid %s', async (type) => {
    const xml = await packages.message(type)!.write(
      exampleInput({
        service: SERVICE,
        area: '073150000000',
        reference: 'r',
        data: {
          vorgang: '2026/1',
          hinweis: 'Die Unterlagen sind vollständig.',
          person: {
            id: '00000000-0000-4000-8000-000000000009',
            vorname: 'Ana',
            nachname: 'Đorđević',
          },
          flurstueck: '12',
        },
      }),
    );
    expect(Buffer.from(xml).toString('utf8')).toContain(`<code>${type.slice(-4)}</code>`);
  });
});
