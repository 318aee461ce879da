import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { genericode } from '../../test/factories/genericode.js';
import { xsd } from '../../test/factories/schema-files.js';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';

let folder: string;

function nahtlos(...words: string[]) {
  return callNahtlos(words);
}

async function asJson(...words: string[]) {
  const { exit, said } = await nahtlos(...words, '--json');
  return { exit, report: JSON.parse(said) };
}

const at = (file: string) => join(folder, file);

function write(files: Record<string, string>): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), content);
  }
}

const MODULE = xsd(
  'targetNamespace="urn:base"',
  '<xs:simpleType name="Text"><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType>',
  '<xs:element name="teil"><xs:complexType><xs:sequence><xs:element name="x" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>',
);
const MAIN = xsd(
  'targetNamespace="urn:main" xmlns:b="urn:base"',
  '<xs:annotation><xs:appinfo><standard><nameLang>XProbe</nameLang><kennung>urn:probe</kennung></standard><versionStandard><version>1.2</version></versionStandard></xs:appinfo></xs:annotation>',
  '<xs:import namespace="urn:base" schemaLocation="http://example.org/base/base.xsd"/>',
  '<xs:element name="nachricht.0001"><xs:annotation><xs:appinfo><title>Die Probe</title></xs:appinfo><xs:documentation>Prüft z. B. den Text. Und mehr.</xs:documentation></xs:annotation>',
  '<xs:complexType><xs:sequence><xs:element name="text" type="b:Text"/><xs:element ref="b:teil" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>',
);
const message = (text: string) =>
  `<n:nachricht.0001 xmlns:n="urn:main">\n<text>${text}</text></n:nachricht.0001>`;

beforeEach(() => {
  folder = temporaryFolder();
  write({
    'xsd/main.xsd': MAIN,
    'xsd/ext/example.org/base/base.xsd': MODULE,
    'xsd/ext/base.xsd': MODULE,
    'map/urlmap.json': '{ "http://example.org/base/base.xsd": "../xsd/ext/base.xsd" }',
    'good.xml': message('abc'),
    'bad.xml': message('Geheim'),
  });
});

describe('nahtlos schema', () => {
  test('shows the messages with title, first sentence, standard, namespaces and files', async () => {
    const { exit, said } = await nahtlos(
      'schema',
      at('xsd/main.xsd'),
      '--url-map',
      at('map/urlmap.json'),
    );
    expect(exit).toBe(0);
    expect(said).toContain('XProbe 1.2 (urn:probe)');
    expect(said).toMatch(
      /Messages of urn:main:\n {2}nachricht.0001\n {6}Die Probe: Prüft z. B. den Text.\n/,
    );
    expect(said).toContain('1 other global element (1 part of others); --all lists them.');
    expect(said).toMatch(/urn:base +xsd\/ext\/base.xsd/);
    expect(said).toMatch(/The set loads into the model \(\d+\.\d\d s\) and into libxml2/);
    const all = await nahtlos(
      'schema',
      at('xsd/main.xsd'),
      '--url-map',
      at('map/urlmap.json'),
      '--all',
    );
    expect(all.said).toMatch(/Other global elements \(part of others\):\n {2}teil/);
  });

  test('gives the lines that the URL map lacks, with the likeliest file; with them it loads', async () => {
    const { exit, said } = await nahtlos('schema', at('xsd/main.xsd'));
    expect(exit).toBe(1);
    expect(said).toContain('main.xsd:3  http://example.org/base/base.xsd is not in the URL map');
    const lines = /\{\n[^}]*\}/.exec(said)![0];
    expect(JSON.parse(lines)).toEqual({
      'http://example.org/base/base.xsd': 'ext/example.org/base/base.xsd',
    });
    write({ 'xsd/urlmap.json': lines });
    const again = await asJson('schema', at('xsd/main.xsd'), '--url-map', at('xsd/urlmap.json'));
    expect(again).toMatchObject({
      exit: 0,
      report: {
        loads: { model: true, libxml2: true },
        findings: [],
        messages: [{ name: 'nachricht.0001' }],
      },
    });
  });

  test('follows what it proposes, and says which files are not there', async () => {
    write({
      'xsd/ext/example.org/base/base.xsd': xsd(
        'targetNamespace="urn:base"',
        '<xs:import namespace="urn:more" schemaLocation="http://example.org/more.xsd"/>',
      ),
    });
    const { exit, report } = await asJson('schema', at('xsd/main.xsd'));
    expect(exit).toBe(1);
    expect(report.urlMap).toEqual({
      'http://example.org/base/base.xsd': 'ext/example.org/base/base.xsd',
      'http://example.org/more.xsd': null,
    });
  });

  test('loads every XSD of a folder together, also those that nobody includes', async () => {
    write({
      'xsd/alone.xsd': xsd(
        'targetNamespace="urn:main"',
        '<xs:element name="nachricht.0002"><xs:complexType/></xs:element>',
      ),
      'xsd/notes.txt': 'no schema',
    });
    const { exit, report } = await asJson('schema', at('xsd'), '--url-map', at('map/urlmap.json'));
    expect(exit).toBe(0);
    expect(report.messages.map(({ name }: { name: string }) => name)).toEqual([
      'nachricht.0002',
      'nachricht.0001',
    ]);
    expect(report.namespaces).toMatchObject([
      { namespace: 'urn:main', files: ['xsd/alone.xsd', 'xsd/main.xsd'] },
      { namespace: 'urn:base', files: ['xsd/ext/base.xsd'] },
    ]);
    expect(report.copies).toEqual(['xsd/ext/example.org/base/base.xsd']);
  });

  test('says what only libxml2 refuses', async () => {
    write({
      'odd.xsd': xsd(
        '',
        '<xs:simpleType name="T">',
        '<xs:restriction base="xs:string"><xs:pattern value="[z"/></xs:restriction></xs:simpleType>',
      ),
    });
    const { exit, said } = await nahtlos('schema', at('odd.xsd'));
    expect(exit).toBe(1);
    expect(said).toMatch(/odd.xsd:3 {2}.*pattern/);
    expect(said).toContain('but libxml2 refuses it.');
  });
});

