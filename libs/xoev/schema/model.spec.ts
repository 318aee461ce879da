import { describe, expect, test } from '@jest/globals';
import { schemaSet, xsd } from '../../../test/factories/schema-files.js';
import { slotsOf } from './content.js';
import type { ComplexType, SimpleType } from './model.js';
import type { SchemaSet } from './schema-set.js';
import { valuesOf } from './simple-type-builder.js';

const load = (content: string, attributes = '') =>
  schemaSet({ 'main.xsd': xsd(`targetNamespace="urn:t" xmlns="urn:t" ${attributes}`, content) });

const named = (local: string) => ({ namespace: 'urn:t', local });
const complex = (set: SchemaSet, local: string) => set.type(named(local)) as ComplexType;
const simple = (set: SchemaSet, local: string) => set.type(named(local)) as SimpleType;
const names = (types: readonly { name: { local: string } | undefined }[]) =>
  types.map(({ name }) => name!.local);

describe('documentation', () => {
  test.each([
    [
      '<xs:documentation><p>Ein <b>Name</b>, so.</p><p>Und mehr</p></xs:documentation>',
      'Ein Name, so. Und mehr',
    ],
    [
      '<xs:documentation>Eins.</xs:documentation><xs:documentation>Zwei.</xs:documentation>',
      'Eins. Zwei.',
    ],
    [
      '<xs:documentation xml:lang="en">A name</xs:documentation><xs:documentation xml:lang="de-DE">Ein Name</xs:documentation>',
      'Ein Name',
    ],
    [
      '<xs:documentation xml:lang="en">A name</xs:documentation><xs:documentation>Ein Name</xs:documentation>',
      'Ein Name',
    ],
    [
      '<xs:documentation xml:lang="fr">Un nom</xs:documentation><xs:documentation xml:lang="en">A name</xs:documentation>',
      'Un nom',
    ],
  ])('is the German one where there are several: %s', async (inner, expected) => {
    const set = await load(
      `<xs:complexType name="T"><xs:annotation>${inner}</xs:annotation></xs:complexType>`,
    );
    expect(complex(set, 'T').documentation).toBe(expected);
  });

  test('in every language, the title and all of appinfo are data', async () => {
    const set = await load(`<xs:element name="e"><xs:annotation>
      <xs:documentation xml:lang="en">A name</xs:documentation><xs:documentation xml:lang="de">Ein Name</xs:documentation>
      <xs:appinfo><title>Der Titel</title><rechtsgrundlage art="gesetz">§ 3 <absatz>2</absatz></rechtsgrundlage></xs:appinfo>
    </xs:annotation></xs:element>`);
    const element = set.element(named('e'))!;
    expect(element.documentations).toEqual([
      { language: 'en', text: 'A name' },
      { language: 'de', text: 'Ein Name' },
    ]);
    expect(element.title).toBe('Der Titel');
    const [, basis] = element.appinfo;
    expect(basis).toMatchObject({
      local: 'rechtsgrundlage',
      attributes: new Map([['art', 'gesetz']]),
    });
    expect(basis!.children[0]!.text).toBe('2');
  });

  test('of a reference says what it adds, else what the declaration says', async () => {
    const set = await load(`
      <xs:element name="e"><xs:annotation><xs:documentation>Allgemein</xs:documentation></xs:annotation></xs:element>
      <xs:complexType name="T"><xs:sequence><xs:element ref="e"/>
        <xs:element ref="e"><xs:annotation><xs:documentation>Hier</xs:documentation></xs:annotation></xs:element>
      </xs:sequence></xs:complexType>`);
    expect(complex(set, 'T').content).toMatchObject({
      particle: { particles: [{ documentation: 'Allgemein' }, { documentation: 'Hier' }] },
    });
  });
});

