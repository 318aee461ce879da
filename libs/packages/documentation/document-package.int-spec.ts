import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type SmallPackage, smallPackage } from '../../../test/factories/small-package.js';
import { changedPackages, FIXTURE_PACKAGES } from '../../../test/fixtures/xoev/package-fixture.js';
import { documentPackage } from './document-package.js';
import type { Filling, PackageDocumentation } from './model.js';

const text = (title: string) => ({ type: 'string', title, minLength: 1, maxLength: 50 });
const group = (title: string, properties: object, required: string[] = []) => ({
  type: 'object',
  title,
  additionalProperties: false,
  required,
  properties,
});
const element = (name: string, attributes = 'minOccurs="0"') =>
  `<xs:element name="${name}" type="xs:string" ${attributes}/>`;

const PACKAGE: SmallPackage = {
  message: 'antrag',
  form: group(
    'Antrag',
    {
      art: { title: 'Art', enum: ['neu', 'alt'] },
      person: group('Person', { name: text('Name'), geburt: { type: 'string', title: 'Geburt' } }, [
        'name',
      ]),
      tiere: {
        type: 'array',
        title: 'Tiere',
        items: group('Tier', { name: text('Rufname'), chip: text('Chip') }, ['name']),
      },
      einverstanden: { type: 'boolean', title: 'Einverstanden' },
      betrag: { type: 'integer', title: 'Betrag', minimum: 1, maximum: 10000 },
      einzeln: { type: 'boolean', title: 'Einzeln' },
      notiz: text('Notiz'),
      geprueft: text('Geprüft'),
    },
    ['art', 'tiere'],
  ),
  schema: `<xs:element name="antrag"><xs:complexType><xs:sequence>
    <xs:element name="fassung" type="xs:string" fixed="kurz"/>
    ${element('art')}
    <xs:element name="name" type="xs:string" minOccurs="0">
      <xs:annotation><xs:documentation>Voller Name.</xs:documentation></xs:annotation>
    </xs:element>
    ${element('geburt', 'minOccurs="0" nillable="true"')}
    <xs:sequence minOccurs="0" maxOccurs="unbounded">${element('tier')}${element('chip')}</xs:sequence>
    ${element('euro')}${element('zahl')}${element('gruss')}${element('amt')}
    <xs:element name="datei" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:simpleContent>
      <xs:extension base="xs:base64Binary"><xs:attribute name="titel" type="xs:string"/></xs:extension>
    </xs:simpleContent></xs:complexType></xs:element>
    ${element('einzeln')}
    <xs:element name="frei" minOccurs="0" type="xs:string">
      <xs:annotation><xs:documentation>Für Hinweise.</xs:documentation></xs:annotation>
    </xs:element>
  </xs:sequence></xs:complexType></xs:element>`,
  map: `include: person
art:
  choose:
    - when: { path: art, equals: neu }
      use: { constant: Neu }
    - use: art
repeat:
  each: tiere
  map:
    tier: name
    chip: { when: { not: { path: $.einverstanden, present: true } }, use: chip }
euro: { number: betrag, scale: -2, decimals: 2 }
zahl: { expression: "$count(data.tiere[name = $$.data.person.name])" }
einzeln: einzeln
gruss: { constant: Hallo }
amt: { landscape: authority.name }
datei: { attachments: all, map: { ".": content, "@titel": name } }
`,
  settings: `
fragments: [teile.yaml]
rules:
  - when: { all: [einverstanden, { path: art, in: [neu, alt] }] }
    anyOf: [geprueft, person.geburt]
    message: Bitte ergänzen.
  - each: tiere
    require: chip
    message: Bitte mit Chip.
  - order: [person.geburt, { submission: receivedAt }]
    message: Geburt liegt vor dem Eingang.`,
  files: {
    'teile.yaml': `fragments:
  person:
    name: person.name
    geburt: { orNil: { date: person.geburt, reads: dd.MM.yyyy } }
`,
    'examples/erstes.json': '{ "service": "99000000000001" }',
  },
};

async function documented(root: string, folder: string): Promise<PackageDocumentation> {
  const { documentation, findings } = await documentPackage(root, folder);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return documentation!;
}

