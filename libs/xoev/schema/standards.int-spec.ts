import { describe, expect, test } from '@jest/globals';
import { schemaSet, xsd } from '../../../test/factories/schema-files.js';
import { Validator } from '../validator.js';
import { slotsOf } from './content.js';
import { messageRoots } from './message-roots.js';
import type { ComplexType } from './model.js';
import type { SchemaSet } from './schema-set.js';
import { standardsOf } from './standard.js';

/** What libxml2 says to documents, as paths. */
function pathsIn(set: SchemaSet, ...documents: string[]): string[][] {
  const validator = Validator.compile(set);
  try {
    return documents.map((document) =>
      validator
        .validate(Buffer.from(document))
        .map(({ pointer, detail }) => `${pointer}: ${detail}`),
    );
  } finally {
    validator.close();
  }
}

const slots = (set: SchemaSet, type: unknown) =>
  slotsOf(type as ComplexType, set).map(
    ({ element, minimum, maximum }) =>
      `${element.name.namespace}|${element.name.local} ${minimum}..${maximum}`,
  );

const rootType = (set: SchemaSet, namespace: string, local: string) =>
  set.element({ namespace, local })!.type;

describe('a set like XMeld: one namespace over files that lean on each other, base modules by address', () => {
  const INNERES = 'http://www.osci.example/inneres';
  const files = {
    'nachrichten.xsd': xsd(
      `targetNamespace="urn:meld" xmlns="urn:meld" xmlns:b="${INNERES}/basis" elementFormDefault="unqualified"`,
      `<xs:annotation><xs:appinfo><standard><nameLang>Meldewesen</nameLang><kennung>urn:meld</kennung></standard><versionStandard><version>3.1</version></versionStandard></xs:appinfo></xs:annotation>`,
      '<xs:include schemaLocation="typen.xsd"/>',
      '<xs:include schemaLocation="./codes.xsd"/>',
      `<xs:import namespace="${INNERES}/basis" schemaLocation="${INNERES}/v3/basis.xsd"/>`,
      `<xs:element name="meldung.anmeldung.0100"><xs:annotation><xs:documentation>Meldet an.</xs:documentation></xs:annotation><xs:complexType><xs:complexContent><xs:extension base="b:Nachricht"><xs:sequence>
         <xs:element name="person" type="Person" maxOccurs="unbounded"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType></xs:element>`,
    ),
    // Neither includes what it uses: only the root file knows all.
    'typen.xsd': xsd(
      `targetNamespace="urn:meld" xmlns="urn:meld" xmlns:b="${INNERES}/basis"`,
      `<xs:import namespace="${INNERES}/basis" schemaLocation="${INNERES}/v3/basis.xsd"/>`,
      '<xs:complexType name="Person"><xs:sequence><xs:element name="name" type="b:Name"/><xs:element name="geschlecht" type="Code.Geschlecht" minOccurs="0"/></xs:sequence></xs:complexType>',
    ),
    'codes.xsd': xsd(
      'targetNamespace="urn:meld" xmlns="urn:meld"',
      '<xs:simpleType name="Code.Geschlecht"><xs:restriction base="xs:token"><xs:enumeration value="m"/><xs:enumeration value="w"/></xs:restriction></xs:simpleType>',
    ),
    'inneres/basis.xsd': xsd(
      `targetNamespace="${INNERES}/basis" xmlns="${INNERES}/basis" xmlns:k="${INNERES}/kopf" elementFormDefault="qualified"`,
      `<xs:import namespace="${INNERES}/kopf" schemaLocation="../kopf/kopf.xsd"/><xs:include schemaLocation="namen.xsd"/>`,
      '<xs:complexType name="Nachricht" abstract="true"><xs:sequence><xs:element name="nachrichtenkopf" type="k:Kopf" form="unqualified"/></xs:sequence><xs:attribute name="version" use="required" fixed="3.1"/></xs:complexType>',
    ),
    'inneres/namen.xsd': xsd(
      `targetNamespace="${INNERES}/basis" xmlns="${INNERES}/basis" elementFormDefault="qualified"`,
      '<xs:include schemaLocation="basis.xsd"/>',
      '<xs:complexType name="Name"><xs:sequence><xs:element name="nachname" type="xs:string"/></xs:sequence></xs:complexType>',
    ),
    'kopf.xsd': xsd(
      `targetNamespace="${INNERES}/kopf" elementFormDefault="qualified"`,
      '<xs:complexType name="Kopf"><xs:sequence><xs:element name="uuid" type="xs:string"/></xs:sequence></xs:complexType>',
    ),
  };
  const urlMap = {
    [`${INNERES}/v3/basis.xsd`]: 'inneres/basis.xsd',
    // The relative import of a mapped file, by the address that it comes to.
    [`${INNERES.replace('http:', 'https:')}/kopf/kopf.xsd`]: 'kopf.xsd',
  };
  const message = (name: string) =>
    `<m:meldung.anmeldung.0100 xmlns:m="urn:meld" xmlns:b="${INNERES}/basis" xmlns:k="${INNERES}/kopf" version="3.1"><nachrichtenkopf><k:uuid>1</k:uuid></nachrichtenkopf><person><name>${name}</name></person></m:meldung.anmeldung.0100>`;

  test('loads, with the form of each name as its own file says', async () => {
    const set = await schemaSet(files, { urlMap, file: 'nachrichten.xsd' });
    expect(slots(set, rootType(set, 'urn:meld', 'meldung.anmeldung.0100'))).toEqual([
      '|nachrichtenkopf 1..1',
      '|person 1..Infinity',
    ]);
    expect(
      pathsIn(set, message('<b:nachname>A</b:nachname>'), message('<nachname>A</nachname>')),
    ).toEqual([
      [],
      [
        '/m:meldung.anmeldung.0100/person/name/nachname: This element is not expected here; expected is nachname',
      ],
    ]);
    expect(standardsOf(set.documents)).toMatchObject([
      { standard: { nameLang: 'Meldewesen' }, version: { version: '3.1' }, namespace: 'urn:meld' },
    ]);
  });

  test('loads as well from all of its files at once, in any order', async () => {
    for (const order of [Object.keys(files), Object.keys(files).reverse()]) {
      const set = await schemaSet(files, { urlMap, file: order });
      expect(pathsIn(set, message('<b:nachname>A</b:nachname>'))).toEqual([[]]);
      expect(messageRoots(set).messages.map(({ name }) => name.local)).toEqual([
        'meldung.anmeldung.0100',
      ]);
    }
  });
});

