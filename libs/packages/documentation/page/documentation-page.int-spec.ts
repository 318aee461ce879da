import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { SMALL_SERVICE, smallPackage } from '../../../../test/factories/small-package.js';
import { FIXTURE_PACKAGES } from '../../../../test/fixtures/xoev/package-fixture.js';
import { documentPackage } from '../document-package.js';
import { documentationPage } from './documentation-page.js';

const SCHEMAS = fileURLToPath(new URL('../../../../schemas', import.meta.url));

async function pageOf(root: string, folder: string): Promise<string> {
  const { documentation, findings } = await documentPackage(root, folder);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return documentationPage(documentation!);
}

const open: XmlDocument[] = [];
afterEach(() => {
  for (const document of open.splice(0)) document.dispose();
});

/** Throws where the page is not well-formed. */
function parsed(page: string): (xpath: string) => XmlElement[] {
  const document = XmlDocument.fromString(page);
  open.push(document);
  return (xpath) => document.find(xpath) as XmlElement[];
}

const textOf = (node: XmlElement) => node.content.replace(/\s+/g, ' ').trim();
const attribute = (node: XmlElement, name: string) => node.attr(name)?.value;

const MARKUP = `<script>alert("x")</script> & 'Größe' ]]>`;
/** With characters that XML does not have. */
const HOSTILE = `${MARKUP} \u0007\ud800`;
const SHOWN = `${MARKUP} \ufffd\ufffd`;

const hostilePage = async () => {
  const { folder, remove } = await smallPackage({
    message: 'antrag',
    schema: `<xs:element name="antrag"><xs:complexType><xs:sequence>
      <xs:element name="name" type="xs:string" minOccurs="0"><xs:annotation><xs:documentation>&lt;b>fett&lt;/b> &amp;amp;</xs:documentation></xs:annotation></xs:element>
      <xs:element name="art" type="xs:string" minOccurs="0"/>
      <xs:element name="fest" type="xs:string" minOccurs="0"/>
      <xs:element name="summe" type="xs:string" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>`,
    form: {
      type: 'object',
      additionalProperties: false,
      properties: {
        name: { type: 'string', title: HOSTILE, description: `<!-- ${HOSTILE}` },
        art: { title: '"><img src="x" onerror="alert(1)">', enum: ['<b>', '&lt;'] },
      },
    },
    map: `name: { when: { path: art, equals: "<b>" }, use: name }
art: art
fest: { constant: "</code><script>1</script>" }
summe: { expression: "data.name < \\"&amp;\\" and 1 < 2" }`,
    settings: `rules: [{ when: name, require: art, message: ${JSON.stringify(MARKUP)} }]`,
    files: { [`examples/${'<i>'}.json`]: JSON.stringify({ service: SMALL_SERVICE }) },
  });
  return pageOf(folder, 'klein').finally(remove);
};

describe('a hostile package', () => {
  test('gives a well-formed page that shows what was written and runs none of it', async () => {
    const find = parsed(await hostilePage());
    expect(find('//script | //img | //b | //i | //@onerror')).toEqual([]);
    expect(find('//p[@class="title"]').map(textOf)).toEqual([
      SHOWN,
      '"><img src="x" onerror="alert(1)">',
    ]);
    expect(find('//td').map(textOf)).toContain('name<b>fett</b> &amp;');
    expect(find('//code').map(textOf)).toContain('</code><script>1</script>');
  });
});

const pages: [name: string, page: () => Promise<string>][] = [
  ['a hostile package', hostilePage],
  ['the fixture', () => pageOf(FIXTURE_PACKAGES, 'verein')],
  ...readdirSync(SCHEMAS)
    .filter((folder) => folder !== 'base')
    .map((folder): [string, () => Promise<string>] => [folder, () => pageOf(SCHEMAS, folder)]),
];