describe('the documentation of a package', () => {
  let made: Awaited<ReturnType<typeof smallPackage>>;
  let documentation: PackageDocumentation;
  const service = () => documentation.services[0]!;
  const message = () => service().messages[0]!;
  const filling = (path: string, nth = 0): Filling =>
    [...message().fields.flatMap(({ fillings }) => fillings), ...message().elsewhere].filter(
      (one) => one.path === path,
    )[nth]!;
  const field = (path: string) => message().fields.find((one) => one.field.path === path)!;

  beforeAll(async () => {
    made = await smallPackage(PACKAGE);
    documentation = await documented(made.folder, 'klein');
  });
  afterAll(() => made.remove());

  test('names each field as the form does, with what may be said there and whether it must', () => {
    expect(field('person.name').field).toEqual({
      path: 'person.name',
      title: 'Name',
      groups: ['Person'],
      description: undefined,
      kind: 'Text, höchstens 50 Zeichen',
      choices: [],
      obligation: 'Pflicht, sobald „Person“ angegeben wird',
    });
    expect(field('tiere.name').field.obligation).toBe('Pflicht je Eintrag von „Tiere“');
    expect(field('betrag').field.kind).toBe('ganze Zahl, mindestens 1, höchstens 10.000');
    expect(field('art').field).toMatchObject({ choices: ['neu', 'alt'], obligation: 'Pflicht' });
  });

  test('follows a field into its elements, also through a fragment, with the words of the schema', () => {
    expect(field('person.name').fillings.map(({ path }) => path)).toEqual(['name', 'zahl']);
    expect(filling('name')).toMatchObject({ documentation: 'Voller Name.', changes: [] });
  });

  test('says how dates, numbers, answers and missing values are written', () => {
    expect(filling('geburt').changes).toEqual([
      'fehlt die Angabe, steht das Element ausdrücklich ohne Wert da (xsi:nil)',
      'wird als Datum geschrieben (JJJJ-MM-TT), in deutscher Zeit; im Formular steht es als TT.MM.JJJJ',
    ]);
    expect(filling('einzeln').changes).toEqual(['Ja wird true, Nein wird false']);
    expect(filling('euro').changes).toEqual([
      'das Komma rückt um 2 Stellen nach links',
      'wird kaufmännisch auf 2 Nachkommastellen gerundet',
    ]);
  });

  test('says of alternatives when each counts', () => {
    const alternatives = [filling('art', 0), filling('art', 1)].map(({ origin, conditions }) => ({
      origin,
      conditions,
    }));
    expect(alternatives).toEqual([
      {
        origin: { kind: 'field', field: 'art' },
        conditions: ['es gilt nicht: „Art“ ist „neu“'],
      },
      { origin: { kind: 'constant', value: 'Neu' }, conditions: ['„Art“ ist „neu“'] },
    ]);
  });

  test('goes through the items of a list, with conditions from its outside', () => {
    expect(filling('tier')).toMatchObject({
      origin: { kind: 'field', field: 'tiere.name' },
      each: ['Tiere'],
    });
    expect(filling('chip').conditions).toEqual(['es gilt nicht: „Einverstanden“ ist Ja']);
  });

  test('tells what is filled from elsewhere, and what the schema fixes', () => {
    expect(filling('fassung').origin).toEqual({ kind: 'fixed', value: 'kurz' });
    expect(filling('gruss').origin).toEqual({ kind: 'constant', value: 'Hallo' });
    expect(filling('amt').origin).toEqual({ kind: 'landscape', path: 'authority.name' });
    expect(filling('datei').origin).toMatchObject({ kind: 'attachment', property: 'content' });
    expect(filling('datei/@titel').origin).toMatchObject({ property: 'name', purpose: 'all' });
    expect(filling('zahl').origin).toMatchObject({
      kind: 'expression',
      fields: ['tiere.name', 'person.name', 'tiere'],
    });
  });

  test('lists what nothing fills and what ends in no message, with the reasons', () => {
    expect(message().unfilled).toEqual([{ path: 'frei', documentation: 'Für Hinweise.' }]);
    expect(service().leftOut.map(({ field: { path }, reasons }) => [path, ...reasons])).toEqual([
      [
        'einverstanden',
        'entscheidet, welche anderen Angaben übernommen werden',
        'wird von Regel 1 geprüft',
      ],
      ['notiz', 'wird von nichts verwendet'],
      ['geprueft', 'wird von Regel 1 geprüft'],
    ]);
  });

  test('says the rules in words', () => {
    expect(service().rules.map(({ when, demands }) => `${when} -> ${demands}`)).toEqual([
      'wenn gilt: „Einverstanden“ ist Ja und („Art“ ist „neu“ oder „alt“) -> mindestens eine der Angaben „Geprüft“ und „Person › Geburt“',
      'für jeden Eintrag von „Tiere“: immer -> „Tiere › Chip“ ist angegeben',
      'immer -> zeitliche Reihenfolge: „Person › Geburt“, dann „Zeitpunkt des Eingangs“ (der gleiche Tag ist erlaubt)',
    ]);
    expect(service().rules[1]).toMatchObject({ fields: ['tiere', 'tiere.chip'], number: 2 });
  });

  test('names the examples of a service', () => {
    expect(service().examples).toEqual(['erstes']);
  });
});