describe('nahtlos validate', () => {
  const schema = () => ['--schema', at('xsd/main.xsd'), '--url-map', at('map/urlmap.json')];

  test('says of each message whether it is valid, where not, and no value', async () => {
    expect(await nahtlos('validate', ...schema(), at('good.xml'))).toMatchObject({
      exit: 0,
      said: `${at('good.xml')}: valid`,
    });
    const { exit, said } = await nahtlos('validate', ...schema(), at('good.xml'), at('bad.xml'));
    expect(exit).toBe(1);
    expect(said.split('\n')).toEqual([
      `${at('good.xml')}: valid`,
      `${at('bad.xml')}: 1 violation`,
      '  line 2, /n:nachricht.0001/text: The text has 6 characters; maxLength is 3',
    ]);
  });

  test('answers as JSON', async () => {
    expect(await asJson('validate', ...schema(), at('bad.xml'))).toEqual({
      exit: 1,
      report: {
        schema: [],
        files: [
          {
            file: at('bad.xml'),
            findings: [
              {
                pointer: '/n:nachricht.0001/text',
                code: 'length',
                detail: 'The text has 6 characters; maxLength is 3',
                line: 2,
              },
            ],
          },
        ],
        uncheckedLists: [],
      },
    });
  });

  test('lists the mistakes of a schema that does not load', async () => {
    const { exit, said } = await nahtlos(
      'validate',
      '--schema',
      at('xsd/main.xsd'),
      at('good.xml'),
    );
    expect(exit).toBe(1);
    expect(said).toContain('The schema does not load: 1 mistake.');
    const json = await asJson('validate', '--schema', at('xsd/main.xsd'), at('good.xml'));
    expect(json).toMatchObject({
      exit: 1,
      report: { schema: [{ file: 'main.xsd', line: 3 }], files: [] },
    });
  });

  test('takes a folder of XSDs, and what is not XML for a finding', async () => {
    write({ 'no.xml': '<a>\n<b></a>' });
    const words = ['--schema', at('xsd'), '--url-map', at('map/urlmap.json'), at('good.xml')];
    expect((await nahtlos('validate', ...words)).exit).toBe(0);
    expect(await nahtlos('validate', ...words, at('no.xml'))).toMatchObject({
      exit: 1,
      said: expect.stringContaining('not well-formed XML (line 2)'),
    });
  });
});

