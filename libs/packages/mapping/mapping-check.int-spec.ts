import { describe, expect, test } from '@jest/globals';
import { type SmallPackage, smallPackage } from '../../../test/factories/small-package.js';
import { checkPackages } from '../index.js';

const SCHEMA = `
<xs:simpleType name="Kurz"><xs:restriction base="xs:string"><xs:maxLength value="10"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Geld"><xs:restriction base="xs:decimal"><xs:fractionDigits value="2"/><xs:minInclusive value="0"/></xs:restriction></xs:simpleType>
<xs:complexType name="Adresse"><xs:sequence>
  <xs:element name="strasse" type="t:Kurz" minOccurs="0"/><xs:element name="ort" type="t:Kurz"/>
</xs:sequence></xs:complexType>
<xs:element name="nachricht"><xs:complexType><xs:sequence>
  <xs:element name="name" type="t:Kurz" minOccurs="0"/>
  <xs:element name="tag" type="xs:date" minOccurs="0"/>
  <xs:element name="betrag" type="t:Geld" minOccurs="0"/>
  <xs:element name="zahl" type="xs:int" minOccurs="0"/>
  <xs:element name="ja" type="xs:boolean" minOccurs="0"/>
  <xs:element name="adresse" type="t:Adresse" minOccurs="0"/>
  <xs:choice minOccurs="0"><xs:element name="person" type="t:Kurz"/><xs:element name="firma" type="t:Kurz"/></xs:choice>
  <xs:element name="reihe" minOccurs="0"><xs:complexType><xs:sequence maxOccurs="unbounded">
    <xs:element name="a" type="t:Kurz"/><xs:element name="b" type="t:Kurz"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="gruppe" minOccurs="0"><xs:complexType><xs:sequence>
    <xs:sequence minOccurs="0"><xs:element name="erstes" type="xs:string"/><xs:element name="zweites" type="xs:string"/></xs:sequence>
    <xs:element name="drittes" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="wahl" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="daneben" type="xs:string" minOccurs="0"/>
    <xs:choice><xs:element name="links" type="xs:string"/><xs:element name="rechts" type="xs:string"/></xs:choice></xs:sequence></xs:complexType></xs:element>
  <xs:element name="zeichen" minOccurs="0"><xs:complexType><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="kennung" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
  <xs:element name="kasten" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="inhalt" type="xs:string"/></xs:sequence>
    <xs:attribute name="kennung" type="xs:string" use="required"/></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>`;

const text = { type: 'string', maxLength: 10, pattern: '\\S', format: 'din-91379-c' };
const properties = {
  text,
  lang: { type: 'string', pattern: '\\S', format: 'din-91379-c' },
  leer: { type: 'string', minLength: 1, maxLength: 10, format: 'din-91379-c' },
  datum: { type: 'string', format: 'date' },
  zahl: { type: 'number', minimum: 0 },
  ganz: { type: 'integer' },
  ja: { type: 'boolean' },
  art: { enum: ['person', 'firma'] },
  adresse: {
    type: 'object',
    additionalProperties: false,
    required: ['pflicht', 'blank'],
    properties: {
      strasse: text,
      ort: text,
      pflicht: text,
      blank: { ...text, pattern: undefined, minLength: 1 },
    },
  },
  liste: {
    type: 'array',
    items: { type: 'object', additionalProperties: false, properties: { x: text } },
  },
};

/** What `check` says of a mapping, unused fields and the missing example aside. */
async function findings(map: string, more: Partial<SmallPackage> = {}): Promise<string[]> {
  const form = { type: 'object', additionalProperties: false, required: ['art'], properties };
  const given = { message: 'nachricht', schema: SCHEMA, form, map, ...more };
  const { folder, remove } = await smallPackage(given);
  const found = await checkPackages(folder).finally(remove);
  return found
    .filter(({ message }) => !/^Nothing uses|has no example/.test(message))
    .map(({ line, message, severity }) => `${severity} ${line} ${message}`);
}

describe('a mapping is told before anything runs', () => {
  test.each([
    ['name: text', []],
    ['name: lang', ['warning 4 lang has no maxLength in the form, name takes 10 characters']],
    ['tag: datum', []],
    [
      'tag: text',
      [
        'warning 4 text may be any text in the form, tag is a date; give it format: date, or write { date: ... }',
      ],
    ],
    ['tag: { date: text }', []],
    ['tag: { dateTime: text }', ['error 4 text gives no date, which tag needs']],
    ['tag: ja', ['error 4 ja gives no date, which tag needs']],
    ['betrag: { number: zahl, decimals: 2 }', []],
    ['betrag: { number: zahl }', ['error 4 betrag takes 2 decimals; write decimals: 2']],
    [
      'betrag: zahl',
      ['warning 4 zahl may have any decimals, betrag takes 2; write { number: ..., decimals: 2 }'],
    ],
    ['betrag: ganz', ['warning 4 ganz may be smaller than 0 in the form, betrag may not']],
    [
      'zahl: zahl',
      [
        'warning 4 zahl may have any decimals, zahl takes 0; write { number: ..., decimals: 0 }, or ask for an integer',
        'warning 4 zahl may be larger than 2147483647 in the form, zahl may not',
      ],
    ],
    ['zahl: text', ['warning 4 text may be any text in the form, zahl is a number']],
    ['ja: ja', []],
    ['ja: text', ['warning 4 text is no boolean in the form, ja is']],
    ['name: { date: text, reads: DD.MM }', [expect.stringContaining('error 4 reads is a pattern')]],
    [
      'zahl: { number: text, decimals: 0, scale: 19 }',
      [
        expect.stringContaining('whole number from -18 to 18'),
        'warning 4 text may be smaller than -2147483648 in the form, zahl may not',
        'warning 4 text may be larger than 2147483647 in the form, zahl may not',
      ],
    ],
    ['name: { time: text, zone: Mainz }', [expect.stringContaining('Mainz is no time zone')]],
    ['name: { orNil: text }', [expect.stringContaining('name may not be nil')]],
  ])('%s', async (map, expected) => expect(await findings(map)).toEqual(expected));
});

