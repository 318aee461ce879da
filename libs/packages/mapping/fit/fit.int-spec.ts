import { describe, expect, test } from '@jest/globals';
import { smallPackage } from '../../../../test/factories/small-package.js';
import { checkPackages } from '../../index.js';

const TYPES: Readonly<Record<string, string>> = {
  Kurz: '<xs:restriction base="xs:string"><xs:maxLength value="4"/></xs:restriction>',
  Lang: '<xs:restriction base="xs:string"><xs:minLength value="3"/></xs:restriction>',
  Fest: '<xs:restriction base="xs:string"><xs:length value="5"/></xs:restriction>',
  Wahl: '<xs:restriction base="xs:string"><xs:enumeration value="a"/><xs:enumeration value="b"/></xs:restriction>',
  Muster: '<xs:restriction base="xs:string"><xs:pattern value="[A-Z]{2}\\d"/></xs:restriction>',
  Ueber:
    '<xs:restriction base="xs:decimal"><xs:minExclusive value="0"/><xs:maxExclusive value="100"/></xs:restriction>',
  Geld: '<xs:restriction base="xs:decimal"><xs:minExclusive value="0"/><xs:fractionDigits value="2"/><xs:totalDigits value="5"/></xs:restriction>',
  Stellen: '<xs:restriction base="xs:integer"><xs:totalDigits value="3"/></xs:restriction>',
  Neu: '<xs:restriction base="xs:date"><xs:minInclusive value="2000-01-01"/></xs:restriction>',
  datatypeA: '<xs:restriction base="xs:string"/>',
  Jein: '<xs:union memberTypes="xs:boolean t:Wahl"/>',
  TagOderWahl: '<xs:union memberTypes="xs:date t:Wahl"/>',
  Tage: '<xs:list itemType="xs:date"/>',
  ZweiTage:
    '<xs:restriction><xs:simpleType><xs:list itemType="xs:date"/></xs:simpleType><xs:maxLength value="2"/></xs:restriction>',
};

const ELEMENTS: Readonly<Record<string, string>> = {
  text: 'xs:string',
  ...Object.fromEntries(Object.keys(TYPES).map((name) => [name.toLowerCase(), `t:${name}`])),
  ...Object.fromEntries(
    'date dateTime time boolean decimal integer byte positiveInteger gYear double duration NCName anyURI base64Binary hexBinary gMonthDay'
      .split(' ')
      .map((name) => [`x${name}`, `xs:${name}`]),
  ),
};

const SCHEMA = `${Object.entries(TYPES)
  .map(([name, inner]) => `<xs:simpleType name="${name}">${inner}</xs:simpleType>`)
  .join('')}
<xs:element name="nachricht"><xs:complexType><xs:sequence>
  ${Object.entries(ELEMENTS)
    .map(([name, type]) => `<xs:element name="${name}" type="${type}" minOccurs="0"/>`)
    .join('')}
  <xs:element name="drei" type="xs:string" minOccurs="0" maxOccurs="3"/>
  <xs:element name="tage3" type="xs:date" minOccurs="0" maxOccurs="3"/>
  <xs:element name="reihe" minOccurs="0"><xs:complexType><xs:sequence maxOccurs="3">
    <xs:element name="a" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="paar" minOccurs="0"><xs:complexType><xs:sequence>
    <xs:element name="teil" type="xs:string" minOccurs="2" maxOccurs="2"/></xs:sequence></xs:complexType></xs:element>
</xs:sequence><xs:attribute name="tag" type="xs:date"/></xs:complexType></xs:element>`;

/** What `check` says of a mapping from one field `x` of a form, the line and the unused field aside. */
async function findings(field: object, map: string): Promise<string[]> {
  const form = {
    type: 'object',
    additionalProperties: false,
    required: ['x'],
    properties: { x: field },
  };
  const { folder, remove } = await smallPackage({
    message: 'nachricht',
    schema: SCHEMA,
    form,
    map,
  });
  const found = await checkPackages(folder).finally(remove);
  return found
    .filter(({ message }) => !/^Nothing uses|has no example/.test(message))
    .map(({ message, severity }) => `${severity}: ${message}`);
}

