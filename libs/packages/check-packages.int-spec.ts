import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ConfigurationError } from '#domain';
import { changedPackages, FIXTURE_PACKAGES } from '../../test/fixtures/xoev/package-fixture.js';
import { checkPackages, loadPackages } from './index.js';

const MAPPING = 'verein/mappings/verein.anmeldung.0001.yaml';
const PACKAGE = 'verein/package.yaml';
const FORM = 'verein/forms/anmeldung.schema.json';
const EXAMPLE = 'verein/examples/turnverein.json';
const EXPECTED = 'verein/examples/turnverein.verein.anmeldung.0001.xml';

async function mistakes(changes: Parameters<typeof changedPackages>[0]): Promise<string[]> {
  const { folder, remove } = await changedPackages(changes);
  const findings = await checkPackages(folder).finally(remove);
  return findings.map(({ file, line, message, severity }) => {
    const name = file.slice('verein/'.length);
    return `${severity === 'warning' ? 'warning: ' : ''}${name}:${line} ${message}`;
  });
}

const replace =
  (...pairs: [from: string, to: string][]) =>
  (text: string) =>
    pairs.reduce((changed, [from, to]) => changed.replace(from, () => to), text);

test('a package without mistakes has no findings', async () => {
  expect(await checkPackages(FIXTURE_PACKAGES)).toEqual([]);
});

test('a folder without packages is a mistake, and so is a package in the place of its folder', async () => {
  const elsewhere = join(FIXTURE_PACKAGES, 'verein/examples');
  await expect(checkPackages(elsewhere)).rejects.toThrow('There are no packages here');
  await expect(checkPackages(join(FIXTURE_PACKAGES, 'gone'))).rejects.toThrow('no packages here');
  await expect(loadPackages(join(FIXTURE_PACKAGES, 'verein'))).rejects.toThrow('a package itself');
});

const schemas = fileURLToPath(new URL('../../schemas', import.meta.url));