describe('a simple type', () => {
  test('knows its base to the end, and what stands in for it', async () => {
    const set = await load(`
      <xs:simpleType name="Text"><xs:restriction base="xs:token"/></xs:simpleType>
      <xs:simpleType name="Short"><xs:restriction base="Text"/></xs:simpleType>
      <xs:complexType name="Marked"><xs:simpleContent><xs:extension base="Short"><xs:attribute name="m" type="xs:int"/></xs:extension></xs:simpleContent></xs:complexType>`);
    const chain: string[] = [];
    for (let at: SimpleType | undefined = simple(set, 'Short'); at; at = at.base) {
      chain.push(at.name!.local);
    }
    expect(chain).toEqual([
      'Short',
      'Text',
      'token',
      'normalizedString',
      'string',
      'anySimpleType',
    ]);
    expect(names(set.derived(simple(set, 'Text')))).toEqual(['Text', 'Short', 'Marked']);
    const string = set.type({ namespace: 'http://www.w3.org/2001/XMLSchema', local: 'string' })!;
    expect(names(set.derived(string))).toEqual(['Text', 'Short', 'Marked']);
  });

  test('has the values of all members of a union, and a list the values of none', async () => {
    const set = await load(`
      <xs:simpleType name="A"><xs:restriction base="xs:token"><xs:enumeration value="1"/><xs:enumeration value="2"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="U"><xs:union memberTypes="A"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="x"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>
      <xs:simpleType name="Open"><xs:union memberTypes="A xs:string"/></xs:simpleType>
      <xs:simpleType name="Narrow"><xs:restriction base="U"><xs:enumeration value="x"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="L"><xs:list itemType="A"/></xs:simpleType>`);
    expect(['A', 'U', 'Open', 'Narrow', 'L'].map((type) => valuesOf(simple(set, type)))).toEqual([
      ['1', '2'],
      ['1', '2', 'x'],
      undefined,
      ['x'],
      undefined,
    ]);
    expect(simple(set, 'L')).toMatchObject({ variety: 'list', members: [{ name: named('A') }] });
    expect(simple(set, 'Narrow')).toMatchObject({ variety: 'union', base: { name: named('U') } });
  });

  test('has the facets in force, those of the built-in types among them', async () => {
    const set = await load(`
      <xs:simpleType name="P"><xs:restriction base="xs:decimal"><xs:minExclusive value="0"/><xs:maxInclusive value="9"/><xs:totalDigits value="4"/><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="Q"><xs:restriction base="P"><xs:minInclusive value="1"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="Byte"><xs:restriction base="xs:unsignedByte"/></xs:simpleType>
      <xs:simpleType name="Line"><xs:restriction base="xs:string"><xs:whiteSpace value="replace"/><xs:length value=" 3 "/></xs:restriction></xs:simpleType>`);
    expect(simple(set, 'Q').facets).toEqual({
      minInclusive: '1',
      maxInclusive: '9',
      totalDigits: 4,
      fractionDigits: 2,
      whiteSpace: 'collapse',
    });
    expect(simple(set, 'Byte').facets).toMatchObject({ minInclusive: '0', maxInclusive: '255' });
    expect(simple(set, 'Line').facets).toEqual({ whiteSpace: 'replace', length: 3 });
  });
});

describe('a complex type', () => {
  test('with simple content restricts its base, also by a type of its own', async () => {
    const set = await load(`
      <xs:complexType name="A"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="a" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
      <xs:complexType name="B"><xs:simpleContent><xs:restriction base="A"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="9"/></xs:restriction></xs:simpleType><xs:minLength value="2"/><xs:attribute name="a" type="xs:string" fixed="x"/></xs:restriction></xs:simpleContent></xs:complexType>`);
    const type = complex(set, 'B');
    expect(type.content).toMatchObject({
      kind: 'simple',
      type: { facets: { minLength: 2, maxLength: 9 } },
    });
    expect(type.attributes).toMatchObject([{ name: { local: 'a' }, fixed: 'x', required: false }]);
  });

  test('that restricts another leaves out elements and fixes values, and keeps the place of attributes', async () => {
    const set = await load(`
      <xs:complexType name="Code"><xs:sequence><xs:element name="code" type="xs:token"/><xs:element name="name" type="xs:string" minOccurs="0"/></xs:sequence>
        <xs:attribute name="listURI" type="xs:anyURI" use="required"/><xs:attribute name="listVersionID" type="xs:string" use="required"/><xs:attribute name="x" type="xs:string"/></xs:complexType>
      <xs:complexType name="Sex"><xs:complexContent><xs:restriction base="Code"><xs:sequence><xs:element name="code" type="xs:token" fixed="m"/></xs:sequence>
        <xs:attribute name="x" use="prohibited"/><xs:attribute name="listURI" type="xs:anyURI" fixed="urn:l"/></xs:restriction></xs:complexContent></xs:complexType>`);
    const type = complex(set, 'Sex');
    expect(slotsOf(type, set).map(({ element }) => [element.name.local, element.fixed])).toEqual([
      ['code', 'm'],
    ]);
    expect(type.attributes.map(({ name, fixed }) => [name.local, fixed])).toEqual([
      ['listURI', 'urn:l'],
      ['listVersionID', undefined],
    ]);
  });

  test('takes anyAttribute from groups and bases, and says what it lets in', async () => {
    const set = await load(`
      <xs:attributeGroup name="G"><xs:anyAttribute namespace="##other" processContents="lax"/></xs:attributeGroup>
      <xs:attributeGroup name="H"><xs:attributeGroup ref="G"/><xs:attribute name="h" type="xs:string"/></xs:attributeGroup>
      <xs:complexType name="A"><xs:sequence><xs:any namespace="##targetNamespace urn:x" processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence><xs:attributeGroup ref="H"/></xs:complexType>
      <xs:complexType name="B"><xs:complexContent><xs:extension base="A"/></xs:complexContent></xs:complexType>
      <xs:complexType name="C"><xs:complexContent><xs:restriction base="A"><xs:sequence/></xs:restriction></xs:complexContent></xs:complexType>`);
    const wildcard = { namespace: '##other', targetNamespace: 'urn:t', processContents: 'lax' };
    expect(complex(set, 'B')).toMatchObject({
      anyAttribute: true,
      attributeWildcards: [wildcard],
      attributes: [{ name: { local: 'h' } }],
      content: {
        particle: {
          particles: [
            { kind: 'any', namespace: '##targetNamespace urn:x', processContents: 'skip' },
          ],
        },
      },
    });
    expect(complex(set, 'C').anyAttribute).toBe(false);
  });

  test('is mixed as it says, as complexContent says, or as what it extends', async () => {
    const set = await load(`
      <xs:complexType name="A" mixed="1"><xs:sequence/></xs:complexType>
      <xs:complexType name="B"><xs:complexContent><xs:extension base="A"/></xs:complexContent></xs:complexType>
      <xs:complexType name="C" mixed="true"><xs:complexContent mixed="false"><xs:restriction base="xs:anyType"/></xs:complexContent></xs:complexType>`);
    expect(['A', 'B', 'C'].map((type) => complex(set, type).mixed)).toEqual([true, true, false]);
  });

  test('may recur through a group, with the same declaration each time', async () => {
    const set =
      await load(`<xs:group name="G"><xs:sequence><xs:element name="e" minOccurs="0"><xs:complexType><xs:group ref="G"/></xs:complexType></xs:element></xs:sequence></xs:group>
      <xs:complexType name="T"><xs:group ref="G"/></xs:complexType>`);
    const [outer] = slotsOf(complex(set, 'T'), set);
    const [inner] = slotsOf(outer!.element.type as ComplexType, set);
    expect(inner!.element).toBe(outer!.element);
  });
});