const LATIN = { type: 'string', format: 'din-91379-c', pattern: '\\S' };
const FREE = { type: 'string', maxLength: 100, pattern: '\\S' };
const list = (items: object, more: object = {}) => ({ type: 'array', minItems: 1, items, ...more });

describe('a constant is held against its type', () => {
  test.each([
    ['xdate', 'morgen', 'a date (2026-01-31)'],
    ['xdate', '2026-02-30', 'a date (2026-01-31)'],
    ['xdate', '2024-02-29', undefined],
    ['xdateTime', '2026-01-31', 'a date with a time (2026-01-31T14:30:00)'],
    ['xdateTime', '2026-01-31T14:30:00+01:00', undefined],
    ['xtime', '14:30', 'a time (14:30:00)'],
    ['xgYear', '26', 'a year of four digits'],
    ['xgMonthDay', '--02-30', 'a day of a year (--01-31)'],
    ['xboolean', 'ja', 'true or false'],
    ['xdecimal', '1,5', 'a number (1234.56)'],
    ['xinteger', '1.5', 'a whole number'],
    ['xbyte', '128', '127 at most'],
    ['xpositiveInteger', '0', '1 at least'],
    ['geld', '0.00', 'more than 0'],
    ['geld', '1.234', '2 decimals'],
    ['geld', '1234.56', '5 digits'],
    ['xduration', 'P1Y', undefined],
    ['xduration', 'P', 'a duration (P1Y2M3DT4H)'],
    ['xhexBinary', 'abc', 'pairs of hexadecimal digits'],
    ['xNCName', '1a', 'a name that begins with a letter'],
    ['kurz', 'zu lang', '4 characters'],
    ['lang', 'ab', '3 characters at least'],
    ['fest', 'abcd', 'exactly 5 characters'],
    ['wahl', 'c', 'only a, b'],
    ['muster', 'A1', 'what matches [A-Z]{2}\\d'],
    ['muster', 'AB1', undefined],
    ['neu', '1999-12-31', '2000-01-01 at least'],
    ['jein', 'b', undefined],
    ['jein', 'c', 'true or false, or only a, b'],
    ['tage', '2026-01-31 2026-02-30', 'a date (2026-01-31)'],
    ['zweitage', '2026-01-01 2026-01-02 2026-01-03', '2 items'],
    ["'@tag'", 'morgen', 'a date (2026-01-31)'],
  ])('%s: %s', async (target, constant, need) => {
    const name = target.replaceAll("'", '');
    const place = name === '@tag' ? '/@tag' : name;
    expect(await findings(LATIN, `${target}: { constant: "${constant}" }`)).toEqual(
      need === undefined ? [] : [`error: ${constant} does not fit: ${place} takes ${need}`],
    );
  });

  test('as the mapping writes it', async () => {
    expect(await findings(LATIN, 'xdate: { date: { constant: "31.1.2026" } }')).toHaveLength(1);
    const german = 'xdate: { date: { constant: "31.01.2026" }, reads: dd.MM.yyyy }';
    expect(await findings(LATIN, german)).toEqual([]);
    expect(await findings(LATIN, 'geld: { number: { constant: "1" }, decimals: 2 }')).toEqual([]);
    const code = (to: string) =>
      findings({ enum: ['x'] }, `wahl: { code: x, translate: { x: ${to} } }`);
    expect(await code('a')).toEqual([]);
    expect(await code('c')).toEqual(['error: c does not fit: wahl takes only a, b']);
  });
});

describe('a fact is held against its type', () => {
  test.each([
    ['xdate', '{ submission: receivedAt }', 'submission receivedAt gives no date'],
    ['xinteger', '{ submission: submittedAt }', 'submission submittedAt gives no number'],
    ['xdate', '{ message: id }', 'message id gives no date'],
    ['xdate', '{ submission: test }', 'submission test gives no date'],
    ['xboolean', '{ message: createdAt }', 'message createdAt gives no boolean'],
  ])('%s: %s', async (target, source, message) => {
    const need = `, which ${target} needs`;
    expect(await findings(LATIN, `${target}: ${source}`)).toEqual([`error: ${message}${need}`]);
  });

  test.each([
    'xdateTime: { submission: receivedAt }',
    'xdate: { date: { submission: receivedAt } }',
    'text: { submission: receivedAt }',
    'xboolean: { submission: restricted }',
    'xinteger: { submission: area }',
  ])('%s fits', async (map) => expect(await findings(LATIN, map)).toEqual([]));

  test('also where it is too long', async () => {
    expect(await findings(LATIN, 'kurz: { submission: receivedAt }')).toHaveLength(1);
  });
});

