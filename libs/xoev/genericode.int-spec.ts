import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readGenericode } from './genericode.js';
import { XmlUnreadable } from './xml-node.js';

const list = (keys: string, rows: string, columns = ['text', 'code']) =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/" xmlns:k="urn:any:generation">
  <Identification><ShortName>farbe</ShortName><Version>1</Version>
    <CanonicalUri>urn:test:farbe</CanonicalUri><CanonicalVersionUri>urn:test:farbe_1</CanonicalVersionUri></Identification>
  <ColumnSet>
    ${columns.map((column) => `<Column Id="${column}" Use="required"><ShortName>${column}</ShortName></Column>`).join('')}
    ${keys}
  </ColumnSet>
  <SimpleCodeList>${rows}</SimpleCodeList>
</gc:CodeList>`);

const row = (text: string, code: string) =>
  `<Row><Value ColumnRef="text"><SimpleValue>${text}</SimpleValue></Value><Value ColumnRef="code"><SimpleValue>${code}</SimpleValue></Value></Row>`;

const key = (column: string, note = '') =>
  `<Key Id="${column}Key">${note}<ColumnRef Ref="${column}"/></Key>`;

const RECOMMENDED = '<Annotation><AppInfo><k:recommendedKeyColumn/></AppInfo></Annotation>';

describe('a genericode list', () => {
  test('gives its codes from the key column, wherever that column stands', () => {
    const colours = readGenericode(
      list(key('code'), row('rot &amp; mehr', '01') + row('blau', '02')),
    );
    expect([...colours.rows.keys()]).toEqual(['01', '02']);
    expect(colours.nameOf('01')).toBe('rot & mehr');
    expect(colours.uri).toBe('urn:test:farbe');
    expect(colours.version).toBe('1');
  });

  test('with several keys is read by the recommended one', () => {
    const colours = readGenericode(
      list(key('text') + key('code', RECOMMENDED), row('rot', '01') + row('blau', '02')),
    );
    expect(colours.keyColumn).toBe('code');
  });

  test('may leave out column references and optional values', () => {
    const rows =
      '<Row><Value><SimpleValue>rot</SimpleValue></Value><Value><SimpleValue>01</SimpleValue></Value></Row>';
    expect(readGenericode(list(key('code'), rows)).nameOf('01')).toBe('rot');
  });

  test.each([
    ['without a key', list('', row('rot', '01')), /no key/],
    ['with one code twice', list(key('code'), row('rot', '01') + row('blau', '01')), /two rows/],
    ['that is not XML', Buffer.from('<a><b></a>'), /well-formed/],
    ['that is another XML', Buffer.from('<a/>'), /not a genericode/],
    [
      'with an external entity',
      Buffer.from('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>'),
      /./,
    ],
  ])('%s is refused', (_, bytes, reason) => {
    expect(() => readGenericode(bytes)).toThrow(XmlUnreadable);
    expect(() => readGenericode(bytes)).toThrow(reason);
  });
});

const official = new URL('../../../shared/official/codelists/', import.meta.url);
const withOfficial = existsSync(official) ? describe : describe.skip;

withOfficial('the official lists at hand', () => {
  test('are all read', () => {
    for (const file of readdirSync(official)) {
      const codes = readGenericode(readFileSync(new URL(file, official)));
      expect(codes.rows.size).toBeGreaterThan(5);
      expect(codes.uri).toMatch(/^urn:/);
    }
  });
});