describe('an element that has to stand beside others', () => {
  test('is warned of where the form may leave it out', async () => {
    const map = 'adresse: { from: adresse, map: { strasse: strasse, ort: ort } }';
    expect(await findings(map)).toEqual([
      'warning 4 ort has to stand in adresse, but adresse.ort may be absent: demand it in the form or by a rule',
    ]);
  });

  test('is warned of where the form takes blanks for a text', async () => {
    const map = 'adresse: { from: adresse, map: { strasse: strasse, ort: blank } }';
    expect(await findings(map)).toEqual([
      'warning 4 ort has to stand in adresse, but adresse.blank may be blank: give it a pattern such as \\S in the form, or demand it by a rule',
    ]);
  });

  test('is warned of inside of a group that may be left out, once something of it stands there', async () => {
    const second = (one: string) =>
      `warning 5 zweites has to stand in gruppe, but ${one} may be absent: demand it in the form or by a rule`;
    expect(await findings('gruppe/erstes: text\ngruppe/zweites: lang')).toEqual([
      'warning 4 erstes has to stand in gruppe, but text may be absent: demand it in the form or by a rule',
      second('lang'),
    ]);
    const fixed = 'gruppe/erstes: { constant: a }\ngruppe/zweites: lang\ngruppe/drittes: text';
    expect(await findings(fixed)).toEqual([second('lang')]);
    const fine = 'gruppe/erstes: adresse.pflicht\ngruppe/zweites: adresse.pflicht';
    expect(await findings(fine)).toEqual([]);
  });

  test('is warned of as the only mapped branch of a choice that has to be made', async () => {
    expect(await findings('wahl/daneben: art\nwahl/links: text')).toEqual([
      'warning 5 links has to stand in wahl, but text may be absent: demand it in the form or by a rule',
    ]);
    expect(await findings('wahl/daneben: text\nwahl/links: art')).toEqual([]);
  });

  test('is warned of where the mapping leaves a case open, in words', async () => {
    const map = `adresse:
  map:
    strasse: text
    ort:
      when: { all: [{ path: art, equals: person }, { any: [text, { not: lang }] }] }
      use: text`;
    expect(await findings(map)).toEqual([
      'warning 7 ort has to stand in adresse, but it does only when art is person and (text is given or not (lang is given)): say what stands there otherwise',
    ]);
  });

  test('is there in every case where each alternative says something, a constant too', async () => {
    const ort = (otherwise: string) => `adresse:
  map:
    strasse: text
    ort: { choose: [{ when: text, use: text }, { use: ${otherwise} }] }`;
    expect(await findings(ort('{ constant: Mainz }'))).toEqual([]);
    expect(await findings(ort('{ expression: data.art }'))).toEqual([]);
    expect(await findings(ort('art'))).toEqual([]);
    const missing = await findings(ort('lang').replace('strasse: text', 'strasse: art'));
    expect(missing).toContainEqual(
      'warning 7 ort has to stand in adresse, but lang may be absent: demand it in the form or by a rule',
    );
  });

  test('may be an attribute', async () => {
    const absent = (line: number, where: string) =>
      `warning ${line} @kennung has to stand in ${where}, but lang may be absent: demand it in the form or by a rule`;
    const zeichen = (text: string, kennung: string) =>
      `zeichen: { map: { .: ${text}, '@kennung': ${kennung} } }`;
    expect(await findings(zeichen('text', 'lang'))).toEqual([absent(4, 'zeichen')]);
    expect(await findings(zeichen('lang', 'art'))).toEqual([]);
    expect(await findings('zeichen: text\nzeichen/@kennung: lang')).toEqual([absent(5, 'zeichen')]);
    const inside = "kasten: { map: { inhalt: art, '@kennung': lang } }";
    expect(await findings(inside)).toEqual([absent(4, 'kasten')]);
    expect(await findings("kasten: { map: { inhalt: art, '@kennung': art } }")).toEqual([]);
  });

  test('is fine where the form demands it, or nothing stands there without it', async () => {
    expect(await findings('adresse/ort: adresse.ort')).toEqual([]);
    const pflicht = 'adresse: { from: adresse, map: { strasse: strasse, ort: pflicht } }';
    expect(await findings(pflicht)).toEqual([]);
  });

  test('is fine where a rule or a condition demands it', async () => {
    const map = 'adresse: { from: adresse, map: { strasse: strasse, ort: ort } }';
    const settings = 'rules: [{ when: adresse, require: adresse.ort, message: Ort. }]';
    expect(await findings(map, { settings })).toEqual([]);
    const when =
      'adresse: { from: adresse, map: { ort: { when: ort, use: ort, otherwise: pflicht } } }';
    expect(await findings(when)).toEqual([]);
    const whole =
      'adresse: { when: adresse.ort, map: { strasse: adresse.strasse, ort: adresse.ort } }';
    expect(await findings(whole)).toEqual([]);
  });
});