describe.each(pages)('the page of %s', (_, page) => {
  let text: string;
  beforeAll(async () => {
    text = await page();
  });

  test('is well-formed, in German, and has one heading of the first level and no gap below', () => {
    const find = parsed(text);
    expect(find('/html[@lang="de"]/head/title')).toHaveLength(1);
    expect(find('//h1')).toHaveLength(1);
    const levels = find('//h1 | //h2 | //h3 | //h4 | //h5 | //h6').map(({ name }) =>
      Number(name.slice(1)),
    );
    const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
    expect(jumps).toEqual([]);
    expect(find('//h1[not(normalize-space())] | //h2[not(normalize-space())]')).toEqual([]);
  });

  test('has tables with a caption and with headed columns and rows', () => {
    const find = parsed(text);
    expect(find('//table').length).toBeGreaterThan(0);
    expect(find('//table[not(caption[normalize-space()])]')).toEqual([]);
    expect(find('//table[not(thead/tr/th[@scope="col"])]')).toEqual([]);
    expect(find('//th[not(@scope="col" or @scope="row" or @scope="rowgroup")]')).toEqual([]);
    const captions = find('//caption').map(textOf);
    expect(captions.filter((one, index) => captions.indexOf(one) !== index)).toEqual([]);
    expect(find('//th[not(normalize-space())] | //table//table')).toEqual([]);
    expect(find('//tbody[not(tr/th)]')).toEqual([]);
  });

  test('has rows as wide as their table', () => {
    const find = parsed(text);
    for (const table of find('//table')) {
      const columns = table.find('thead/tr/th').length;
      for (const body of table.find('tbody')) {
        let below: number[] = [];
        for (const row of body.find('tr')) {
          const cells = row.find('*') as XmlElement[];
          const width = cells.filter(({ name }) => name === 'td' || name === 'th');
          const wide = width.reduce(
            (sum, cell) => sum + Number(attribute(cell, 'colspan') ?? 1),
            0,
          );
          expect(wide + below.length).toBe(columns);
          const spans = width.map((cell) => Number(attribute(cell, 'rowspan') ?? 1) - 1);
          below = [...below.map((rows) => rows - 1), ...spans].filter((rows) => rows > 0);
        }
        expect(below).toEqual([]);
      }
    }
  });

  test('names everything once, and every link and label leads somewhere', () => {
    const find = parsed(text);
    const ids = find('//@id').map((id) => (id as unknown as { value: string }).value);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const wanted = [
      ...find('//a').map((link) => attribute(link, 'href') ?? ''),
      ...find('//*[@aria-labelledby]').map((one) => `#${attribute(one, 'aria-labelledby')}`),
    ];
    expect(wanted.filter((target) => !ids.includes(target.slice(1)))).toEqual([]);
    expect(find('//body/*[1][self::a][@href="#inhalt"]')).toHaveLength(1);
    expect(find('//main[@id="inhalt"]')).toHaveLength(1);
    expect(find('//nav[@aria-labelledby] | //header')).toHaveLength(2);
  });

  test('needs nothing from elsewhere and runs nothing', () => {
    const find = parsed(text);
    expect(find('//script | //link | //img | //iframe | //@src | //@style')).toEqual([]);
    expect(text).not.toMatch(/url\(|@import|javascript:|\son\w+="/);
  });

  test('is the same each time', async () => {
    expect(await page()).toBe(text);
  });
});

test('the block to sign names the version and the fingerprint of the content', async () => {
  const { documentation } = await documentPackage(FIXTURE_PACKAGES, 'verein');
  const find = parsed(documentationPage(documentation!));
  const [block] = find('//section[@aria-labelledby="pruefvermerk"]').map(textOf);
  expect(block).toContain('Ich habe die Abbildung geprüft.');
  expect(block).toContain('Version1.2.0');
  expect(block!.replaceAll(' ', '')).toContain(documentation!.fingerprint);
  expect(find('//dl[@class="sign"]/dt').map(textOf)).toEqual([
    'Name',
    'Amt und Fachabteilung',
    'Datum',
    'Unterschrift',
  ]);
});

test('a long list is shortened and says by how much', async () => {
  const { documentation } = await documentPackage(FIXTURE_PACKAGES, 'verein');
  const codes = Array.from({ length: 1300 }, (_, index) => ({
    code: `c${index}`,
    name: undefined,
    valid: undefined,
  }));
  const codeLists = documentation!.codeLists.map((list) =>
    list.id === 'sparte_2' ? { ...list, codes } : list,
  );
  const page = documentationPage({ ...documentation!, codeLists });
  expect(page).toContain('die ersten 100 Einträge; 1.200 weitere');
  expect(page).toContain('>c99<');
  expect(page).not.toContain('>c100<');
});

describe('a fixed page of the fixture', () => {
  test('leads from the field over the list to its code', async () => {
    const find = parsed(await pageOf(FIXTURE_PACKAGES, 'verein'));
    const row = find('//tr[th/p[@class="title"]="Sparten"]').map(textOf)[0];
    expect(row).toContain('je Eintrag von „Sparten“');
    expect(row).toContain('rad wird 20 – Rad & Ski');
    const [link] = find('//tr[th/p[@class="title"]="Sparten"]//a');
    expect(find(`//h3[@id="${attribute(link!, 'href')!.slice(1)}"]`)).toHaveLength(1);
  });
});
