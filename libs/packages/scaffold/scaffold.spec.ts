import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { schemaSet, xsd } from '../../../test/factories/schema-files.js';
import { type Scaffold, scaffoldMessage } from './scaffold.js';

const NAMES = 'xmlns:t="urn:test" targetNamespace="urn:test"';

async function scaffolded(content: string, form?: Record<string, unknown>): Promise<Scaffold> {
  const set = await schemaSet({ 'main.xsd': xsd(NAMES, content) });
  const root = set.globalElements().find(({ name }) => name.local === 'm')!;
  return scaffoldMessage({ set, root, form, service: '99000000000001' });
}

async function mapOf(content: string, form?: Record<string, unknown>): Promise<unknown> {
  return parse((await scaffolded(content, form)).mapping).map;
}

const message = (...content: string[]) =>
  `<xs:element name="m"><xs:complexType><xs:sequence>${content.join('')}</xs:sequence></xs:complexType></xs:element>`;
const element = (name: string, more = '', type = 'xs:string') =>
  `<xs:element name="${name}" type="${type}" ${more}/>`;
const TEXT = { todo: 'a text' };

describe('the skeleton of a mapping', () => {
  test('has what is demanded in the order of the schema, and the rest as comments', async () => {
    const { mapping, counts } = await scaffolded(
      message(element('b'), element('a'), element('frei', 'minOccurs="0"')),
    );
    expect(Object.keys(parse(mapping).map)).toEqual(['b', 'a']);
    expect(mapping).toContain('\n  #frei: { todo: "a text" }');
    expect(counts).toEqual({ open: 2, suggested: 0, optional: 1 });
  });

  test('stays a mapping when the comments are taken in', async () => {
    const { mapping } = await scaffolded(
      message(
        element('a'),
        '<xs:element name="o" minOccurs="0" maxOccurs="9"><xs:complexType><xs:sequence>',
        element('x'),
        element('y', 'minOccurs="0"'),
        '</xs:sequence></xs:complexType></xs:element>',
      ),
    );
    const all = parse(mapping.replace(/^( *)#(?=[^ ])/gm, '$1'));
    expect(all.map).toEqual({
      a: TEXT,
      o: { todo: expect.stringContaining('each: <list>'), map: { x: TEXT, y: TEXT } },
    });
  });

  test('writes each type in its form', async () => {
    const map = await mapOf(
      message(
        element('tag', '', 'xs:date'),
        element('wann', '', 'xs:dateTime'),
        element('zahl', '', 'xs:int'),
        element('ja', '', 'xs:boolean'),
        '<xs:element name="betrag"><xs:simpleType><xs:restriction base="xs:decimal"><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType></xs:element>',
        '<xs:element name="kurz"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="7"/></xs:restriction></xs:simpleType></xs:element>',
        '<xs:element name="art"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="1"/><xs:enumeration value="2"/></xs:restriction></xs:simpleType></xs:element>',
      ),
    );
    expect(map).toEqual({
      tag: { date: { todo: 'a date' } },
      wann: { dateTime: { todo: 'a date with a time' } },
      zahl: { number: { todo: 'a whole number' }, decimals: 0 },
      ja: { todo: 'true or false' },
      betrag: { number: { todo: 'a number with at most 2 decimals' }, decimals: 2 },
      kurz: { todo: 'a text of at most 7 characters' },
      art: { todo: 'one of 1, 2' },
    });
  });

  test('leaves out what the schema fixes', async () => {
    const map = await mapOf(
      message(
        element('fest', 'fixed="1"'),
        '<xs:element name="mit"><xs:complexType><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="v" type="xs:string" fixed="1" use="required"/><xs:attribute name="w" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>',
      ),
    );
    expect(map).toEqual({ mit: TEXT, 'mit/@w': TEXT });
  });

  test('takes one branch of a choice that is demanded, the one that the form has', async () => {
    const content = message(
      `<xs:choice>${element('firma')}${element('vorname')}</xs:choice>`,
      `<xs:choice minOccurs="0">${element('x')}${element('y')}</xs:choice>`,
    );
    expect(await mapOf(content)).toEqual({ firma: TEXT });
    const { mapping } = await scaffolded(content, {
      type: 'object',
      properties: { vorname: { type: 'string' } },
    });
    expect(parse(mapping).map).toEqual({ vorname: 'vorname' });
    expect(mapping).toContain('# One of these: firma | vorname');
    expect(mapping).toContain('\n  #firma: { todo: "a text" }');
  });

  test('takes something where a demanded element demands nothing itself', async () => {
    const content = message(
      '<xs:element name="name"><xs:complexType><xs:sequence>',
      ...['titel', 'vorname', 'nachname'].map((name) => element(name, 'minOccurs="0"')),
      '</xs:sequence></xs:complexType></xs:element>',
    );
    expect(await mapOf(content)).toEqual({ 'name/titel': TEXT });
    const properties = { vorname: { type: 'string' }, familienname: { type: 'string' } };
    expect(await mapOf(content, { type: 'object', properties })).toEqual({
      'name/vorname': 'vorname',
      'name/nachname': 'familienname',
    });
  });

  test('names a type in place of an abstract one, and a member in place of an abstract head', async () => {
    const { mapping } = await scaffolded(
      `<xs:complexType name="Wer" abstract="true"><xs:sequence>${element('id')}</xs:sequence></xs:complexType>
       <xs:complexType name="Person"><xs:complexContent><xs:extension base="t:Wer"><xs:sequence>${element('vorname')}</xs:sequence></xs:extension></xs:complexContent></xs:complexType>
       <xs:complexType name="Firma"><xs:complexContent><xs:extension base="t:Wer"/></xs:complexContent></xs:complexType>
       <xs:element name="kopf" abstract="true" type="xs:string"/>
       <xs:element name="eins" substitutionGroup="t:kopf" type="xs:string"/>
       <xs:element name="zwei" substitutionGroup="t:kopf" type="xs:string"/>
       ${message(element('wer', '', 't:Wer'), '<xs:element ref="t:kopf"/>')}`,
    );
    expect(parse(mapping).map).toEqual({
      'wer(Person)/id': TEXT,
      'wer(Person)/vorname': TEXT,
      eins: TEXT,
    });
    expect(mapping).toContain('or instead: wer(Firma)');
    expect(mapping).toContain('or instead: zwei');
  });

  test('ends where a type stands in itself', async () => {
    const { mapping } = await scaffolded(
      `<xs:complexType name="Teil"><xs:sequence>${element('name')}${element('teil', 'minOccurs="0" maxOccurs="unbounded"', 't:Teil')}</xs:sequence></xs:complexType>
       ${message(element('teil', '', 't:Teil'))}`,
    );
    expect(parse(mapping).map).toEqual({ 'teil/name': TEXT });
    expect(mapping).toContain('the same elements inside once more');
  });

  test('names an element for a wildcard that is demanded', async () => {
    const { mapping } = await scaffolded(
      `${element('fremd')}${message(element('a'), '<xs:any namespace="##any" minOccurs="0"/>')}`,
    );
    expect(Object.keys(parse(mapping).map)).toEqual(['a']);
    expect(mapping).toContain('an element of another schema (##any)');
    const demanded = await mapOf(`${element('fremd')}${message('<xs:any namespace="##any"/>')}`);
    expect(demanded).toEqual({ 't:fremd': { todo: expect.stringContaining('t:fremd') } });
  });

  test('says which code list is needed, and lists codes that the schema has', async () => {
    const code = (name: string, values: string, uri: string, version: string) =>
      `<xs:complexType name="Code.${name}"><xs:annotation><xs:documentation>Etwa urn:xoev-de:x:codeliste:${name.toLowerCase()}.</xs:documentation></xs:annotation><xs:sequence><xs:element name="code" form="unqualified"><xs:simpleType><xs:restriction base="xs:token">${values}</xs:restriction></xs:simpleType></xs:element></xs:sequence><xs:attribute name="listURI" type="xs:anyURI" ${uri}/><xs:attribute name="listVersionID" type="xs:string" ${version}/></xs:complexType>`;
    const { mapping, skeleton } = await scaffolded(
      code(
        'Eins',
        '<xs:enumeration value="A"/><xs:enumeration value="B"/>',
        'fixed="urn:1"',
        'fixed="1"',
      ) +
        code('Drei', '', 'fixed="urn:3"', 'use="required"') +
        code('Vier', '', 'use="required"', 'use="required"') +
        message(
          ...['Eins', 'Drei', 'Vier'].map((name) =>
            element(name.toLowerCase(), '', `t:Code.${name}`),
          ),
        ),
    );
    expect(parse(mapping).map).toEqual({
      eins: { code: { todo: 'a code: A, B' } },
      drei: { code: { todo: 'a code of the list 3' } },
      vier: { code: { todo: 'a code of the list vier' }, list: 'vier' },
    });
    expect(skeleton.codeLists).toEqual([
      { uri: 'urn:3', version: undefined, fixed: true, list: undefined, targets: ['drei'] },
      {
        uri: 'urn:xoev-de:x:codeliste:vier',
        ...{ version: undefined, fixed: false, list: 'vier', targets: ['vier'] },
      },
    ]);
  });

  test('repeats an element once an item of the list that fits', async () => {
    const content = message(
      '<xs:element name="person" maxOccurs="unbounded"><xs:complexType><xs:sequence>',
      element('nachname') + element('geburtsdatum', '', 'xs:date'),
      '</xs:sequence></xs:complexType></xs:element>',
      element('farbe', 'maxOccurs="3"'),
    );
    const fields = {
      familienname: { type: 'string' },
      geburt: { type: 'object', properties: { datum: { type: 'string', format: 'date' } } },
    };
    const form = {
      type: 'object',
      properties: {
        personen: { type: 'array', items: { type: 'object', properties: fields } },
        farben: { type: 'array', items: { type: 'string' } },
      },
    };
    expect(await mapOf(content, form)).toEqual({
      person: {
        each: 'personen',
        map: { nachname: 'familienname', geburtsdatum: 'geburt.datum' },
      },
      farbe: { each: 'farben' },
    });
    expect(await mapOf(content)).toEqual({
      person: {
        todo: expect.stringContaining('each: <list>'),
        map: { nachname: TEXT, geburtsdatum: { date: { todo: 'a date' } } },
      },
      farbe: { todo: 'a text, or each: <list>' },
    });
  });

  test('breaks documentation between words and keeps what YAML would misread in quotes', async () => {
    const long = 'Ein recht langer Satz: mit # und { Zeichen }, '.repeat(4).trim();
    const { mapping } = await scaffolded(
      message(
        `<xs:element name="ja" type="xs:string"><xs:annotation><xs:documentation>${long}</xs:documentation></xs:annotation></xs:element>`,
        element('null'),
      ),
    );
    expect(parse(mapping).map).toEqual({ ja: TEXT, null: TEXT });
    for (const line of mapping.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('is the same each time', async () => {
    const content = message(element('a'), element('b', 'minOccurs="0"'));
    expect((await scaffolded(content)).mapping).toBe((await scaffolded(content)).mapping);
  });
});