describe('the branches of a choice', () => {
  test('need a condition that tells them apart', async () => {
    expect(await findings('person: text\nfirma: leer')).toEqual([
      'warning 5 Only one of person, firma may stand in the message; say with choose which one',
    ]);
    const when =
      'person: { when: { path: art, equals: person }, use: text }\nfirma: { when: { path: art, equals: firma }, use: leer }';
    expect(await findings(when)).toEqual([]);
  });

  test('are said with choose, each checked for itself', async () => {
    const choose = `choose:
  - when: { path: art, equals: person }
    map: { person: text, firmaa: text }
  - map: { firma: { each: liste, use: x } }`;
    expect(await findings(choose)).toEqual([
      'error 6 The message has no element firmaa; did you mean firma?',
      'error 7 firma may stand only once',
    ]);
  });

  test('may be told apart by every value that the form offers', async () => {
    const adresse = (second: string) => `adresse:
  map:
    choose:
      - { when: { path: art, equals: person }, map: { ort: text } }
      - { when: { path: art, equals: ${second} }, map: { ort: { constant: "-" } } }`;
    expect(await findings(adresse('firma'))).toEqual([]);
  });

  test('end with one that always applies, or nothing may be left open', async () => {
    const open = 'adresse: { map: { choose: [{ when: text, map: { ort: text } }] } }';
    expect(await findings(open)).toEqual([
      'warning 4 adresse needs ort, also where no alternative applies; give the last one no when',
    ]);
    const never = 'name: { choose: [{ use: text }, { when: lang, use: text }] }';
    expect(await findings(never)).toEqual([
      'error 4 Without when it always applies; the alternatives below never do',
    ]);
  });
});

describe('a condition on what came with the form', () => {
  test.each([
    [
      '{ submission: kind, equals: aplication }',
      'kind is never aplication; did you mean application?',
    ],
    ['{ submission: test, equals: maybe }', 'test is never maybe; it is true or false'],
    [
      '{ submission: authentication.levelOfAssurance, in: [high, hoch] }',
      'authentication.levelOfAssurance is never hoch; did you mean high?',
    ],
  ])('%s is told that it never holds', async (when, mistake) => {
    expect(await findings(`name: { when: ${when}, use: text }`)).toEqual([
      `error 4 submission ${mistake}`,
    ]);
  });

  test('is fine with a value that there is, in quotes or not', async () => {
    expect(
      await findings('name: { when: { submission: test, equals: "true" }, use: text }'),
    ).toEqual([]);
  });
});

describe('a group that repeats', () => {
  test('is filled item by item', async () => {
    const map = 'reihe: { map: { repeat: { each: liste, map: { a: x, b: x } } } }';
    expect((await findings(map)).filter((one) => one.startsWith('error'))).toEqual([]);
    const lost = 'reihe: { map: { repeat: { each: liste, map: { a: x, c: x } } } }';
    expect(await findings(lost)).toEqual([
      'error 4 reihe has no group that may repeat with all these elements',
      'error 4 reihe needs a; map it',
      'error 4 reihe needs b; map it',
    ]);
  });
});

describe('fragments', () => {
  const files = {
    'teile.yaml':
      'fragments:\n  adresse: { strasse: strasse, ort: orrt }\n  kreis: { include: kreis }\n',
  };
  const settings = 'fragments: [teile.yaml]';

  test('are checked in each place, and their mistakes told in their own file', async () => {
    const map = 'adresse: { from: adresse, map: adresse }';
    expect(await findings(map, { settings, files })).toEqual([
      'error 2 The form has no orrt; did you mean ort?',
    ]);
  });

  test('give way to what the map says itself, as a whole or in part', async () => {
    const parts = { 'teile.yaml': 'fragments: { alles: { name: nmae, adresse/ort: ort } }' };
    for (const own of ['adresse/ort: text', 'adresse: { map: { ort: text } }']) {
      const map = `include: alles\nname: text\n${own}`;
      expect(await findings(map, { settings, files: parts })).toEqual([]);
    }
  });

  test('that are not there, or include themselves, are named', async () => {
    const map = 'adresse: { map: { include: [adrese, kreis] } }';
    expect((await findings(map, { settings, files })).sort()).toEqual([
      'error 3 The fragment kreis includes itself',
      'error 4 There is no fragment adrese; did you mean adresse?',
      'error 4 adresse needs ort; map it',
    ]);
  });
});
