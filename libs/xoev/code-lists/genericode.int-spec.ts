import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { OFFICIAL, withOfficial } from '../../../test/fixtures/official.js';
import { XmlUnreadable } from '../xml-node.js';
import { readGenericode } from './genericode.js';

interface Parts {
  keys: string;
  rows: string;
  columns?: string;
  annotation?: string;
  identification?: string;
}

const column = (id: string, type = 'string', more = '') =>
  `<Column Id="${id}" Use="required"><ShortName>${id}</ShortName><Data Type="${type}"${more}/></Column>`;

const IDENTIFICATION = `<ShortName>farbe</ShortName><Version>1</Version>
  <CanonicalUri>urn:test:farbe</CanonicalUri><CanonicalVersionUri>urn:test:farbe_1</CanonicalVersionUri>`;

const list = ({ keys, rows, columns, annotation = '', identification = IDENTIFICATION }: Parts) =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/" xmlns:k="urn:any:generation">
  ${annotation}<Identification>${identification}</Identification>
  <ColumnSet>${columns ?? column('text') + column('code')}${keys}</ColumnSet>
  <SimpleCodeList>
    ${rows}
  </SimpleCodeList>
</gc:CodeList>`);

const values = (cells: Readonly<Record<string, string>>) =>
  `<Row>${Object.entries(cells)
    .map(([id, text]) => `<Value ColumnRef="${id}"><SimpleValue>${text}</SimpleValue></Value>`)
    .join('')}</Row>\n`;

const row = (text: string, code: string) => values({ text, code });

const key = (columns: string, mark?: string) =>
  `<Key Id="${columns}Key">${
    mark === undefined ? '' : `<Annotation><AppInfo><k:${mark}/></AppInfo></Annotation>`
  }${columns
    .split(' ')
    .map((id) => `<ColumnRef Ref="${id}"/>`)
    .join('')}</Key>`;

const ROWS = row('rot', '01') + row('blau', '02');

describe('a genericode list', () => {
  test('gives its codes from the key column, wherever that column stands', () => {
    const rows = row('rot &amp; mehr &#xDF;<![CDATA[<&>]]>', '01') + row('blau', ' 02\n');
    const colours = readGenericode(list({ keys: key('code'), rows }));
    expect([...colours.rows.keys()]).toEqual(['01', '02']);
    expect(colours.nameOf('01')).toBe('rot & mehr ß<&>');
    expect(colours.uri).toBe('urn:test:farbe');
    expect(colours.version).toBe('1');
    expect([...colours.rows.get('02')!]).toEqual([
      ['text', 'blau'],
      ['code', '02'],
    ]);
  });

  test.each([
    ['xoev-code', 'datumgueltigkeitab'],
    ['xoev-code', 'datumGueltigkeitAb'],
    ['empfohleneCodeSpalte', 'datumGueltigkeitAb'],
    ['recommendedKeyColumn', 'validFrom'],
  ])(
    'with several keys is read by the one that %s marks, and is valid from %s on',
    (mark, from) => {
      const colours = readGenericode(
        list({
          keys: key('text') + key('code', mark),
          rows: ROWS,
          annotation: `<Annotation><Description><k:${from}>2026-06-01</k:${from}></Description></Annotation>`,
        }),
      );
      expect(colours.keyColumn).toBe('code');
      expect(colours.keys).toEqual(['code', 'text']);
      expect(colours.validFrom).toBe('2026-06-01');
    },
  );

  test('is not read by the key that marks the names', () => {
    const keys = key('text', 'xoev-codename') + key('code');
    const columns = column('more') + column('text') + column('code');
    const colours = readGenericode(list({ keys, rows: ROWS, columns }));
    expect(colours.keyColumn).toBe('code');
    expect(colours.nameOf('02')).toBe('blau');
  });

  test('may leave out column references and optional values', () => {
    const rows =
      '<Row><Value><SimpleValue>rot</SimpleValue></Value><Value><SimpleValue>01</SimpleValue></Value></Row>' +
      '<Row><Value ColumnRef="text"/><Value><SimpleValue>02</SimpleValue></Value></Row>' +
      '<Row><Value ColumnRef="code"><SimpleValue>03</SimpleValue></Value></Row>';
    const colours = readGenericode(list({ keys: key('code'), rows }));
    expect(['01', '02', '03'].map((code) => colours.nameOf(code))).toEqual([
      'rot',
      undefined,
      undefined,
    ]);
    expect(colours.rows.get('02')!.has('text')).toBe(false);
  });

  test('may have comments in it that look like rows, and may stand in the default namespace', () => {
    const bytes = list({ keys: key('code'), rows: `<!-- ${row('x', '09')} -->${ROWS}` })
      .toString()
      .replaceAll('gc:', '')
      .replace('xmlns:gc', 'xmlns')
      .replace('<Identification>', '<!-- <SimpleCodeList> --><Identification>');
    expect([...readGenericode(Buffer.from(bytes)).rows.keys()]).toEqual(['01', '02']);
  });

  test.each([
    ['no version', '<CanonicalVersionUri>urn:test:farbe_2.1</CanonicalVersionUri>', '2.1'],
    ['a version alone', '<Version>2026-06-30</Version>', '2026-06-30'],
  ])('with %s is named by what it has', (_, stated, version) => {
    const identification = `<ShortName>Die Farben</ShortName><CanonicalUri>urn:test:farbe</CanonicalUri>${stated}`;
    const colours = readGenericode(list({ keys: key('code'), rows: ROWS, identification }));
    expect(colours.version).toBe(version);
    expect(colours.versionUri).toBe(`urn:test:farbe_${version}`);
    expect(colours.name).toBe('Die Farben');
  });

  test('names its codes in German where it can, and never by another key', () => {
    const cells = { en: 'red', de: 'rot', code: '01', hex: 'f00' };
    const columns =
      column('hex') +
      column('en', 'string', ' Lang="en-US"') +
      column('de', 'string', ' Lang="de-DE"');
    const german = list({
      keys: key('hex') + key('code', 'recommendedKeyColumn'),
      rows: values(cells),
      columns: columns + column('code'),
    });
    expect(readGenericode(german).nameOf('01')).toBe('rot');
    const withoutGerman = Buffer.from(german.toString().replace('"de-DE"', '"fr"'));
    expect(readGenericode(withoutGerman).nameOf('01')).toBe('red');
  });

  test('reads by another column where that is wanted', () => {
    const bytes = list({
      keys: key('code', 'recommendedKeyColumn'),
      rows: values({ code: '000', iso: 'DE', text: 'Deutschland' }) + values({ code: '999' }),
      columns: column('code') + column('iso') + column('text'),
    });
    const byIso = readGenericode(bytes).byKey('iso')!;
    expect([...byIso.rows.keys()]).toEqual(['DE']);
    expect(byIso.nameOf('DE')).toBe('Deutschland');
    expect(byIso.keyColumn).toBe('iso');
    expect(readGenericode(bytes, { key: 'iso' }).has('DE')).toBe(true);
    expect(byIso.byKey('nothing')).toBeUndefined();
  });

  test('by a column that repeats has no name for a code with several', () => {
    const bytes = list({ keys: key('text'), rows: row('rot', 'W') + row('gelb', 'W') });
    const warmth = readGenericode(bytes).byKey('code')!;
    expect(warmth.has('W')).toBe(true);
    expect(warmth.nameOf('W')).toBeUndefined();
  });

  test('may give a code several rows with a validity each', () => {
    const columns = ['code', 'text', 'gueltigAb', 'Gültig bis'].map((id) => column(id)).join('');
    const history = readGenericode(
      list({
        keys: key('code'),
        columns,
        rows:
          values({ code: '1', text: 'alt', gueltigAb: '2001-01-01', 'Gültig bis': '31.12.2019' }) +
          values({ code: '1', text: 'neu', gueltigAb: '2024-01-01', 'Gültig bis': 'unbefristet' }),
      }),
    );
    expect(history.dated).toBe(true);
    const dates = ['2000-12-31', '2019-12-31', '2020-01-01', '2024-01-01', '2099-01-01'];
    expect(dates.map((date) => history.validOn('1', date))).toEqual([
      false,
      true,
      false,
      true,
      true,
    ]);
    expect(history.nameOf('1')).toBe('neu');
    expect(history.validOn('2', '2024-01-01')).toBe(false);
  });

  test('that repeats a row is the same list', () => {
    expect(readGenericode(list({ keys: key('code'), rows: ROWS + ROWS })).rows.size).toBe(2);
  });

  const twice = row('rot', '01') + row('blau', '01');
  const complex = '<Row><Value ColumnRef="code"><ComplexValue><k:a/></ComplexValue></Value></Row>';
  test.each([
    ['without a key', list({ keys: '', rows: ROWS }), /no key over a single/, 5],
    ['with an unknown key', list({ keys: key('codes'), rows: ROWS }), /codes, which does not/, 5],
    [
      'with one code twice',
      list({ keys: key('code'), rows: twice }),
      /^The code 01 of code stands in two rows, in the lines 7 and 8, with different content$/,
      8,
    ],
    [
      'with one code twice and another key',
      list({ keys: key('code') + key('text'), rows: twice }),
      /codes that stand once are in text$/,
      8,
    ],
    ['with a row without code', list({ keys: key('code'), rows: `${ROWS}<Row/>` }), /no code/, 9],
    [
      'with a recommended key over two columns',
      list({ keys: key('text') + key('text code', 'recommendedKeyColumn'), rows: ROWS }),
      /spans the columns text, code/,
      5,
    ],
    ['with complex values', list({ keys: key('code'), rows: complex }), /ComplexValue/, 7],
    [
      'with a value for an unknown column',
      list({ keys: key('code'), rows: values({ kode: '1' }) }),
      /no column/,
      7,
    ],
    [
      'with more values than columns',
      list({ keys: key('code'), rows: `<Row>${'<Value/>'.repeat(3)}</Row>` }),
      /no column/,
      7,
    ],
    [
      'with columns elsewhere',
      Buffer.from(
        list({ keys: '', rows: '' })
          .toString()
          .replace(/<ColumnSet>.*<\/ColumnSet>/s, '<ColumnSetRef/>'),
      ),
      /ColumnSetRef/,
      5,
    ],
    ['that is not XML', Buffer.from('<a><b></a>'), /well-formed/, 1],
    ['that is another XML', Buffer.from('<a/>'), /not a genericode/, 1],
    [
      'with an entity',
      Buffer.from(
        `<!DOCTYPE CodeList [<!ENTITY e "01">]>${list({
          keys: key('code'),
          rows: row('rot', '&e;'),
        })
          .toString()
          .replace(/<\?.*?\?>/, '')}`,
      ),
      /entity/,
      7,
    ],
  ])('%s is refused', (_, bytes, reason, line) => {
    expect(() => readGenericode(bytes)).toThrow(XmlUnreadable);
    expect(() => readGenericode(bytes)).toThrow(reason);
    expect(() => readGenericode(bytes)).toThrow(expect.objectContaining({ line }));
  });

  test('is refused with what it has where another column is wanted that it lacks', () => {
    const bytes = list({ keys: key('code'), rows: ROWS });
    expect(() => readGenericode(bytes, { key: 'iso' })).toThrow(/has text, code$/);
  });
});

const official = new URL('codelists/', OFFICIAL);

withOfficial('the official lists at hand', () => {
  const read = (file: string) => readGenericode(readFileSync(new URL(file, official)));

  test('are all read', () => {
    for (const file of readdirSync(official)) {
      const codes = read(file);
      expect(codes.rows.size).toBeGreaterThan(5);
      expect(codes.uri).toMatch(/^urn:/);
      expect(codes.versionUri).toBe(`${codes.uri}_${codes.version}`);
      expect(codes.dated).toBe(false);
    }
  });

  test('give codes, names and other keys', () => {
    expect(read('destatis-rs_2026-06-30.xml').nameOf('010010000000')).toBe('Flensburg, Stadt');
    const states = read('destatis-staat_2024-08-01.xml');
    expect(states.nameOf('000')).toBe('Deutschland');
    expect(states.byKey('iso-3')!.nameOf('ALB')).toBe('Albanien');
    expect(read('xoev-erreichbarkeit_4.1.xml').nameOf('01')).toBe('E-Mail');
  });
});
