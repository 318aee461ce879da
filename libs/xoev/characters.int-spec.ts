import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OFFICIAL, withOfficial } from '../../test/fixtures/official.js';
import { characterProblem } from './characters.js';
import type { DataType } from './data-type.js';
import { SEQUENCES } from './din-91379.js';
import { slotsOf } from './schema/content.js';
import type { ComplexType, SimpleType } from './schema/model.js';
import { loadSchemaSet } from './schema/schema-set.js';
import { Validator } from './validator.js';

const xoev = new URL('xbau-kernmodul-1.3.0/xsd/_ext/xoev.de/', OFFICIAL);

const FILES = {
  din: 'schemata/din/91379/2022-08/din-norm-91379-datatypes.xsd',
  latin: 'latinchars/1_1/datatypes/latinchars.xsd',
};
const DRIVER = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:din="urn:xoev-de:kosit:xoev:datentyp:din-91379_2022-08" xmlns:latin="http://xoev.de/latinchars/1_1/datatypes">
  <xs:import namespace="urn:xoev-de:kosit:xoev:datentyp:din-91379_2022-08" schemaLocation="din.xsd"/>
  <xs:import namespace="http://xoev.de/latinchars/1_1/datatypes" schemaLocation="latin.xsd"/>
  <xs:element name="text"><xs:complexType><xs:choice maxOccurs="unbounded">
    ${['A', 'B', 'C', 'D', 'E'].map((type) => `<xs:element name="${type}" type="din:datatype${type}"/>`).join('')}
    <xs:element name="String.Latin" type="latin:String.Latin"/>
  </xs:choice></xs:complexType></xs:element>
</xs:schema>`;

const TYPES: DataType[] = ['A', 'B', 'C', 'D', 'E', 'String.Latin'];

/** All code points that XML allows, and some beyond the basic plane. */
function codePoints(): number[] {
  const all = [0x9, 0xa, 0xd];
  for (let codePoint = 0x20; codePoint < 0xfffe; codePoint++) {
    if (codePoint < 0xd800 || codePoint > 0xdfff) all.push(codePoint);
  }
  return [...all, 0x10000, 0x1d400, 0x1f600, 0x10ffff];
}

withOfficial('what passes our check of a data type passes that of libxml2', () => {
  let validator: Validator;
  beforeAll(async () => {
    const set = await loadSchemaSet({
      file: 'driver.xsd',
      read: async (file) =>
        file === 'driver.xsd'
          ? Buffer.from(DRIVER)
          : readFileSync(new URL(FILES[file === 'din.xsd' ? 'din' : 'latin'], xoev)),
    });
    const { type } = set.element({ namespace: '', local: 'text' })!;
    expect(
      slotsOf(type as ComplexType, set).map(({ element }) => (element.type as SimpleType).dataType),
    ).toEqual(TYPES);
    validator = Validator.compile(set);
  });
  afterAll(() => validator.close());

  const document = (texts: readonly string[], type: DataType) => {
    const elements = texts.map((text) => {
      const references = [...text].map((one) => `&#${one.codePointAt(0)};`).join('');
      return `<${type}>${references}</${type}>`;
    });
    return Buffer.from(`<text>${elements.join('')}</text>`);
  };
  const accepts = (texts: readonly string[], type: DataType) =>
    validator.validate(document(texts, type)).length === 0;
  const refusesEach = (texts: readonly string[], type: DataType) =>
    new Set(validator.validate(document(texts, type)).map(({ pointer }) => pointer)).size ===
    texts.length;

  /** Texts of which libxml2 says something else than we; many at a time, and singly where not all agree. */
  const differing = (texts: readonly string[], type: DataType): string[] => {
    const passes = (text: string) => characterProblem(text, type) === undefined;
    const passing = texts.filter(passes);
    const wrong = accepts(passing, type) ? [] : passing.filter((text) => !accepts([text], type));
    const refused = texts.filter((text) => !passes(text));
    for (let at = 0; at < refused.length; at += BATCH) {
      const batch = refused.slice(at, at + BATCH);
      if (!refusesEach(batch, type)) wrong.push(...batch.filter((text) => accepts([text], type)));
    }
    return wrong.map((text) => JSON.stringify(text));
  };

  test.each(TYPES)('%s: each character', (type) => {
    const characters = codePoints().map((codePoint) => String.fromCodePoint(codePoint));
    const passing = characters.filter((text) => characterProblem(text, type) === undefined);
    expect(passing.length).toBeGreaterThan(400);
    expect(differing(characters, type)).toEqual([]);
  });

  test.each(TYPES)('%s: each base with each mark', (type) => {
    const marks = SEQUENCES.map(([codes]) =>
      codes
        .split(' ')
        .map((code) => String.fromCodePoint(Number.parseInt(code, 16)))
        .join(''),
    );
    const bases = [...new Set(SEQUENCES.flatMap(([, letters]) => [...letters])), 'Q', '7'];
    const sequences = bases.flatMap((base) => [...new Set(marks)].map((mark) => base + mark));
    expect(sequences.length).toBeGreaterThan(1000);
    expect(differing(sequences, type)).toEqual([]);
  });
});

/** The validator reports fifty mistakes of a document. */
const BATCH = 50;