test('the packages of the house have no mistakes, and their examples give the messages beside them', async () => {
  expect(existsSync(schemas)).toBe(true);
  const findings = await checkPackages(schemas);
  expect(findings.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([]);
}, 60_000);

describe('mistakes in a mapping', () => {
  test.each([
    [
      'a target that does not exist',
      ['  bemerkung: bemerkung', '  bemerkugn: bemerkung'],
      ['20 The message has no element bemerkugn; did you mean bemerkung?'],
    ],
    [
      'a target that does not exist further down',
      ['anschrift/ort:', 'anschrift/stadt:'],
      [
        '8 anschrift needs ort; map it',
        '9 anschrift has no element stadt; known are strasse, ort, postfach',
      ],
    ],
    [
      'a required target without a source',
      ['  name: name\n', ''],
      ['3 The message needs name; map it'],
    ],
    [
      'a source that the form does not have',
      ['  name: name\n', '  name: nmae\n'],
      ['5 The form has no nmae; did you mean name?'],
    ],
    [
      'a source that the form does not have below a list',
      ['vorname: vornamen', 'vorname: vorname'],
      ['14 The form has no vorname; did you mean vornamen?'],
    ],
    [
      'a map for what is a text',
      ['  name: name\n', '  name: { choose: [{ map: nmae }] }\n'],
      [
        '5 There is no fragment nmae; name the files with fragments in package.yaml',
        '5 name is a text: it takes a source, no map',
      ],
    ],
    [
      'a message that the schema does not have',
      ['message: verein.anmeldung.0001', 'message: verein.anmeldungen.0001'],
      ['1 The schema has no message verein.anmeldungen.0001; did you mean verein.anmeldung.0001?'],
    ],
    [
      'a list that is like no other',
      ['list: kategorie,', 'list: staatsangehoerigkeit,'],
      ['7 The package has no list staatsangehoerigkeit; add it to its codeLists'],
    ],
    [
      'a constant with a character that no message can hold',
      ['@waehrung: { constant: EUR }', '@waehrung: { constant: "\\a" }'],
      [/^\d+ The character U\+0007 \(control character\) is not allowed in beitrag\/@waehrung$/],
    ],
    [
      'an attribute that does not exist',
      ['"@groesse": size', '"@grosse": size'],
      [
        '21 anlage needs the attribute @groesse',
        '24 anlage has no attribute grosse; did you mean groesse?',
      ],
    ],
    [
      'a code outside its list',
      ['rad: "20"', 'rad: "21"'],
      ['6 21 is no code of sparte 2; nearest is 20 (Rad & Ski)'],
    ],
    [
      'a value of the form that is not translated',
      ['turnen: "10", ', ''],
      [
        '6 The form gives turnen for sparten, which translate does not have; nearest is 10 (Turnen)',
      ],
    ],
    [
      'a list that the package does not have',
      ['list: kategorie,', 'list: katagorie,'],
      ['7 The package has no list katagorie; did you mean kategorie?'],
    ],
    [
      'a code type that is given a text',
      [
        '  kategorie: { code: kategorie, list: kategorie, translate: { sport: A, kultur: B } }',
        '  kategorie: kategorie',
      ],
      ['7 kategorie has elements inside; it carries a code: write { code: ..., list: ... }'],
    ],
    [
      'an abstract type',
      ['mitglied(Person):', 'mitglied:'],
      ['11 The type of mitglied is abstract: write mitglied(Person); known are Person'],
    ],
    [
      'a list where only one element may stand',
      ['  bemerkung: bemerkung', '  bemerkung: { each: sparten, use: . }'],
      ['20 bemerkung may stand only once'],
    ],
    [
      'each over something that is no list',
      ['each: mitglieder', 'each: anschrift'],
      [/no list in the form; use from/],
    ],
    [
      'a condition on a value that the form never gives',
      ['equals: haus }, use: anschrift.strasse', 'equals: hof }, use: anschrift.strasse'],
      ['8 The form never gives hof for art; it gives haus, fach'],
    ],
    [
      'a form of source that does not exist',
      ['{ submission: receivedAt }', '{ submision: receivedAt }'],
      ['4 submision is no form of source; did you mean submission?'],
    ],
    [
      'a fact that a submission does not have',
      ['{ submission: receivedAt }', '{ submission: recievedAt }'],
      ['4 submission has no recievedAt; did you mean receivedAt?'],
    ],
    [
      'a target that is filled twice',
      ['  bemerkung: bemerkung', '  bemerkung: bemerkung\n  bemerkung/x: bemerkung'],
      [/bemerkung is filled twice/],
    ],
    [
      'an expression that is none',
      ['  bemerkung: bemerkung', '  bemerkung: { expression: "data.name & (" }'],
      [/^20 The expression cannot be read/],
    ],
    [
      'a constant that YAML reads as a number',
      ['  bemerkung: bemerkung', '  bemerkung: { constant: 1.0 }'],
      ['20 A constant is a text; write it in quotes'],
    ],
  ] as [string, [string, string], (string | RegExp)[]][])('%s', async (_, change, expected) => {
    const found = await mistakes({ [MAPPING]: replace(change) });
    const lines = found.filter((line) => !line.startsWith('warning'));
    for (const [index, line] of expected.entries()) {
      const actual = lines[index]!.slice(MAPPING.length - 'verein/'.length + 1);
      if (typeof line === 'string') expect(actual).toBe(line);
      else expect(actual).toMatch(line);
    }
    if (expected.every((line) => typeof line === 'string'))
      expect(lines).toHaveLength(expected.length);
  });

  test('a field of the form that nothing uses is worth a warning', async () => {
    const found = await mistakes({
      [MAPPING]: replace(['  bemerkung: bemerkung\n', '']),
    });
    expect(found).toEqual([
      expect.stringMatching(/^warning: forms\/anmeldung\.schema\.json:\d+ Nothing uses bemerkung/),
    ]);
  });
});

describe('mistakes elsewhere in a package', () => {
  test('are all listed with file and line', async () => {
    const found = await mistakes({
      [PACKAGE]: replace(
        ['title: Vereine', 'titel: Vereine'],
        ['version: "1.2.0"', 'version: "1"'],
        ['key: "99000000000001"', 'key: "1"'],
      ),
    });
    expect(found).toEqual([
      'package.yaml:1 title is missing',
      'package.yaml:3 version must be a version such as "1.0.0"',
      'package.yaml:4 titel is not known here; did you mean title?',
      'package.yaml:17 key must be a Leistungsschlüssel of 14 digits in quotes',
    ]);
  });

  test('concern attachments that the message has no room for, or that the service never takes', async () => {
    const anlage = 'name="anlage" minOccurs="0" maxOccurs=';
    const once = await mistakes({
      'verein/xsd/verein.xsd': replace([`${anlage}"unbounded"`, `${anlage}"1"`]),
    });
    expect(once).toContain(
      'warning: mappings/verein.anmeldung.0001.yaml:21 The service takes 2 attachments, anlage may stand only once; lower its maximumCount',
    );
    const none = await mistakes({
      [PACKAGE]: replace(['    attachments: { maximumCount: 2 }\n', '']),
    });
    expect(none).toContain(
      'warning: mappings/verein.anmeldung.0001.yaml:21 The service takes no attachments; say under attachments in package.yaml which it takes',
    );
  });

  test('concern a total of attachments that no single one fits into', async () => {
    const found = await mistakes({
      [PACKAGE]: replace([
        '{ maximumCount: 2 }',
        '{ maximumCount: 2, maximumSize: 10, maximumTotal: 9 }',
      ]),
    });
    expect(found).toEqual([
      'package.yaml:21 maximumTotal is less than the 10 bytes of maximumSize; no attachment could be that large',
    ]);
  });

  test('concern deliberately unused fields that the form does not have', async () => {
    const found = await mistakes({
      [MAPPING]: replace(['  bemerkung: bemerkung\n', '']),
      [PACKAGE]: replace([
        'attachments: { maximumCount: 2 }',
        'attachments: { maximumCount: 2 }\n    unused: [bemerkungen, bemerkung, mitglieder.nmae]',
      ]),
    });
    expect(found).toEqual([
      'package.yaml:22 The form has no bemerkungen; did you mean bemerkung?',
      'package.yaml:22 The form has no mitglieder.nmae; did you mean name?',
    ]);
  });

  test('concern files that are missing, outside, or broken', async () => {
    const found = await mistakes({
      [PACKAGE]: replace(
        ['codelists/sparte_1.xml', '../../../etc/passwd'],
        ['codelists/kategorie_1.xml', 'codelists/absent.xml'],
      ),
      'verein/codelists/sparte_2.xml': replace(['<Key', '<Kee']),
      'verein/xsd/verein.xsd': replace(['type="v:Anschrift"', 'type="v:Adresse"']),
    });
    expect(found).toEqual([
      'codelists/sparte_2.xml:4 The file is not well-formed XML',
      'package.yaml:12 ../../../etc/passwd: the file lies outside the allowed folder',
      'package.yaml:14 codelists/absent.xml: the file does not exist',
      'xsd/verein.xsd:52 The type {urn:test:verein}Adresse is not declared',
    ]);
  });

  test('concern forms that cannot be used or let unknown fields through', async () => {
    const open = await mistakes({
      [FORM]: replace([
        '"title": "Beitrag",\n      "additionalProperties": false,',
        '"title": "Beitrag",',
      ]),
    });
    expect(open[0]).toMatch(/^forms\/anmeldung\.schema\.json:\d+ The object takes unknown fields/);
    const wrong = await mistakes({ [FORM]: replace(['"din-91379-c"', '"din-9"']) });
    expect(wrong).toEqual(['forms/anmeldung.schema.json:10 There is no format din-9']);
  });

  test('concern texts and values that cannot fit the schema', async () => {
    const found = await mistakes({
      [FORM]: replace(
        ['"title": "Straße",\n          "maxLength": 60', '"title": "Straße", "maxLength": 120'],
        ['"enum": ["m", "w"]', '"enum": ["m", "w", "x"]'],
      ),
    });
    expect(found).toEqual([
      'mappings/verein.anmeldung.0001.yaml:8 anschrift.strasse may have 120 characters in the form, anschrift/strasse only 60',
      'mappings/verein.anmeldung.0001.yaml:16 x, which the form gives, is no code of the schema',
    ]);
  });

  test('concern services and messages that two packages claim', async () => {
    const { folder, remove } = await changedPackages({});
    const { cp } = await import('node:fs/promises');
    await cp(join(folder, 'verein'), join(folder, 'zweiter'), { recursive: true });
    const error = await loadPackages(folder)
      .catch((thrown) => thrown)
      .finally(remove);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(
      (error as ConfigurationError).findings.map(
        ({ file, line, message }) => `${file}:${line} ${message}`,
      ),
    ).toEqual([
      'zweiter/package.yaml:3 The version 1.2.0 of verein stands in verein/package.yaml already',
      'zweiter/package.yaml:1 A version of verein without validFrom stands in verein/package.yaml already',
    ]);
  });
});

describe('examples', () => {
  test('that give another message are shown with the line, and update accepts it', async () => {
    const { folder, remove } = await changedPackages({
      [EXAMPLE]: replace(['"Mühlheim"', '"Trier"']),
    });
    try {
      const [finding] = await checkPackages(folder);
      expect(finding).toMatchObject({ file: EXPECTED });
      expect(finding!.message).toMatch(/-\s*<ort>Mühlheim<\/ort>\n\s*\+\s*<ort>Trier<\/ort>/);
      const before = (await readFile(join(folder, EXPECTED), 'utf8')).split('\n');
      expect(before[finding!.line - 1]).toContain('<ort>Mühlheim</ort>');
      expect(await checkPackages(folder, { update: true })).toEqual([]);
      expect(await checkPackages(folder)).toEqual([]);
    } finally {
      await remove();
    }
  });

  test('that a client could not post are mistakes', async () => {
    const { folder, remove } = await changedPackages({
      [EXAMPLE]: replace(
        ['"area": "073150000000"', '"area": "0731", "kind": "aplication", "colour": "red"'],
        ['"id": "00000000-0000-4000-8000-0000000000a1"', '"id": "a1"'],
      ),
    });
    const findings = await checkPackages(folder).finally(remove);
    expect(findings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '3: colour is not known here; known are service, area, reference, kind, relatesTo, submittedAt, caseId, test, restricted, data, authentication, payment, replyChannel, replies, attachments',
      '3: area must be the ARS of 12 digits where responsibility lies, or a prefix of 2, 3, 5 or 9, or the AGS of 8 digits',
      '3: kind must be one of application, supplement, amendment, withdrawal',
      '26: id must be a UUID that names the part of the body',
    ]);
  });

  test('that do not fit the form, the list or their attachments are mistakes', async () => {
    const { folder, remove } = await changedPackages({
      [EXAMPLE]: replace(
        ['"art": "haus"', '"art": "hof"'],
        ['"name": "satzung.txt"', '"name": "fehlt.txt"'],
      ),
    });
    await writeFile(join(folder, 'verein/examples/files/satzung.txt'), 'Eine andere.\n');
    const findings = await checkPackages(folder).finally(remove);
    expect(findings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '10: Art der Anschrift has to be one of haus, fach',
      '27: files/fehlt.txt: the file does not exist',
      '37: The SHA-512 of files/satzung.txt is another',
    ]);
  });
});