describe('a set like XBeteiligung and XPlanung: qualified header, foreign substitution groups, xml:lang and xlink', () => {
  const files = {
    'main.xsd': xsd(
      'targetNamespace="urn:b" xmlns="urn:b" xmlns:gml="urn:gml" xmlns:k="urn:kopf" elementFormDefault="qualified"',
      '<xs:import namespace="urn:kopf" schemaLocation="kopf.xsd"/><xs:import namespace="urn:gml" schemaLocation="gml.xsd"/>',
      '<xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="http://www.w3.org/2001/xml.xsd"/>',
      '<xs:element name="planung.Initiieren.0401"><xs:complexType><xs:sequence><xs:element ref="k:kopf"/><xs:element ref="gml:_Geometrie" maxOccurs="2"/><xs:element name="titel" type="Titel"/></xs:sequence></xs:complexType></xs:element>',
      '<xs:complexType name="Titel"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute ref="xml:lang" use="required"/></xs:extension></xs:simpleContent></xs:complexType>',
      '<xs:element name="Umring" substitutionGroup="gml:_Geometrie" type="gml:Geometrie"/>',
    ),
    'kopf.xsd': xsd(
      'targetNamespace="urn:kopf" xmlns="urn:kopf" elementFormDefault="qualified"',
      '<xs:element name="kopf"><xs:complexType><xs:sequence><xs:element name="leser" type="xs:string"/></xs:sequence></xs:complexType></xs:element>',
    ),
    'gml.xsd': xsd(
      'targetNamespace="urn:gml" xmlns="urn:gml" xmlns:xlink="http://www.w3.org/1999/xlink" elementFormDefault="qualified"',
      '<xs:import namespace="http://www.w3.org/1999/xlink" schemaLocation="xlink.xsd"/>',
      '<xs:element name="_Geometrie" type="Geometrie" abstract="true"/>',
      '<xs:element name="_Flaeche" type="Geometrie" abstract="true" substitutionGroup="_Geometrie"/>',
      '<xs:element name="Kreis" substitutionGroup="_Flaeche"/>',
      '<xs:complexType name="Geometrie"><xs:sequence minOccurs="0"><xs:element name="punkt" type="Koordinaten"/></xs:sequence><xs:attributeGroup ref="xlink:simpleAttrs"/></xs:complexType>',
      '<xs:simpleType name="Koordinaten"><xs:list itemType="xs:double"/></xs:simpleType>',
    ),
    'xlink.xsd': xsd(
      'targetNamespace="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/1999/xlink"',
      '<xs:attribute name="href" type="xs:anyURI"/><xs:attribute name="type" type="xs:string" fixed="simple"/>',
      '<xs:attributeGroup name="simpleAttrs"><xs:attribute ref="type"/><xs:attribute ref="href"/></xs:attributeGroup>',
    ),
  };

  test('loads, and offers every member of the group in its own namespace', async () => {
    const set = await schemaSet(files);
    expect(slots(set, rootType(set, 'urn:b', 'planung.Initiieren.0401'))).toEqual([
      'urn:kopf|kopf 1..1',
      'urn:b|Umring 1..2',
      'urn:gml|Kreis 1..2',
      'urn:b|titel 1..1',
    ]);
    const { messages, others } = messageRoots(set);
    expect(messages.map(({ name }) => name.local)).toEqual(['planung.Initiieren.0401']);
    expect(others.map(({ element, why }) => `${element.name.local}: ${why}`)).toEqual([
      'Umring: substitution group',
      'kopf: part of others',
      '_Geometrie: abstract',
      '_Flaeche: abstract',
      'Kreis: substitution group',
    ]);
    const document = (titel: string, rest: string) =>
      `<planung.Initiieren.0401 xmlns="urn:b" xmlns:g="urn:gml"><kopf xmlns="urn:kopf"><leser/></kopf>${rest}<titel${titel}>A</titel></planung.Initiieren.0401>`;
    expect(
      pathsIn(
        set,
        document(
          ' xml:lang="de"',
          '<g:Kreis xmlns:x="http://www.w3.org/1999/xlink" x:href="#a"><g:punkt>1 2.5</g:punkt></g:Kreis><Umring/>',
        ),
        document('', '<Umring/>'),
        document(' xml:lang="de"', '<g:_Flaeche/>'),
        document(' xml:lang="de"', '<Umring/><Umring/><g:Kreis><g:punkt>x</g:punkt></g:Kreis>'),
      ),
    ).toEqual([
      [],
      ['/planung.Initiieren.0401/titel: The attribute lang is missing'],
      [expect.stringContaining('/planung.Initiieren.0401/g:_Flaeche: ')],
      [
        expect.stringContaining(
          '/planung.Initiieren.0401/g:Kreis: This element is not expected here',
        ),
      ],
    ]);
  });
});

