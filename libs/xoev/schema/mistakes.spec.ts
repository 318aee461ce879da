import { describe, expect, test } from '@jest/globals';
import type { ConfigurationError } from '#domain';
import { schemaSet, xsd } from '../../../test/factories/schema-files.js';

/** `file:line message` of everything that is wrong with a set. */
async function mistakes(...parameters: Parameters<typeof schemaSet>): Promise<string[]> {
  const error = await schemaSet(...parameters).then(
    () => undefined,
    (thrown: ConfigurationError) => thrown,
  );
  return (error?.findings ?? []).map(({ file, line, message }) => `${file}:${line} ${message}`);
}

const inMain = (...lines: string[]) =>
  mistakes({ 'main.xsd': xsd('targetNamespace="urn:t" xmlns:t="urn:t"', ...lines) });

describe('all mistakes are listed at once, in order', () => {
  test('whatever they are', async () => {
    const found = await mistakes({
      'main.xsd': xsd(
        'targetNamespace="urn:t" xmlns:t="urn:t" xmlns:u="urn:u"',
        '<xs:include schemaLocation="more.xsd"/>',
        '<xs:element name="a" type="t:Missing"/><xs:element name="b" type="v:Missing"/><xs:element name="b2" type="u:T"/>',
        '<xs:complexType name="C"><xs:sequence><xs:element ref="t:no"/><xs:element ref="t:non"/><xs:assert/></xs:sequence>',
        '<xs:attribute ref="t:nor"/><xs:attributeGroup ref="t:neither"/></xs:complexType>',
        '<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:length value="-1"/><xs:assertion test="1"/></xs:restriction></xs:simpleType>',
        '<xs:override schemaLocation="x.xsd"/>',
        '<xs:group name="G"><xs:sequence><xs:group ref="t:nowhere"/></xs:sequence></xs:group>',
        '<xs:element name="c" minOccurs="2" maxOccurs="1" type="xs:nothing"/>',
      ),
      'more.xsd': xsd(
        'targetNamespace="urn:t"',
        '<xs:complexType/>',
        '<xs:complexType name="D"><xs:sequence><xs:element name="e" minOccurs="2"/></xs:sequence></xs:complexType>',
        '<xs:element name="a" type="xs:string"/>',
      ),
    });
    expect(found).toEqual([
      'main.xsd:3 The type {urn:t}Missing is not declared',
      'main.xsd:3 The prefix v is not bound to a namespace',
      'main.xsd:3 u:T is of urn:u, and main.xsd does not import that',
      'main.xsd:4 xs:assert is not supported in xs:sequence',
      'main.xsd:4 The element {urn:t}no is not declared',
      'main.xsd:4 The element {urn:t}non is not declared',
      'main.xsd:5 The attribute {urn:t}nor is not declared',
      'main.xsd:5 The attributeGroup {urn:t}neither is not declared',
      'main.xsd:6 xs:assertion is not supported in xs:restriction',
      'main.xsd:6 -1 is not a whole number',
      'main.xsd:7 xs:override is not supported in xs:schema',
      'main.xsd:8 The group {urn:t}nowhere is not declared',
      'main.xsd:9 The type {http://www.w3.org/2001/XMLSchema}nothing is not declared',
      'more.xsd:2 xs:complexType has no name',
      'more.xsd:3 minOccurs and maxOccurs do not fit',
      'more.xsd:4 {urn:t}a is declared differently in main.xsd:3',
    ]);
  });

  test('but not what only a missing file would have declared', async () => {
    const found = await mistakes({
      'main.xsd': xsd(
        'targetNamespace="urn:t" xmlns:t="urn:t" xmlns:u="urn:u" xmlns:v="urn:v"',
        '<xs:import namespace="urn:u" schemaLocation="absent.xsd"/>',
        '<xs:import namespace="urn:v" schemaLocation="http://example.org/v.xsd"/>',
        '<xs:element name="a" type="u:T"/><xs:element name="b" type="v:T"/><xs:element name="c" type="t:T"/>',
      ),
    });
    expect(found).toEqual([
      'main.xsd:2 absent.xsd cannot be read: the file does not exist',
      expect.stringMatching(
        /^main.xsd:3 .*add "http:\/\/example.org\/v.xsd": "<file>" to the URL map$/,
      ),
      'main.xsd:4 The type {urn:t}T is not declared',
    ]);
  });
});

describe('what depends on itself', () => {
  test.each([
    ['<xs:simpleType name="S"><xs:restriction base="t:S"/></xs:simpleType>'],
    [
      '<xs:simpleType name="S"><xs:union memberTypes="t:R"/></xs:simpleType><xs:simpleType name="R"><xs:list itemType="t:S"/></xs:simpleType>',
    ],
    [
      '<xs:complexType name="C"><xs:complexContent><xs:extension base="t:C"/></xs:complexContent></xs:complexType>',
    ],
    [
      '<xs:group name="G"><xs:sequence><xs:group ref="t:H"/></xs:sequence></xs:group><xs:group name="H"><xs:choice><xs:group ref="t:G"/></xs:choice></xs:group>',
    ],
    ['<xs:attributeGroup name="A"><xs:attributeGroup ref="t:A"/></xs:attributeGroup>'],
    [
      '<xs:element name="e" substitutionGroup="t:f"/><xs:element name="f" substitutionGroup="t:e"/>',
    ],
  ])('is refused: %s', async (content) => {
    expect((await inMain(content))[0]).toMatch(
      /^main.xsd:2 (The definition depends on itself|The substitution group holds its own head)$/,
    );
  });
});

describe('what builds on thousands of others is refused, in either order', () => {
  const COUNT = 3000;
  const chains: [string, (at: number) => string, string][] = [
    [
      'types',
      (at) =>
        `<xs:complexType name="T${at}"><xs:complexContent><xs:extension base="t:T${at + 1}"/></xs:complexContent></xs:complexType>`,
      `<xs:complexType name="T${COUNT}"/>`,
    ],
    [
      'simple types',
      (at) => `<xs:simpleType name="T${at}"><xs:restriction base="t:T${at + 1}"/></xs:simpleType>`,
      `<xs:simpleType name="T${COUNT}"><xs:restriction base="xs:string"/></xs:simpleType>`,
    ],
    [
      'groups',
      (at) =>
        `<xs:group name="G${at}"><xs:sequence><xs:group ref="t:G${at + 1}"/></xs:sequence></xs:group>`,
      `<xs:group name="G${COUNT}"><xs:sequence/></xs:group>`,
    ],
    [
      'substitution groups',
      (at) => `<xs:element name="e${at}" type="xs:string" substitutionGroup="t:e${at + 1}"/>`,
      `<xs:element name="e${COUNT}" type="xs:string"/>`,
    ],
  ];

  test.each(chains)('%s', async (_, link, end) => {
    const links = Array.from({ length: COUNT }, (_, at) => link(at));
    for (const content of [
      [...links, end],
      [end, ...links.reverse()],
    ]) {
      const [first] = await inMain(content.join(''));
      expect(first).toMatch(/builds on more than 200 others/);
    }
  });
});
