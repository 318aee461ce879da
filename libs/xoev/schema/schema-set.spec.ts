import { describe, expect, test } from '@jest/globals';
import { codeTypeOf } from './code-type.js';
import { lacking, slotsOf } from './content.js';
import type { ComplexType, Particle } from './model.js';
import { loadSchemaSet, type SchemaSet } from './schema-set.js';

const load = (content: string, attributes = ''): Promise<SchemaSet> =>
  loadSchemaSet({
    file: 'main.xsd',
    read: () =>
      Promise.resolve(
        Buffer.from(
          `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t" ${attributes}>${content}</xs:schema>`,
        ),
      ),
  });

const typeOf = (set: SchemaSet, local: string) =>
  set.type({ namespace: 'urn:t', local }) as ComplexType;

const slots = (set: SchemaSet, local: string) =>
  slotsOf(typeOf(set, local), set).map(
    ({ element, minimum, maximum }) => `${element.name.local} ${minimum}..${maximum}`,
  );

describe('the content of a type', () => {
  test('has its elements in order: what is extended first, groups in place', async () => {
    const set = await load(`
      <xs:complexType name="Base"><xs:sequence><xs:element name="a" type="xs:string"/></xs:sequence></xs:complexType>
      <xs:group name="G"><xs:sequence><xs:element name="g1" type="xs:string" minOccurs="0"/><xs:element name="g2" type="xs:string"/></xs:sequence></xs:group>
      <xs:complexType name="More"><xs:complexContent><xs:extension base="Base"><xs:sequence>
        <xs:group ref="G" minOccurs="0" maxOccurs="3"/><xs:element name="z" type="xs:string" maxOccurs="unbounded"/>
      </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
      <xs:complexType name="Less"><xs:complexContent><xs:restriction base="More"><xs:sequence>
        <xs:element name="a" type="xs:string"/><xs:element name="z" type="xs:string"/>
      </xs:sequence></xs:restriction></xs:complexContent></xs:complexType>`);
    expect(slots(set, 'More')).toEqual(['a 1..1', 'g1 0..3', 'g2 0..3', 'z 1..Infinity']);
    expect(slots(set, 'Less')).toEqual(['a 1..1', 'z 1..1']);
  });

  test('offers the members of a substitution group in place of their head', async () => {
    const set = await load(`
      <xs:element name="head" abstract="true" type="xs:string"/>
      <xs:element name="one" substitutionGroup="head"/>
      <xs:element name="two" substitutionGroup="one" type="xs:token"/>
      <xs:complexType name="T"><xs:sequence><xs:element ref="head"/></xs:sequence></xs:complexType>`);
    expect(slots(set, 'T')).toEqual(['one 1..1', 'two 1..1']);
  });

  test('may recur', async () => {
    const set = await load(
      '<xs:complexType name="Tree"><xs:sequence><xs:element name="tree" type="Tree" minOccurs="0"/></xs:sequence></xs:complexType>',
    );
    expect(slotsOf(typeOf(set, 'Tree'), set)[0]!.element.type).toBe(typeOf(set, 'Tree'));
  });
});

describe('what a type lacks', () => {
  const schema = `<xs:complexType name="T"><xs:sequence>
    <xs:element name="must" type="xs:string"/><xs:element name="may" type="xs:string" minOccurs="0"/>
    <xs:choice><xs:sequence><xs:element name="street" type="xs:string"/><xs:element name="town" type="xs:string"/></xs:sequence>
      <xs:element name="box" type="xs:string"/></xs:choice>
    <xs:sequence minOccurs="0"><xs:element name="from" type="xs:string"/><xs:element name="to" type="xs:string"/></xs:sequence>
  </xs:sequence></xs:complexType>`;

  test.each([
    [[], ['must', 'street and town or box']],
    [['must', 'box'], []],
    [['must', 'street'], ['town']],
    [['must', 'box', 'from'], ['to']],
  ])('with %j is %j', async (filled, expected) => {
    const set = await load(schema);
    const { content } = typeOf(set, 'T');
    if (content.kind !== 'elements') throw new Error('The type has elements');
    const isFilled = (particle: Particle) =>
      particle.kind === 'element' && filled.includes(particle.element.name.local);
    expect(lacking(content.particle, isFilled)).toEqual(expected);
  });
});