test('a set like xdomea: records that hold records, and choices in sequences in choices', async () => {
  const set = await schemaSet({
    'main.xsd': xsd(
      'targetNamespace="urn:x" xmlns="urn:x" elementFormDefault="qualified"',
      '<xs:element name="Abgabe.0401"><xs:complexType><xs:sequence><xs:element name="Schriftgut" type="Akte"/></xs:sequence></xs:complexType></xs:element>',
      '<xs:complexType name="Akte"><xs:sequence><xs:element name="Titel" type="xs:string"/><xs:choice minOccurs="0"><xs:element name="Teilakte" type="Akte" maxOccurs="unbounded"/><xs:sequence><xs:element name="Vorgang" type="Vorgang" maxOccurs="unbounded"/><xs:choice><xs:element name="Offen" type="xs:boolean"/><xs:group ref="Laufzeit"/></xs:choice></xs:sequence></xs:choice></xs:sequence></xs:complexType>',
      '<xs:complexType name="Vorgang"><xs:sequence><xs:element name="Teilvorgang" type="Vorgang" minOccurs="0" maxOccurs="unbounded"/><xs:element name="Dokument" type="Dokument" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>',
      '<xs:complexType name="Dokument"><xs:sequence><xs:element name="Anlage" type="Dokument" minOccurs="0"/><xs:any namespace="##other" processContents="lax" minOccurs="0"/></xs:sequence></xs:complexType>',
      '<xs:group name="Laufzeit"><xs:sequence><xs:element name="Beginn" type="xs:date"/><xs:element name="Ende" type="xs:date" minOccurs="0"/></xs:sequence></xs:group>',
    ),
  });
  expect(slots(set, set.type({ namespace: 'urn:x', local: 'Akte' }))).toEqual([
    'urn:x|Titel 1..1',
    'urn:x|Teilakte 0..Infinity',
    'urn:x|Vorgang 0..Infinity',
    'urn:x|Offen 0..1',
    'urn:x|Beginn 0..1',
    'urn:x|Ende 0..1',
  ]);
  const akte = (inner: string) =>
    `<Abgabe.0401 xmlns="urn:x"><Schriftgut><Titel>A</Titel>${inner}</Schriftgut></Abgabe.0401>`;
  expect(
    pathsIn(
      set,
      akte(
        '<Vorgang><Teilvorgang><Teilvorgang><Dokument><Anlage/><o:any xmlns:o="urn:o"/></Dokument></Teilvorgang></Teilvorgang></Vorgang><Beginn>2026-01-01</Beginn>',
      ),
      akte('<Vorgang/><Vorgang><Dokument><Dokument/></Dokument></Vorgang><Offen>1</Offen>'),
    ),
  ).toEqual([
    [],
    [
      '/Abgabe.0401/Schriftgut/Vorgang[2]/Dokument/Dokument: This element is not expected here; expected is Anlage, any element of another namespace',
    ],
  ]);
});