describe('what may stand in for something', () => {
  const TYPES = `
    <xs:complexType name="Base" abstract="true"><xs:sequence/></xs:complexType>
    <xs:complexType name="More"><xs:complexContent><xs:extension base="Base"/></xs:complexContent></xs:complexType>
    <xs:complexType name="Less"><xs:complexContent><xs:restriction base="More"/></xs:complexContent></xs:complexType>`;

  test('is every concrete type derived from it, each once', async () => {
    const set = await load(TYPES);
    expect(names(set.derived(complex(set, 'Base')))).toEqual(['More', 'Less']);
    expect(names(set.derived(complex(set, 'Less')))).toEqual(['Less']);
    const anyType = set.type({ namespace: 'http://www.w3.org/2001/XMLSchema', local: 'anyType' })!;
    expect(names(set.derived(anyType))).toEqual(['More', 'Less']);
  });

  test('is none that the type blocks, itself or by default of its document', async () => {
    const set = await load(TYPES.replace('abstract="true"', 'block="restriction"'));
    expect(names(set.derived(complex(set, 'Base')))).toEqual(['Base', 'More']);
    const byDefault = await load(TYPES, 'blockDefault="#all"');
    expect(complex(byDefault, 'More').block).toEqual(['extension', 'restriction']);
    expect(names(byDefault.derived(complex(byDefault, 'More')))).toEqual(['More']);
  });

  test('is every member of a substitution group, unless the head blocks them or a local element has its name', async () => {
    const elements = (attributes: string) => `
      <xs:element name="head" type="xs:string" ${attributes}/><xs:element name="one" substitutionGroup=" head "/><xs:element name="two" substitutionGroup="one"/>
      <xs:complexType name="T"><xs:sequence><xs:element ref="head"/><xs:element name="head" type="xs:string" form="qualified"/></xs:sequence></xs:complexType>`;
    const alternatives = async (attributes: string) => {
      const set = await load(elements(attributes));
      return slotsOf(complex(set, 'T'), set).map(({ element }) => element.name.local);
    };
    expect(await alternatives('')).toEqual(['head', 'one', 'two', 'head']);
    expect(await alternatives('abstract=" 1 "')).toEqual(['one', 'two', 'head']);
    expect(await alternatives('block="substitution"')).toEqual(['head', 'head']);
  });
});

test('keys are data on their element', async () => {
  const set = await load(`<xs:element name="e"><xs:complexType><xs:sequence/></xs:complexType>
    <xs:key name="K"><xs:selector xpath="a/b"/><xs:field xpath="@x"/><xs:field xpath="@y"/></xs:key>
    <xs:keyref name="R" refer="K"><xs:selector xpath="c"/><xs:field xpath="."/></xs:keyref>
    <xs:unique name="U"><xs:annotation><xs:documentation>Nur einmal</xs:documentation></xs:annotation><xs:selector xpath="d"/><xs:field xpath="."/></xs:unique></xs:element>`);
  expect(set.element(named('e'))!.constraints).toMatchObject([
    { kind: 'key', name: named('K'), selector: 'a/b', fields: ['@x', '@y'], refers: undefined },
    { kind: 'keyref', name: named('R'), refers: named('K') },
    { kind: 'unique', name: named('U'), documentation: 'Nur einmal' },
  ]);
});

test('declarations say whether they may be nil, what they exclude and what they default to', async () => {
  const set = await load(
    '<xs:element name="e" type="xs:string" nillable="1" default=" x " final="extension"/>',
  );
  expect(set.element(named('e'))).toMatchObject({
    nillable: true,
    default: ' x ',
    final: ['extension'],
    block: [],
  });
});
