import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#domain';
import { genericode } from '../../../test/factories/genericode.js';
import {
  SMALL_SERVICE,
  type SmallPackage,
  smallPackage,
} from '../../../test/factories/small-package.js';
import { checkPackages, exampleInput, loadPackages } from '../index.js';

const SCHEMA = `
<xs:complexType name="Code"><xs:sequence><xs:element name="code" type="xs:token"/></xs:sequence>
  <xs:attribute name="listURI" type="xs:anyURI" fixed="urn:test:art"/><xs:attribute name="listVersionID" type="xs:string" use="required"/></xs:complexType>
<xs:complexType name="G"><xs:sequence>
  <xs:element name="x" type="xs:string" minOccurs="0"/><xs:element name="y" type="xs:string" minOccurs="0"/></xs:sequence>
  <xs:attribute name="art" type="xs:string"/></xs:complexType>
<xs:element name="fremd" type="xs:string"/>
<xs:element name="m"><xs:complexType><xs:sequence>
  <xs:element name="kopf" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="a" type="xs:string" minOccurs="0"/><xs:element name="b" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="g" type="t:G" minOccurs="0"/>
  <xs:element name="c" type="t:Code" minOccurs="0"/>
  <xs:element name="reihe" minOccurs="0"><xs:complexType><xs:sequence maxOccurs="unbounded"><xs:element name="a" type="xs:string"/><xs:element name="b" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="n" nillable="true" minOccurs="0"><xs:complexType><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="e" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
  <xs:element name="gemischt" minOccurs="0"><xs:complexType mixed="true"><xs:sequence><xs:element name="x" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
</xs:sequence><xs:attribute name="w" type="xs:string"/></xs:complexType></xs:element>`;

const given = (map: string, more: Partial<SmallPackage> = {}): SmallPackage => ({
  message: 'm',
  schema: more.schema ?? SCHEMA,
  map,
  settings: `codeLists: [art_1.xml]\n${more.settings ?? ''}`,
  files: { 'art_1.xml': genericode('urn:test:art', '1', ['10', '20']), ...more.files },
});

/** The content of the message. */
async function written(map: string, data: JsonObject, more: Partial<SmallPackage> = {}) {
  const { folder, remove } = await smallPackage(given(map, more));
  const packages = await loadPackages(folder).finally(remove);
  try {
    const body = { service: SMALL_SERVICE, area: '07', reference: 'r', data };
    const bytes = await packages.message('m')!.write(exampleInput(body));
    return Buffer.from(bytes)
      .toString('utf8')
      .split('\n')[1]!
      .replace(/ xmlns:\w+="[^"]*"/g, '');
  } finally {
    packages.close();
  }
}

async function mistakes(map: string, more: Partial<SmallPackage> = {}): Promise<string[]> {
  const { folder, remove } = await smallPackage(given(map, more));
  const found = await checkPackages(folder).finally(remove);
  return found
    .filter(({ message }) => !/has no example/.test(message))
    .map(({ message }) => message);
}

describe('an alternative', () => {
  const map = `g:
  map:
    y: a
    choose:
      - { when: b, map: { x: b, "@art": { constant: q } } }
      - { map: { "@art": a } }`;

  test('may set attributes and texts as well as elements', async () => {
    expect(await written(map, { a: '1', b: '2' })).toBe(
      '<t:m><g art="q"><x>2</x><y>1</y></g></t:m>',
    );
    expect(await written(map, { a: '1' })).toBe('<t:m><g art="1"><y>1</y></g></t:m>');
  });

  test('may stand at the top, with attributes of the root', async () => {
    const top = 'choose: [{ when: b, map: { "@w": b } }, { map: { g/x: a, "@w": a } }]';
    expect(await written(top, { b: '2' })).toBe('<t:m w="2"/>');
    expect(await written(top, { a: '1' })).toBe('<t:m w="1"><g><x>1</x></g></t:m>');
  });

  test('that holds a code is held to its list', async () => {
    const codes = `c:
  map:
    choose:
      - { when: b, map: { code: b } }
      - { map: { code: { code: a, list: art } } }`;
    expect(await written(codes, { a: '10' })).toBe(
      '<t:m><c listURI="urn:test:art" listVersionID="1"><code>10</code></c></t:m>',
    );
    await expect(written(codes, { b: '99' })).rejects.toMatchObject({ code: 'unknown-code' });
  });
});