test('a set like XJustiz: modules that include each other in a circle, abstract types, keys and nil', async () => {
  const set = await schemaSet({
    'main.xsd': xsd(
      'targetNamespace="urn:j" xmlns="urn:j" elementFormDefault="qualified"',
      '<xs:include schemaLocation="a.xsd"/>',
      `<xs:element name="nachricht.verfahren.0500001"><xs:complexType><xs:sequence><xs:element name="beteiligter" type="Beteiligter" maxOccurs="unbounded"/><xs:element name="bezug" type="xs:int" minOccurs="0"/><xs:element name="ende" type="xs:date" nillable="true" minOccurs="0"/></xs:sequence></xs:complexType>
        <xs:key name="nummern"><xs:selector xpath="j:beteiligter" xmlns:j="urn:j"/><xs:field xpath="@nr"/></xs:key>
        <xs:keyref name="bezuege" refer="nummern"><xs:selector xpath="j:bezug" xmlns:j="urn:j"/><xs:field xpath="."/></xs:keyref></xs:element>`,
    ),
    'a.xsd': xsd(
      'targetNamespace="urn:j" xmlns:x="urn:j" elementFormDefault="qualified"',
      '<xs:include schemaLocation="b.xsd"/>',
      '<xs:complexType name="Beteiligter" abstract="true"><xs:sequence/><xs:attribute name="nr" type="xs:int" use="required"/></xs:complexType>',
      '<xs:complexType name="Person"><xs:complexContent><xs:extension base="x:Beteiligter"><xs:sequence><xs:element name="name" type="x:Text"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>',
    ),
    'b.xsd': xsd(
      'targetNamespace="urn:j" xmlns:y="urn:j" elementFormDefault="qualified"',
      '<xs:include schemaLocation="a.xsd"/><xs:include schemaLocation="main.xsd"/>',
      '<xs:simpleType name="Text"><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType>',
      '<xs:complexType name="Organisation"><xs:complexContent><xs:extension base="y:Beteiligter"/></xs:complexContent></xs:complexType>',
    ),
  });
  const base = set.type({ namespace: 'urn:j', local: 'Beteiligter' })!;
  expect(set.derived(base).map(({ name }) => name!.local)).toEqual(['Person', 'Organisation']);
  const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  const document = (inner: string) =>
    `<n:nachricht.verfahren.0500001 xmlns:n="urn:j" ${XSI}>${inner}</n:nachricht.verfahren.0500001>`;
  const one = (type: string, nr = 1, inner = '') =>
    `<n:beteiligter xsi:type="n:${type}" nr="${nr}">${inner}</n:beteiligter>`;
  const at = '/n:nachricht.verfahren.0500001';
  expect(
    pathsIn(
      set,
      document(
        `${one('Person', 1, '<n:name>Abc</n:name>')}${one('Organisation', 2)}<n:bezug>2</n:bezug><n:ende xsi:nil="true"/>`,
      ),
      document('<n:beteiligter nr="1"/>'),
      document(one('Text')),
      document(one('Geheim')),
      document(`${one('Organisation')}${one('Organisation')}`),
      document(`${one('Organisation')}<n:bezug>7</n:bezug>`),
      document(`${one('Organisation')}<n:bezug xsi:nil="true"/>`),
    ),
  ).toEqual([
    [],
    [`${at}/n:beteiligter: A concrete type is needed here`],
    [
      `${at}/n:beteiligter: Attribute type: The type Text of xsi:type may not stand in here`,
      expect.any(String),
    ],
    [
      `${at}/n:beteiligter: Attribute type: The schema has no type of the name that xsi:type gives`,
      expect.any(String),
    ],
    [`${at}/n:beteiligter[2]: The value has to be unique, and is not`],
    ['//bezug: The value refers to nothing'],
    [`${at}/n:bezug: The element may not be empty with xsi:nil`],
  ]);
});