describe('a field of the form is held against its type', () => {
  const number = (more: object) => ({ type: 'number', ...more });
  const integer = (more: object = {}) => ({ type: 'integer', ...more });
  const decimals = (digits: number) => `{ number: x, decimals: ${digits} }`;
  test.each<[string, object, string[]]>([
    ['lang: x', LATIN, ['may have 1 characters in the form, lang takes 3 at least']],
    ['lang: x', { ...LATIN, minLength: 3 }, []],
    ['fest: x', { ...LATIN, minLength: 5, maxLength: 5 }, []],
    ['fest: x', { ...LATIN, maxLength: 5 }, ['may have 1 characters in the form, fest takes 5 at']],
    ['kurz: x', { type: 'string', format: 'date' }, ['may have 10 characters in the form']],
    ['kurz: x', { type: 'string', format: 'email' }, ['has no maxLength in the form']],
    ['kurz: x', { type: 'boolean' }, ['may have 5 characters in the form']],
    ['kurz: x', integer(), ['has no minimum and maximum that limit its digits in the form']],
    ['kurz: x', integer({ minimum: -999, maximum: 9 }), []],
    ['kurz: x', integer({ minimum: -9999, maximum: 9 }), ['may have 5 characters in the form']],
    [`kurz: ${decimals(1)}`, number({ minimum: 0, maximum: 99 }), []],
    [`kurz: ${decimals(2)}`, number({ minimum: 0, maximum: 99 }), ['may have 5 characters']],
    ['ueber: x', integer({ minimum: 1, maximum: 99 }), []],
    ['ueber: x', integer({ minimum: 0, maximum: 100 }), ['0 or smaller', '100 or larger']],
    ['ueber: x', number({ exclusiveMinimum: 0, exclusiveMaximum: 100 }), []],
    ['xpositiveInteger: x', integer({ exclusiveMinimum: 0 }), []],
    ['xbyte: x', integer({ minimum: -128, maximum: 128 }), ['larger than 127']],
    ['stellen: x', integer({ minimum: -999, maximum: 999 }), []],
    ['stellen: x', integer({ minimum: 0, maximum: 1000 }), ['may have more digits in the form']],
    [`geld: ${decimals(2)}`, number({ minimum: 0.01, maximum: 999.99 }), []],
    [`geld: ${decimals(2)}`, number({ exclusiveMinimum: 0, maximum: 999 }), ['0 or smaller']],
    [`geld: ${decimals(2)}`, number({ minimum: 1, maximum: 1000 }), ['may have more digits']],
    [`geld: { number: x, decimals: 2, scale: -2 }`, number({}), []],
    [`xbyte: ${decimals(0)}`, number({}), ['smaller than -128', 'larger than 127']],
    ['neu: x', { type: 'string', format: 'date' }, ['before 2000-01-01 in the form']],
    ['neu: x', { type: 'string', format: 'date', formatMinimum: '2000-01-01' }, []],
    ['wahl: x', { type: 'boolean' }, ['may be true', 'may be false']],
    ['wahl: x', { enum: ['a', 'c'] }, ['The form offers c for x, wahl takes only a, b']],
    ['jein: x', { type: 'boolean' }, []],
    ['jein: x', { enum: ['a', 'true'] }, []],
    ['tagoderwahl: x', { type: 'string', format: 'date' }, []],
    ['tagoderwahl: x', LATIN, ['may be any']],
    ['tage: x', list({ type: 'string', format: 'date' }), []],
    ['tage: x', list(LATIN), ['may be any text in the form, tage is a date']],
    ['zweitage: x', list({ type: 'string', format: 'date' }, { maxItems: 3 }), ['3 items']],
    ['xgYear: x', LATIN, ['takes a year of four digits']],
    ['xgYear: x', integer({ minimum: 1900, maximum: 2100 }), []],
    ['xgYear: x', integer(), ['takes a year of four digits']],
    ['xdouble: x', LATIN, ['may be any text in the form, xdouble is a number']],
    ['xdouble: x', number({}), []],
    ['xduration: x', LATIN, ['takes a duration']],
    ['xNCName: x', LATIN, ['takes a name that begins with a letter']],
    ['xNCName: x', { type: 'string', pattern: '^[a-z]+$' }, []],
    ['xNCName: x', { type: 'boolean' }, []],
    ['xNCName: x', integer(), ['gives no NCName, which xNCName needs']],
    ['xanyURI: x', integer(), []],
    ['xanyURI: x', LATIN, ['takes a URI']],
    ['xanyURI: x', { type: 'string', format: 'uri' }, []],
    ['xbase64Binary: x', LATIN, ['takes base64']],
    ['xhexBinary: x', LATIN, ['takes pairs of hexadecimal digits']],
    ['text: x', FREE, ['may hold any character in the form, text only those of DIN 91379']],
    ['text: x', LATIN, []],
    [
      'datatypea: x',
      LATIN,
      [
        'may hold characters of DIN 91379, data type C in the form, datatypea only those of DIN 91379, data type A; give it format: din-91379-a',
      ],
    ],
    ['datatypea: x', { ...LATIN, format: 'din-91379-a' }, []],
    ['text: x', { ...LATIN, format: 'din-91379-b' }, []],
    ['text: x', { ...LATIN, format: 'string-latin' }, []],
    ['text: x', { ...LATIN, format: 'din-91379-e' }, ['give it format: din-91379-c']],
    ['text: x', { type: 'string', pattern: '^[a-z]+$' }, []],
    ['xdate: { date: x }', list({ type: 'string', format: 'date' }), ['is a list in the form']],
    [
      'tage3: { date: x }',
      list({ type: 'string', format: 'date' }),
      ['a list in the form; use each'],
    ],
    ["'@tag': { choose: [{ when: x, use: { date: x } }, { use: x }] }", LATIN, ['may be any text']],
  ])('%s, x: %j', async (map, field, expected) => {
    const found = await findings(field, map);
    expect(found).toEqual(expected.map((part) => expect.stringContaining(part)));
  });

  test('and whatever a text may hold is no matter where the package takes all of XML', async () => {
    const given = { message: 'nachricht', schema: SCHEMA, map: 'text: x' };
    const form = { type: 'object', additionalProperties: false, properties: { x: FREE } };
    const { folder, remove } = await smallPackage({ ...given, form, settings: 'characters: XML' });
    const found = await checkPackages(folder).finally(remove);
    expect(found.filter(({ message }) => message.includes('character'))).toEqual([]);
  });
});