describe('a header of a package’s own', () => {
  const header = (map: string) => ({
    settings: 'header: kopf.yaml',
    files: { 'kopf.yaml': `map:\n  kopf: { map: { ${map} } }\n` },
  });

  test('may choose, at the top too', async () => {
    const inner = header('choose: [{ when: a, map: { a: a } }, { map: { b: { constant: B } } }]');
    expect(await written('g/x: x', { a: '1' }, inner)).toBe('<t:m><kopf><a>1</a></kopf></t:m>');
    const top = {
      settings: 'header: kopf.yaml',
      files: { 'kopf.yaml': 'map:\n  choose: [{ map: { kopf/a: a } }]\n' },
    };
    expect(await written('g/x: x', { a: '1' }, top)).toBe('<t:m><kopf><a>1</a></kopf></t:m>');
  });

  test('is checked as the mapping is', async () => {
    const found = await mistakes('g/x: x', {
      settings: 'header: kopf.yaml',
      files: { 'kopf.yaml': 'map:\n  choose: [{ map: { kopff: a } }]\n' },
    });
    expect(found).toEqual(['The message has no element kopff; did you mean kopf?']);
  });
});

describe('what has no place is named, not left out:', () => {
  test.each([
    [
      'an element beside the repeat of its group',
      'reihe: { map: { a: z, repeat: { each: l, map: { a: x } } } }',
      'a stands in the group that repeat fills; map it in there',
    ],
    [
      'an attribute of a group that is no element',
      'reihe: { map: { repeat: { each: l, map: { a: x, "@w": x } } } }',
      'The group that l fills is no element: @w has no place in it',
    ],
    [
      'lists side by side in a group that repeats as a whole',
      'reihe: { map: { a: { each: l }, b: { each: k } } }',
      'a, b repeat together; write { repeat: { each: ..., map: ... } } around them',
    ],
    [
      'a text beside elements',
      'gemischt/.: b\ngemischt/x: b',
      'gemischt has elements inside; a text beside them has no place',
    ],
    ['a text beside a source', 'g/x/.: a\ng/x: b', 'g/x is filled twice'],
    [
      'the same element twice',
      'g: { map: { x: a } }\ng(G)/x: b',
      'g may stand in the message only once',
    ],
    [
      'a part of what a fragment fills as a whole',
      'include: teil\ng/x: a',
      'g is filled as a whole by what is taken from elsewhere; say all of it here',
    ],
  ])('%s', async (_, map, expected) => {
    const files = { 'teile.yaml': 'fragments: { teil: { g: { from: g, map: { y: y } } } }' };
    expect(await mistakes(map, { settings: 'fragments: [teile.yaml]', files })).toContain(expected);
  });
});

test('an element without a value has its attributes all the same', async () => {
  const map = 'n: { orNil: a }\nn/@e: b';
  expect(await written(map, { b: '2' })).toBe('<t:m><n xsi:nil="true" e="2"/></t:m>');
  expect(await written(map, { a: '1', b: '2' })).toBe('<t:m><n e="2">1</n></t:m>');
});

describe('the branches of a choice', () => {
  const schema = `<xs:element name="m"><xs:complexType><xs:choice><xs:element name="p" type="xs:string"/><xs:element name="f" type="xs:string"/></xs:choice></xs:complexType></xs:element>`;
  const warned = async (map: string) =>
    (await mistakes(map, { schema })).filter((one) => one.includes('may stand in'));

  test('are warned of unless their conditions exclude each other', async () => {
    expect(await warned('p: { when: a, use: x }\nf: { when: b, use: y }')).toHaveLength(1);
    expect(await warned('p: x\nf: { when: { path: x, present: false }, use: y }')).toEqual([]);
    const values = (second: string) =>
      `p: { when: { path: a, equals: p }, use: x }\nf: { when: { path: a, in: [${second}] }, use: y }`;
    expect(await warned(values('f, g'))).toEqual([]);
    expect(await warned(values('f, p'))).toHaveLength(1);
    expect(await warned('p: { when: a, use: x }\nf: { when: { not: a }, use: y }')).toEqual([]);
  });
});

test('prefixes of namespaces never meet', async () => {
  const folder = await smallPackage({
    ...given('b: x'),
    schema: '',
    files: {
      'schema.xsd': `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:n2="urn:a" targetNamespace="urn:a" elementFormDefault="qualified">
        <xs:import namespace="urn:b" schemaLocation="b.xsd"/>
        <xs:element name="m"><xs:complexType><xs:sequence><xs:element xmlns="urn:b" ref="b"/></xs:sequence></xs:complexType></xs:element></xs:schema>`,
      'b.xsd':
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:b"><xs:element name="b" type="xs:string"/></xs:schema>',
    },
    settings: '',
  });
  const packages = await loadPackages(folder.folder).finally(folder.remove);
  const body = { service: SMALL_SERVICE, area: '07', reference: 'r', data: { x: '1' } };
  const xml = Buffer.from(await packages.message('m')!.write(exampleInput(body))).toString();
  packages.close();
  expect(xml).toContain('<n2:m xmlns:n2="urn:a" xmlns:n3="urn:b"><n3:b>1</n3:b></n2:m>');
});