describe('chameleons, copies and redefinitions', () => {
  test('one file is included into two namespaces, with what it includes itself', async () => {
    const set = await schemaSet({
      'main.xsd': xsd(
        'targetNamespace="urn:a" xmlns:a="urn:a" xmlns:b="urn:b"',
        '<xs:include schemaLocation="shared.xsd"/><xs:import namespace="urn:b" schemaLocation="b.xsd"/>',
        '<xs:element name="root"><xs:complexType><xs:sequence><xs:element name="x" type="a:T"/><xs:element name="y" type="b:T"/></xs:sequence></xs:complexType></xs:element>',
      ),
      'b.xsd': xsd('targetNamespace="urn:b"', '<xs:include schemaLocation="shared.xsd"/>'),
      'shared.xsd': xsd(
        'elementFormDefault="qualified"',
        '<xs:include schemaLocation="deeper.xsd"/>',
        '<xs:complexType name="T"><xs:sequence><xs:element name="t" type="S"/><xs:element ref="g" minOccurs="0"/></xs:sequence></xs:complexType><xs:element name="g" type="S"/>',
      ),
      'deeper.xsd': xsd(
        '',
        '<xs:simpleType name="S"><xs:restriction base="xs:int"/></xs:simpleType>',
      ),
    });
    expect(slots(set, set.type({ namespace: 'urn:a', local: 'T' }))[1]).toBe('urn:a|g 0..1');
    expect(slots(set, set.type({ namespace: 'urn:b', local: 'T' }))[1]).toBe('urn:b|g 0..1');
    const root = (y: string) =>
      `<a:root xmlns:a="urn:a" xmlns:b="urn:b"><x><a:t>1</a:t></x><y>${y}</y></a:root>`;
    expect(pathsIn(set, root('<b:t>2</b:t><b:g>3</b:g>'), root('<a:t>2</a:t>'))).toEqual([
      [],
      ['/a:root/y/a:t: This element is not expected here; expected is t'],
    ]);
  });

  test('a module is shipped again in part, with other prefixes, and with more beside it', async () => {
    const set = await schemaSet({
      'main.xsd': xsd(
        'targetNamespace="urn:a" xmlns:b="urn:b"',
        '<xs:import namespace="urn:b" schemaLocation="one.xsd"/><xs:import namespace="urn:b" schemaLocation="two.xsd"/>',
        '<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="x" type="b:T"/><xs:element name="y" type="b:More"/></xs:sequence></xs:complexType></xs:element>',
      ),
      'one.xsd': xsd(
        'targetNamespace="urn:b" xmlns:b="urn:b" elementFormDefault="qualified"',
        '<xs:complexType name="T"><xs:annotation><xs:documentation>Eins</xs:documentation></xs:annotation><xs:sequence><xs:element name="e" minOccurs="1" type="b:S"/></xs:sequence></xs:complexType>',
        '<xs:simpleType name="S"><xs:restriction base="xs:int"/></xs:simpleType>',
      ),
      'two.xsd': `<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:other="urn:b" targetNamespace="urn:b">
        <complexType name="T" id="x"><sequence><element type="other:S" name="e" form="qualified"/></sequence></complexType>
        <simpleType name="More"><restriction base="other:S"><maxInclusive value="5"/></restriction></simpleType></schema>`,
    });
    const a = (y: number) =>
      `<a xmlns="urn:a"><x xmlns=""><e xmlns="urn:b">1</e></x><y xmlns="">${y}</y></a>`;
    expect(pathsIn(set, a(5), a(6))).toEqual([
      [],
      ['/a/y: The value breaks the limit maxInclusive of its type'],
    ]);
  });

  test('a chameleon may be a copy in one namespace and none in another', async () => {
    const shared = '<xs:simpleType name="S"><xs:restriction base="xs:int"/></xs:simpleType>';
    const set = await schemaSet({
      'main.xsd': xsd(
        'targetNamespace="urn:a" xmlns:a="urn:a" xmlns:b="urn:b"',
        '<xs:import namespace="urn:b" schemaLocation="b.xsd"/><xs:include schemaLocation="shared.xsd"/>',
        '<xs:element name="a"><xs:complexType><xs:attribute name="x" type="a:S"/><xs:attribute name="y" type="b:S"/></xs:complexType></xs:element>',
      ),
      'b.xsd': xsd('targetNamespace="urn:b"', shared, '<xs:include schemaLocation="shared.xsd"/>'),
      'shared.xsd': xsd(
        '',
        shared,
        '<xs:simpleType name="More"><xs:restriction base="S"/></xs:simpleType>',
      ),
    });
    expect(pathsIn(set, '<a xmlns="urn:a" x="1" y="2"/>', '<a xmlns="urn:a" x="x"/>')).toEqual([
      [],
      [expect.stringContaining('/a: Attribute x')],
    ]);
  });

  test('a redefinition takes the place of what it builds on, everywhere', async () => {
    const set = await schemaSet({
      'main.xsd': xsd(
        'targetNamespace="urn:a" xmlns:a="urn:a"',
        `<xs:redefine schemaLocation="base.xsd">
          <xs:simpleType name="S"><xs:restriction base="a:S"><xs:maxLength value="3"/></xs:restriction></xs:simpleType>
          <xs:complexType name="P"><xs:complexContent><xs:extension base="a:P"><xs:sequence><xs:element name="more" type="a:P" minOccurs="0"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
          <xs:group name="G"><xs:sequence><xs:group ref="a:G"/><xs:element name="g2" type="xs:string"/></xs:sequence></xs:group>
          <xs:attributeGroup name="A"><xs:attributeGroup ref="a:A"/><xs:attribute name="n"/></xs:attributeGroup>
        </xs:redefine>`,
      ),
      'base.xsd': xsd(
        'targetNamespace="urn:a" xmlns:a="urn:a"',
        '<xs:simpleType name="S"><xs:restriction base="xs:string"/></xs:simpleType>',
        '<xs:complexType name="P"><xs:sequence><xs:element name="s" type="a:S"/><xs:group ref="a:G"/></xs:sequence><xs:attributeGroup ref="a:A"/></xs:complexType>',
        '<xs:group name="G"><xs:sequence><xs:element name="g1" type="xs:string"/></xs:sequence></xs:group>',
        '<xs:attributeGroup name="A"><xs:attribute name="m"/></xs:attributeGroup>',
        '<xs:element name="p" type="a:P"/>',
      ),
    });
    expect(slots(set, rootType(set, 'urn:a', 'p'))).toEqual([
      '|s 1..1',
      '|g1 1..1',
      '|g2 1..1',
      '|more 0..1',
    ]);
    expect(set.globalTypes().map(({ name }) => name!.local)).toEqual(['S', 'P']);
    const p = (s: string) =>
      `<a:p xmlns:a="urn:a" m="1" n="2"><s>${s}</s><g1/><g2/><more><s/><g1/><g2/></more></a:p>`;
    expect(pathsIn(set, p('abc'), p('abcd'))).toEqual([
      [],
      ['/a:p/s: The text has 4 characters; maxLength is 3'],
    ]);
  });

  test('a redefinition of what is not there is refused', async () => {
    const error = await schemaSet({
      'main.xsd': xsd(
        'targetNamespace="urn:a"',
        '<xs:redefine schemaLocation="base.xsd">\n<xs:group name="G"><xs:sequence/></xs:group></xs:redefine>',
      ),
      'base.xsd': xsd('targetNamespace="urn:a"'),
    }).catch((thrown) => thrown);
    expect(error.findings).toMatchObject([
      { file: 'main.xsd', line: 3, message: 'There is no group G that could be redefined' },
    ]);
  });
});