describe('codes and headers', () => {
  let fillings: readonly Filling[];
  let documentation: PackageDocumentation;
  beforeAll(async () => {
    documentation = await documented(FIXTURE_PACKAGES, 'verein');
    const { fields, elsewhere } = documentation.services[0]!.messages[0]!;
    fillings = [...fields.flatMap((one) => one.fillings), ...elsewhere];
  });

  test('show value, code and name, from the version of the list that is written', () => {
    expect(fillings.find(({ path }) => path === 'sparte')).toMatchObject({
      each: ['Sparten'],
      code: {
        list: 'sparte_2',
        named: true,
        translated: true,
        entries: [
          { value: 'turnen', code: '10', name: 'Turnen' },
          { value: 'rad', code: '20', name: 'Rad & Ski' },
        ],
      },
    });
    const lists = documentation.codeLists.map(({ id, used }) => [id, used]);
    expect(lists).toContainEqual(['sparte_1', false]);
    expect(lists).toContainEqual(['sparte_2', true]);
  });

  test('show a code that is spelled out, and the type that a mapping chooses', () => {
    const code = fillings.find(({ path }) => path === 'mitglied(Person)/geschlecht');
    expect(code).toMatchObject({ code: { translated: false, entries: [{ code: 'm' }, {}] } });
  });

  test('show what the header is filled with', () => {
    const header = fillings.filter((filling) => filling.header).map(({ path }) => path);
    expect(header).toContain('nachrichtenkopf.g2g/leser/kennung');
    expect(header).toContain('@produkt');
    expect(header).not.toContain('eingang');
  });
});

describe('the fingerprint', () => {
  const fingerprint = async (file?: string, change = (content: string) => `${content}\n`) => {
    const { folder, remove } = await changedPackages(file === undefined ? {} : { [file]: change });
    return documented(folder, 'verein')
      .then((one) => one.fingerprint)
      .finally(remove);
  };

  test('is the same for the same content, wherever it lies', async () => {
    expect(await fingerprint()).toBe(await fingerprint());
    expect(await fingerprint()).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    'verein/package.yaml',
    'verein/forms/anmeldung.schema.json',
    'verein/mappings/verein.anmeldung.0001.yaml',
    'verein/codelists/sparte_2.xml',
    'verein/urlmap.json',
    'base/kopf.xsd',
    'base/code.xsd',
  ])('changes with %s', async (file) => {
    expect(await fingerprint(file)).not.toBe(await fingerprint());
  });

  test('does not change with examples or with other packages', async () => {
    expect(await fingerprint('verein/examples/turnverein.json')).toBe(await fingerprint());
    const folder = await mkdtemp(join(tmpdir(), 'packages-'));
    await cp(FIXTURE_PACKAGES, folder, { recursive: true });
    await cp(join(FIXTURE_PACKAGES, 'verein'), join(folder, 'zweitverein'), { recursive: true });
    const [one, copy] = await Promise.all(
      ['verein', 'zweitverein'].map((name) => documented(folder, name)),
    ).finally(() => rm(folder, { recursive: true }));
    expect(one!.fingerprint).toBe(await fingerprint());
    expect(copy!.fingerprint).toBe(one!.fingerprint);
  });
});

test('a package with mistakes has findings and no documentation', async () => {
  const { folder, remove } = await changedPackages({
    'verein/mappings/verein.anmeldung.0001.yaml': (content) => content.replace('  name: name', ''),
  });
  const { documentation, findings } = await documentPackage(folder, 'verein').finally(remove);
  expect(documentation).toBeUndefined();
  expect(findings).toContainEqual(
    expect.objectContaining({ line: 3, message: 'The message needs name; map it' }),
  );
});