describe('nahtlos validate --code-lists', () => {
  const LIST = 'urn:probe:art';
  const schema = xsd(
    'targetNamespace="urn:main"',
    `<xs:element name="nachricht.0002"><xs:complexType><xs:sequence><xs:element name="art"><xs:complexType><xs:sequence><xs:element name="code" type="xs:token"/></xs:sequence>
      <xs:attribute name="listURI" type="xs:anyURI" fixed="${LIST}"/><xs:attribute name="listVersionID" type="xs:string" use="required"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>`,
  );
  const coded = (code: string) =>
    `<n:nachricht.0002 xmlns:n="urn:main"><art listURI="${LIST}" listVersionID="1"><code>${code}</code></art></n:nachricht.0002>`;
  const validated = (...words: string[]) =>
    nahtlos('validate', '--schema', at('codes.xsd'), at('code.xml'), ...words);

  test('looks up the codes that the schema leaves to a list', async () => {
    write({
      'codes.xsd': schema,
      'code.xml': coded('Geheim'),
      'lists/art_1.xml': genericode(LIST, '1', ['10', '20']),
      'others/kanal_1.xml': genericode('urn:probe:kanal', '1', ['01']),
    });
    expect((await validated()).exit).toBe(0);
    const checked = await validated('--code-lists', at('lists'));
    expect(checked.exit).toBe(1);
    expect(checked.said).toContain('/n:nachricht.0002/art/code: ');
    expect(checked.said).toContain('art 1');
    expect(checked.said).not.toContain('Geheim');
    const without = await validated('--code-lists', at('others'));
    expect(without).toMatchObject({ exit: 0 });
    expect(without.said).toContain(`The codes of ${LIST} were not looked up`);
  });

  test('needs a folder with lists', async () => {
    write({
      'codes.xsd': schema,
      'code.xml': coded('10'),
      'empty/x.txt': '',
      'wrong/x.xml': '<x/>',
    });
    for (const words of ['absent', 'empty', 'wrong']) {
      expect((await validated('--code-lists', at(words))).exit).toBe(2);
    }
  });
});

describe('a wrong call', () => {
  test.each([
    [['schema'], '<schema> is missing'],
    [['schema', 'absent.xsd'], 'absent.xsd does not exist.'],
    [['schema', 'map'], 'map holds no XSD.'],
    [['schema', 'xsd/main.xsd', '--url-map', 'absent.json'], 'absent.json does not exist.'],
    [['schema', 'xsd/main.xsd', '--url-map', 'good.xml'], 'good.xml cannot be read as JSON.'],
    [['schema', 'xsd/main.xsd', '--url-map', 'xsd'], 'xsd cannot be read as JSON.'],
    [['schema', 'xsd/main.xsd', '--url-map', 'list.json'], 'is no JSON object of addresses'],
    [['schema', 'xsd/main.xsd', '--url-map', 'far.json'], 'have no folder in common'],
    [['schema', 'xsd/main.xsd', '--within', 'absent'], 'absent does not exist.'],
    [['validate', '--schema', 'xsd/main.xsd'], '<file> is missing'],
    [['validate', 'good.xml'], '--schema is missing'],
    [['validate', '--schema', 'absent.xsd', 'good.xml'], 'absent.xsd does not exist.'],
    [['validate', '--schema', 'xsd/main.xsd', 'absent.xml'], 'absent.xml cannot be read.'],
    [['validate', '--schema', 'xsd/main.xsd', 'xsd'], 'xsd cannot be read.'],
  ])('%j exits with 2 and says why', async (words, why) => {
    write({
      'list.json': '{ "http://x.org/": ["a.xsd"] }',
      'far.json': '{ "http://x.org/": "/etc/passwd" }',
    });
    const paths = words.map((word) =>
      /[./]|^xsd$|^map$|^absent$/.test(word) && !word.startsWith('--') ? at(word) : word,
    );
    const { exit, complained } = await nahtlos(...paths);
    expect(exit).toBe(2);
    expect(complained).toContain(why);
  });

  test('is all that 2 means: nothing exits with 3', async () => {
    for (const command of ['schema', 'validate']) {
      const { said } = await nahtlos(command, '--help');
      expect(said).toMatch(/^ {2}2 {2}the call is wrong, or a file that it names cannot be read$/m);
      expect(said).not.toMatch(/^ {2}3 /m);
    }
  });
});

test('includes that leave the folder are refused, unless it is named', async () => {
  write({
    'deep/main.xsd': xsd('', '<xs:include schemaLocation="../shared.xsd"/>'),
    'shared.xsd': xsd('', '<xs:element name="a"/>'),
  });
  const refused = await nahtlos('schema', at('deep/main.xsd'));
  expect(refused.exit).toBe(1);
  expect(refused.said).toContain('../shared.xsd lies outside the allowed folder');
  expect((await nahtlos('schema', at('deep/main.xsd'), '--within', folder)).exit).toBe(0);
});
