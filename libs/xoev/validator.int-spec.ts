import { describe, expect, test } from '@jest/globals';
import { diag } from 'libxml2-wasm';
import { ConfigurationError } from '#domain';
import { loadSchemaSet } from './schema/schema-set.js';
import { Validator } from './validator.js';

const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"';

/** Loads a schema set from texts; `main.xsd` is the driver. */
const load = (files: Record<string, string>, urlMap: Record<string, string> = {}) =>
  loadSchemaSet({
    file: 'main.xsd',
    urlMap,
    read: (file) =>
      file in files
        ? Promise.resolve(Buffer.from(files[file]!))
        : Promise.reject(new Error('the file does not exist')),
  });

const PERSON = `<xs:schema ${XS} targetNamespace="urn:t" xmlns="urn:t">
  <xs:element name="person"><xs:complexType><xs:sequence>
    <xs:element name="name"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="5"/><xs:pattern value="[A-Za-z ()'.\\[\\]{}]*"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="born" type="xs:date"/>
    <xs:element name="sex" minOccurs="0"><xs:simpleType><xs:restriction base="xs:token"><xs:enumeration value="m"/><xs:enumeration value="w"/></xs:restriction></xs:simpleType></xs:element>
  </xs:sequence><xs:attribute name="id" type="xs:int" use="required"/></xs:complexType></xs:element>
</xs:schema>`;

const document = (content: string, attributes = ' id="1"') =>
  Buffer.from(`<p:person xmlns:p="urn:t"${attributes}>${content}</p:person>`);

describe('a document that breaks its schema', () => {
  test('is explained by place and expectation', async () => {
    const validator = Validator.compile(await load({ 'main.xsd': PERSON }));
    expect(validator.validate(document('<name>A</name><born>2000-01-01</born>'))).toEqual([]);
    expect(validator.validate(document('<name>A</name>'))).toEqual([
      { pointer: '/p:person', code: 'missing-element', detail: 'An element is missing here: born' },
    ]);
    expect(validator.validate(document('<born>2000-01-01</born><name>A</name>'))).toEqual([
      {
        pointer: '/p:person/born',
        code: 'unexpected-element',
        detail: 'This element is not expected here; expected is name',
      },
    ]);
    expect(
      validator.validate(document('<name>A</name><born>2000-01-01</born><sex>x</sex>', '')),
    ).toEqual([
      { pointer: '/p:person', code: 'missing-attribute', detail: 'The attribute id is missing' },
      {
        pointer: '/p:person/sex',
        code: 'enumeration',
        detail: "The value is none of the allowed ones: 'm', 'w'",
      },
    ]);
    expect(validator.validate(document('<name>Abcdefg</name><born>2000-01-01</born>'))).toEqual([
      {
        pointer: '/p:person/name',
        code: 'length',
        detail: 'The text has 7 characters; maxLength is 5',
      },
    ]);
    validator.close();
  });

  test.each([
    ['Geheim', 'Geheim', ' id="Geheim"'],
    [
      "x' is not a valid value of the atomic type 'Geheim'.",
      "Geheim' is not accepted by the pattern 'Geheim",
      ' id="1"',
    ],
    [
      'This element is not expected. Expected is ( Geheim ).',
      '[facet Geheim] No matching Geheim',
      ' id="1" other="Geheim"',
    ],
  ])('never has its values quoted: %s', async (name, born, attributes) => {
    const validator = Validator.compile(await load({ 'main.xsd': PERSON }));
    const findings = validator.validate(
      document(`<name>${name}</name><born>${born}</born><sex>Geheim</sex>`, attributes),
    );
    expect(findings.length).toBeGreaterThan(1);
    expect(findings.map(({ detail }) => detail).join()).not.toContain('Geheim');
    validator.close();
  });

  test('or is not XML at all is refused, and external entities do nothing', async () => {
    const validator = Validator.compile(await load({ 'main.xsd': PERSON }));
    expect(validator.validate(Buffer.from('<a><b></a>'))).toMatchObject([
      { code: 'not-well-formed' },
    ]);
    const entity = Buffer.from(
      '<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]><p:person xmlns:p="urn:t" id="1"><name>&e;</name><born>2000-01-01</born></p:person>',
    );
    expect(JSON.stringify(validator.validate(entity))).not.toContain('root');
    validator.close();
  });
});