describe('names', () => {
  test('are qualified where the form says so', async () => {
    const set = await load(
      `<xs:complexType name="T"><xs:sequence>
        <xs:element name="a" type="xs:string"/><xs:element name="b" type="xs:string" form="unqualified"/><xs:element ref="c"/>
      </xs:sequence><xs:attribute name="d" type="xs:string"/><xs:attribute ref="e" use="required" fixed="x"/></xs:complexType>
      <xs:element name="c" type="xs:string"/><xs:attribute name="e" type="xs:string"/>`,
      'elementFormDefault="qualified"',
    );
    const type = typeOf(set, 'T');
    expect(slotsOf(type, set).map(({ element }) => element.name.namespace)).toEqual([
      'urn:t',
      '',
      'urn:t',
    ]);
    expect(type.attributes).toMatchObject([
      { name: { namespace: '', local: 'd' }, required: false },
      { name: { namespace: 'urn:t', local: 'e' }, required: true, fixed: 'x' },
    ]);
  });

  test('of attributes come from groups and bases, and restriction takes them away', async () => {
    const set = await load(`
      <xs:attributeGroup name="G"><xs:attribute name="g" type="xs:string"/></xs:attributeGroup>
      <xs:complexType name="Base"><xs:attributeGroup ref="G"/><xs:attribute name="b" type="xs:string" use="required"/></xs:complexType>
      <xs:complexType name="T"><xs:complexContent><xs:restriction base="Base">
        <xs:attribute name="g" use="prohibited"/><xs:attribute name="b" type="xs:string" fixed="1"/>
      </xs:restriction></xs:complexContent></xs:complexType>`);
    expect(typeOf(set, 'Base').attributes.map(({ name }) => name.local)).toEqual(['g', 'b']);
    expect(typeOf(set, 'T').attributes).toMatchObject([{ name: { local: 'b' }, fixed: '1' }]);
  });
});

test('facets and data types are those of the whole derivation', async () => {
  const set = await load(`
    <xs:simpleType name="datatypeB"><xs:restriction base="xs:string"><xs:pattern value="[a-z]*"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Short"><xs:restriction base="datatypeB"><xs:maxLength value="9"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Shorter"><xs:restriction base="Short"><xs:maxLength value="5"/><xs:pattern value="a.*"/></xs:restriction></xs:simpleType>
    <xs:complexType name="T"><xs:simpleContent><xs:extension base="Shorter"><xs:attribute name="x" type="xs:string"/></xs:extension></xs:simpleContent></xs:complexType>`);
  expect(set.type({ namespace: 'urn:t', local: 'Shorter' })).toMatchObject({
    builtin: 'string',
    dataType: 'B',
    facets: { maxLength: 5, patterns: [['[a-z]*'], ['a.*']] },
  });
  expect(typeOf(set, 'T').content).toMatchObject({ kind: 'simple', type: { dataType: 'B' } });
});

describe('the four code types', () => {
  const attribute = (name: string, rest: string) =>
    `<xs:attribute name="${name}" type="xs:string" ${rest}/>`;
  const code = (values: string) =>
    `<xs:sequence><xs:element name="code">${
      values === ''
        ? '<xs:simpleType><xs:restriction base="xs:token"/></xs:simpleType>'
        : `<xs:simpleType><xs:restriction base="xs:token"><xs:enumeration value="${values}"/></xs:restriction></xs:simpleType>`
    }</xs:element></xs:sequence>`;

  test.each([
    [1, code('m') + attribute('listURI', 'fixed="u"') + attribute('listVersionID', 'fixed="1"')],
    [2, code('') + attribute('listURI', 'fixed="u"') + attribute('listVersionID', 'fixed="1"')],
    [
      3,
      code('') + attribute('listURI', 'fixed="u"') + attribute('listVersionID', 'use="required"'),
    ],
    [
      4,
      code('') +
        attribute('listURI', 'use="required"') +
        attribute('listVersionID', 'use="required"'),
    ],
  ])('are told apart by what is fixed: %d', async (type, content) => {
    const set = await load(`<xs:complexType name="C">${content}</xs:complexType>`);
    expect(codeTypeOf(typeOf(set, 'C'), set)).toMatchObject({ type });
  });

  test('are nothing else', async () => {
    const set = await load(`<xs:complexType name="C">${code('')}</xs:complexType>`);
    expect(codeTypeOf(typeOf(set, 'C'), set)).toBeUndefined();
  });
});