describe('however a file is written', () => {
  const BASE = xsd(
    'targetNamespace="urn:b"',
    '<xs:simpleType name="Größe"><xs:restriction base="xs:string"><xs:enumeration value="groß"/></xs:restriction></xs:simpleType>',
  );
  const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>\n${BASE}`;

  test.each<[string, string | Uint8Array]>([
    ['UTF-8 with a byte order mark', `\uFEFF${BASE}`],
    ['UTF-16', Buffer.from(`\uFEFF${declared('UTF-16')}`, 'utf16le')],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
    [
      'a DOCTYPE with entities',
      `<!DOCTYPE xs:schema PUBLIC "-//W3C//DTD XMLSchema//EN" "http://www.w3.org/2001/XMLSchema.dtd" [\n<!ENTITY b "urn:b"><!-- ]> -->\n]>\n${BASE.replace('"urn:b"', '"&b;"')}`,
    ],
    [
      'comments, CDATA and processing instructions',
      BASE.replace(
        '<xs:simpleType',
        `<?x <xs:element ?><!-- <xs:include schemaLocation="no.xsd"> --><xs:annotation><xs:documentation><![CDATA[</xs:schema>]]></xs:documentation></xs:annotation><xs:simpleType`,
      ),
    ],
    ['single quotes', BASE.replaceAll('"', "'")],
    ['another prefix', BASE.replaceAll('xs:', 'xsd:').replace('xmlns:xs=', 'xmlns:xsd=')],
    [
      'XML Schema as default namespace',
      BASE.replaceAll('<xs:', '<')
        .replaceAll('</xs:', '</')
        .replace('xmlns:xs=', 'xmlns="http://www.w3.org/2001/XMLSchema" xmlns:xs='),
    ],
    [
      'namespaces on inner elements',
      BASE.replace(
        '<xs:restriction base="xs:string"',
        '<xs:restriction xmlns:s="http://www.w3.org/2001/XMLSchema" base="s:string"',
      ),
    ],
  ])('it is read: %s', async (_, base) => {
    const set = await schemaSet({
      'main.xsd': `<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:a' xmlns:b='urn:b'>
        <!-- <xs:import schemaLocation="x.xsd"> --><xs:import
          id='a.b' schemaLocation=
            'd%C3%A4ten&#47;b&amp;b.xsd'
          namespace='urn:b'/><xs:element name='a' type='b:Größe'/></xs:schema>`,
      'däten/b&b.xsd': base,
    });
    expect(pathsIn(set, '<a xmlns="urn:a">groß</a>', '<a xmlns="urn:a">klein</a>')).toEqual([
      [],
      ["/a: The value is none of the allowed ones: 'groß'"],
    ]);
  });

  test('libxml2 names the line of what it refuses', async () => {
    const set = await schemaSet({
      'main.xsd': `<?xml version="1.0"?>\n<!--\n\n-->\n<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"\n   targetNamespace="urn:a">\n<xs:include schemaLocation="more.xsd"/>\n</xs:schema>`,
      'more.xsd': `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"\n   targetNamespace="urn:a">\n<xs:annotation><xs:documentation>\n\n</xs:documentation></xs:annotation>\n<xs:simpleType\n   name="T">\n   <xs:restriction base="xs:int"><xs:pattern value="[z"/></xs:restriction></xs:simpleType></xs:schema>`,
    });
    const findings = () => {
      try {
        Validator.compile(set).close();
        return [];
      } catch (error) {
        return (error as { findings: object[] }).findings;
      }
    };
    expect(findings()[0]).toMatchObject({ file: 'more.xsd', line: 8 });
  });
});