describe('a document that means harm', () => {
  const bomb = Array.from(
    { length: 15 },
    (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`,
  ).join('');

  test.each([
    ['an entity bomb', `<!DOCTYPE p [<!ENTITY e0 "xxxxxxxxxx">${bomb}]><p>&e15;</p>`],
    [
      'an entity bomb in an attribute',
      `<!DOCTYPE p [<!ENTITY e0 "xxxxxxxxxx">${bomb}]><p id="&e15;"/>`,
    ],
    ['a parameter entity', '<!DOCTYPE p [<!ENTITY % e SYSTEM "file:///etc/passwd">%e;]><p>&x;</p>'],
    ['an external subset', '<!DOCTYPE p SYSTEM "http://example.org/x.dtd"><p>&x;</p>'],
    ['thousands of levels', '<p>'.repeat(5000) + '</p>'.repeat(5000)],
    [
      'a hundred thousand attributes',
      `<p ${Array.from({ length: 100_000 }, (_, n) => `a${n}=""`).join(' ')}/>`,
    ],
    [
      'XInclude',
      '<p xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></p>',
    ],
  ])('is refused without ado: %s', async (_, text) => {
    const validator = Validator.compile(await load({ 'main.xsd': PERSON }));
    const findings = validator.validate(Buffer.from(text));
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toContain('root:');
    validator.close();
  });
});

describe('a set of schemas', () => {
  test('may spread a namespace over several imported files, go in circles and use chameleons', async () => {
    const set = await load(
      {
        'main.xsd': `<xs:schema ${XS} targetNamespace="urn:a" xmlns:b="urn:b" xmlns:a="urn:a">
          <xs:import namespace="urn:b" schemaLocation="b/one.xsd"/>
          <xs:import namespace="urn:b" schemaLocation="http://example.org/two.xsd"/>
          <xs:include schemaLocation="chameleon.xsd"/>
          <xs:element name="root"><xs:complexType><xs:sequence>
            <xs:element ref="b:one"/><xs:element ref="b:two"/><xs:element name="c" type="a:Short"/>
          </xs:sequence></xs:complexType></xs:element></xs:schema>`,
        'chameleon.xsd': `<xs:schema ${XS}><xs:simpleType name="Short"><xs:restriction base="Text"/></xs:simpleType>
          <xs:simpleType name="Text"><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:schema>`,
        'b/one.xsd': `<xs:schema ${XS} targetNamespace="urn:b" xmlns:a="urn:a"><xs:import namespace="urn:a" schemaLocation="../main.xsd"/>
          <xs:element name="one" type="a:Short"/></xs:schema>`,
        'mapped/two.xsd': `<xs:schema ${XS} targetNamespace="urn:b" xmlns:b="urn:b"><xs:include schemaLocation="three.xsd"/>
          <xs:element name="two" type="b:Three"/></xs:schema>`,
        'mapped/three.xsd': `<xs:schema ${XS} targetNamespace="urn:b"><xs:simpleType name="Three"><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>`,
      },
      { 'http://example.org/two.xsd': 'mapped/two.xsd' },
    );
    const validator = Validator.compile(set);
    const root = (content: string) =>
      Buffer.from(`<a:root xmlns:a="urn:a" xmlns:b="urn:b">${content}</a:root>`);
    expect(validator.validate(root('<b:one>abc</b:one><b:two>1</b:two><c>abc</c>'))).toEqual([]);
    expect(
      validator
        .validate(root('<b:one>abcd</b:one><b:two>x</b:two><c>abcd</c>'))
        .map((f) => f.pointer),
    ).toEqual(['/a:root/b:one', '/a:root/b:two', '/a:root/c']);
    validator.close();
  });

  const SHIPPED_TWICE = {
    'main.xsd': `<xs:schema ${XS} targetNamespace="urn:a" xmlns:b="urn:b"><xs:import namespace="urn:b" schemaLocation="one/base.xsd"/>
      <xs:include schemaLocation="more.xsd"/><xs:element name="a" type="b:T"/></xs:schema>`,
    'more.xsd': `<xs:schema ${XS} targetNamespace="urn:a" xmlns:b="urn:b"><xs:import namespace="urn:b" schemaLocation="two/base.xsd"/>
      <xs:element name="c" type="b:T"/></xs:schema>`,
    'one/base.xsd': `<xs:schema ${XS} targetNamespace="urn:b"><xs:simpleType name="T"><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>`,
    'two/base.xsd': `<xs:schema ${XS} targetNamespace="urn:b"><xs:simpleType name="T"><xs:annotation/><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>`,
  };

  test('may ship a base module several times', async () => {
    const validator = Validator.compile(await load(SHIPPED_TWICE));
    expect(validator.validate(Buffer.from('<c xmlns="urn:a">1</c>'))).toEqual([]);
    expect(validator.validate(Buffer.from('<c xmlns="urn:a">x</c>'))).toMatchObject([
      { code: 'type' },
    ]);
    validator.close();
  });

  test('that ships two different modules as the same one is refused', async () => {
    const error = await load({
      ...SHIPPED_TWICE,
      'two/base.xsd': SHIPPED_TWICE['one/base.xsd'].replace('xs:int', 'xs:date'),
    }).catch((thrown) => thrown);
    expect((error as ConfigurationError).findings).toMatchObject([
      {
        file: 'two/base.xsd',
        line: 1,
        message: '{urn:b}T is declared differently in one/base.xsd:1',
      },
    ]);
  });

  test('with mistakes is refused with all of them, each with file and line', async () => {
    const attempt = load({
      'main.xsd': `<xs:schema ${XS} targetNamespace="urn:a" xmlns:a="urn:a">
  <xs:include schemaLocation="../../etc/passwd"/>
  <xs:include schemaLocation="absent.xsd"/>
  <xs:import namespace="urn:x" schemaLocation="http://example.org/x.xsd"/>
  <xs:import namespace="urn:y" schemaLocation="file:///etc/passwd"/>
  <xs:redefine schemaLocation="other.xsd"/>
  <xs:element name="a" type="a:Missing"/>
</xs:schema>`,
    });
    const error = await attempt.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).findings.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
  });

  test('with unresolved, circular or unsupported definitions names each', async () => {
    const error = await load({
      'main.xsd': `<xs:schema ${XS} targetNamespace="urn:a" xmlns:a="urn:a">
  <xs:element name="a" type="a:Missing"/>
  <xs:complexType name="Loop"><xs:complexContent><xs:extension base="a:Loop"/></xs:complexContent></xs:complexType>
  <xs:complexType name="New"><xs:sequence/><xs:assert test="true()"/></xs:complexType>
  <xs:complexType name="Tree"><xs:sequence><xs:element name="branch" type="a:Tree" minOccurs="0"/></xs:sequence></xs:complexType>
</xs:schema>`,
    }).catch((thrown) => thrown);
    expect(
      (error as ConfigurationError).findings.map(({ line, message }) => `${line}: ${message}`),
    ).toEqual([
      '2: The type {urn:a}Missing is not declared',
      '3: The definition depends on itself',
      '4: xs:assert is not supported in xs:complexType',
    ]);
  });
});

test('no document stays in the memory of libxml2, whatever is wrong with it', async () => {
  const validator = Validator.compile(await load({ 'main.xsd': PERSON }));
  diag.configure({ enabled: true });
  try {
    for (const content of [
      '<name>A</name><born>2000-01-01</born>',
      '<name>A</name>',
      '<name>',
      '&x;',
    ]) {
      validator.validate(document(content));
    }
    expect(diag.report()).toEqual({});
  } finally {
    diag.configure({ enabled: false });
    validator.close();
  }
});
