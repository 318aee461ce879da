import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { HAS_OFFICIAL, OFFICIAL } from '../../../test/fixtures/official.js';
import { loadSchemaSet, type SchemaSet } from '../schema/schema-set.js';
import { Validator } from '../validator.js';
import { checkCodes } from './check-codes.js';
import type { CodeList } from './code-list.js';
import { readGenericode } from './genericode.js';

const CODE = (type: string, uri: string, version: string) => `
  <xs:complexType name="${type}">
    <xs:sequence><xs:element name="code" type="xs:token" form="unqualified"/></xs:sequence>
    <xs:attribute name="listURI" type="xs:anyURI" ${uri}/>
    <xs:attribute name="listVersionID" type="xs:normalizedString" ${version}/>
  </xs:complexType>`;

const SCHEMA = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"
    elementFormDefault="qualified">
  ${CODE('Two', 'fixed="urn:l:two"', 'fixed="1"')}
  ${CODE('Three', 'fixed="urn:l:three"', 'use="required"')}
  ${CODE('Four', 'use="required"', 'use="required"')}
  ${CODE('Presumed', 'default="urn:l:two"', 'default="2"')}
  ${CODE('Absent', 'fixed="urn:l:absent"', 'fixed="7"')}
  <xs:complexType name="Base"><xs:sequence/></xs:complexType>
  <xs:complexType name="Derived"><xs:complexContent><xs:extension base="t:Base">
    <xs:sequence><xs:element name="inner" type="t:Two"/></xs:sequence>
  </xs:extension></xs:complexContent></xs:complexType>
  <xs:element name="head" type="t:Base" abstract="true"/>
  <xs:element name="member" type="t:Derived" substitutionGroup="t:head"/>
  <xs:element name="any" type="t:Two"/>
  <xs:element name="message"><xs:complexType><xs:sequence>
    <xs:choice minOccurs="0" maxOccurs="unbounded">
      <xs:element name="two" type="t:Two"/>
      <xs:element name="three" type="t:Three" form="unqualified"/>
      <xs:element name="four" type="t:Four"/>
      <xs:element name="presumed" type="t:Presumed"/>
      <xs:element name="absent" type="t:Absent"/>
      <xs:element name="base" type="t:Base"/>
      <xs:element ref="t:head"/>
      <xs:element name="free"><xs:complexType><xs:sequence>
        <xs:any processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:choice>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>`;

const list = (name: string, version: string, codes: readonly string[]): CodeList =>
  readGenericode(
    Buffer.from(`<CodeList xmlns="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">
      <Identification><ShortName>${name}</ShortName><Version>${version}</Version><CanonicalUri>urn:l:${name}</CanonicalUri></Identification>
      <ColumnSet><Column Id="c"/><Column Id="n"/><Key Id="k"><ColumnRef Ref="c"/></Key></ColumnSet>
      <SimpleCodeList>${codes
        .map((code) => `<Row><Value><SimpleValue>${code}</SimpleValue></Value></Row>`)
        .join('')}</SimpleCodeList></CodeList>`),
  );

const LISTS = [
  list('two', '1', ['A1', 'B2']),
  list('two', '2', ['C3']),
  list('three', '1', ['10']),
  list('three', '2', ['20']),
];

const loaded: Promise<SchemaSet> = loadSchemaSet({
  file: 't.xsd',
  read: () => Promise.resolve(Buffer.from(SCHEMA)),
});

async function check(content: string, wrap = 't') {
  const declared = wrap === 't' ? 'xmlns:t="urn:t"' : 'xmlns="urn:t" xmlns:t="urn:t"';
  const prefix = wrap === 't' ? 't:' : '';
  const document = Buffer.from(
    `<${prefix}message ${declared} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${content}</${prefix}message>`,
  );
  const { findings, unchecked } = checkCodes(document, await loaded, LISTS);
  return {
    document,
    unchecked,
    findings: findings.map(({ pointer, code, detail }) => `${pointer} ${code}: ${detail}`),
  };
}

const two = (code: string, name = 't:two') => `<${name}><code>${code}</code></${name}>`;

describe('the codes of a document', () => {
  test('that stand in their lists give nothing', async () => {
    const { findings, unchecked } = await check(
      `${two('A1')}${two(' B2\n')}<t:presumed><code>C3</code></t:presumed>
       <three listVersionID="2"><code>20</code></three>
       <t:four listURI="urn:l:three" listVersionID="1"><code>10</code></t:four>`,
    );
    expect(findings).toEqual([]);
    expect(unchecked).toEqual([]);
  });

  test.each([
    [
      'outside their list',
      two('A2'),
      '/t:message/t:two/code unknown-code: The value is no code of the list two 1; nearest are A1, B2',
    ],
    [
      'of another version',
      '<three listVersionID="2"><code>99</code></three>',
      '/t:message/three/code unknown-code: The value is no code of the list three 2; expected is 20',
    ],
    [
      'of a list that nobody has',
      '<t:four listURI="urn:secret" listVersionID="1"><code>10</code></t:four>',
      '/t:message/t:four unknown-list: The code list that listURI names is not at hand',
    ],
    [
      'of a version that nobody has',
      '<three listVersionID="9"><code>10</code></three>',
      '/t:message/three unknown-list-version: The version that listVersionID names is not at hand of this code list; at hand: 1, 2',
    ],
    [
      'without their list',
      '<t:four listVersionID="1"><code>10</code></t:four>',
      '/t:message/t:four missing-attribute: listURI is missing: it names the code list',
    ],
    [
      'without their version',
      '<three><code>10</code></three>',
      '/t:message/three missing-attribute: listVersionID is missing: it names the version of the code list; at hand: 1, 2',
    ],
    [
      'of a version that the schema presumes',
      '<t:presumed><code>A1</code></t:presumed>',
      '/t:message/t:presumed/code unknown-code: The value is no code of the list two 2; expected is C3',
    ],
    [
      'in a type that the document names',
      `<t:base xsi:type="t:Derived">${two('Z9', 't:inner')}</t:base>`,
      '/t:message/t:base/t:inner/code unknown-code: The value is no code of the list two 1; expected is A1, B2',
    ],
    [
      'in a substitute',
      `<t:member>${two('Z9', 't:inner')}</t:member>`,
      '/t:message/t:member/t:inner/code unknown-code: The value is no code of the list two 1; expected is A1, B2',
    ],
    [
      'in foreign content',
      `<t:free><x>${two('Z9', 't:any')}</x></t:free>`,
      '/t:message/t:free/x/t:any/code unknown-code: The value is no code of the list two 1; expected is A1, B2',
    ],
  ])('%s are findings', async (_, content, expected) => {
    expect((await check(content)).findings).toEqual([expected]);
  });

  test('of lists that the schema demands and nobody has are named as unchecked', async () => {
    const { findings, unchecked } = await check('<t:absent><code>1</code></t:absent>');
    expect(findings).toEqual([]);
    expect(unchecked).toEqual(['urn:l:absent']);
  });

  test.each([
    [
      'a prefix',
      't:two',
      't',
      ['/t:message/t:two[2]', '/t:message/other:two', '/t:message/t:two[3]'],
    ],
    ['no prefix', 'two', 'default', ['/message/two[2]', '/message/other:two', '/message/two[3]']],
  ])('are found where they stand, in names with %s', async (_, name, wrap, places) => {
    const code = (text: string) => `<code xmlns="">${text}</code>`;
    const bad = `<${name}>${code('Z9')}</${name}>`;
    const other = `<other:two xmlns:other="urn:t">${code('Z9')}</other:two>`;
    const { findings } = await check(`<${name}>${code('A1')}</${name}>${bad}${other}${bad}`, wrap);
    expect(findings.map((finding) => finding.split(' ')[0])).toEqual(
      places.map((place) => `${place}/code`),
    );
  });

  test('are found at the paths at which the validator finds what is invalid', async () => {
    const bad = '<t:two><code>Z9</code><code>Z9</code></t:two>';
    const { document, findings } = await check(`${two('A1')}${bad}${two('B2')}${bad}`);
    const validator = Validator.compile(await loaded);
    const invalid = validator.validate(document).map(({ pointer }) => pointer);
    validator.close();
    expect(invalid).toEqual(['/t:message/t:two[2]/code[2]', '/t:message/t:two[4]/code[2]']);
    expect(findings.map((finding) => finding.split(' ')[0])).toEqual([
      '/t:message/t:two[2]/code[1]',
      '/t:message/t:two[4]/code[1]',
    ]);
  });

  test('are not all reported where a document has very many', async () => {
    const { findings } = await check(two('Z9').repeat(200));
    expect(findings).toHaveLength(50);
  });

  test.each([
    ['is not well-formed', '<a>'],
    [
      'has a bomb of entities',
      '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
    ],
    ['has a DOCTYPE behind comments', `${'<?a?><!-- ? -->'.repeat(2000)}<!DOCTYPE a><a/>`],
    [
      'names an external entity',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    ],
  ])('of a document that %s are not looked for', async (_, document) => {
    const { findings } = checkCodes(Buffer.from(document), await loaded, LISTS);
    expect(findings).toEqual([expect.objectContaining({ pointer: '/', code: 'not-well-formed' })]);
  });
});

(HAS_OFFICIAL ? test : test.skip)(
  'the codes of a message of XBau-Kernmodul are checked against the official lists',
  async () => {
    const folder = new URL('xbau-kernmodul-1.3.0/', OFFICIAL);
    const set = await loadSchemaSet({
      file: 'xsd/xbau-kernmodul-prozessnachrichten.xsd',
      urlMap: JSON.parse(readFileSync(new URL('urlmap.json', folder), 'utf8')),
      read: async (file) => readFileSync(new URL(file, folder)),
    });
    const portal = readGenericode(
      readFileSync(new URL('codelists/xbau-statusbauportal_3.0.xml', OFFICIAL)),
    );
    const message = (code: string) =>
      Buffer.from(`<x:prozessnachrichten.statusFuerAntragsportal.1170 xmlns:x="http://www.xleitstelle.de/xbau/kernmodul/1/3/0">
      <nachrichtenkopf.g2g><identifikation.nachricht><nachrichtentyp><code>1170</code></nachrichtentyp></identifikation.nachricht></nachrichtenkopf.g2g>
      <statusAntragsportal listURI="urn:xoev-de:xbau:codeliste:statusbauportal" listVersionID="3.0"><code>${code}</code></statusAntragsportal></x:prozessnachrichten.statusFuerAntragsportal.1170>`);
    expect(checkCodes(message('22'), set, [portal])).toEqual({
      findings: [],
      unchecked: ['urn:xoev-de:xbau-kernmodul:codeliste:xbau-kernmodul-nachrichten'],
    });
    expect(checkCodes(message('522'), set, [portal]).findings[0]!.detail).toMatch(
      /^The value is no code of the list statusbauportal 3.0; nearest are 22/,
    );
  },
);