describe('a list of the form is held against how often an element may stand', () => {
  test.each<[string, object, string[]]>([
    ['drei: x', list(LATIN, { maxItems: 3 }), []],
    ['drei: x', list(LATIN), ['warning: x has no maxItems in the form, drei may stand 3 times']],
    [
      'drei: { each: x }',
      list(LATIN, { maxItems: 4 }),
      ['warning: x may have 4 items in the form, drei may stand 3 times'],
    ],
    [
      'paar: { map: { teil: { each: x } } }',
      list(LATIN, { maxItems: 2 }),
      ['warning: x may have 1 items in the form, paar/teil has to stand 2 times'],
    ],
    ['paar: { map: { teil: { each: x } } }', list(LATIN, { minItems: 2, maxItems: 2 }), []],
    [
      'reihe: { map: { repeat: { each: x, map: { a: . } } } }',
      list(LATIN, { maxItems: 4 }),
      ['warning: x may have 4 items in the form, the group that repeats may stand 3 times'],
    ],
    ['drei: [x, x, x]', LATIN, []],
    ['drei: [x, x, x, x]', LATIN, ['error: drei may stand 3 times; there are 4 sources']],
  ])('%s, x: %j', async (map, field, expected) =>
    expect(await findings(field, map)).toEqual(expected),
  );
});
