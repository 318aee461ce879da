import { describe, expect, test } from '@jest/globals';
import { characterProblem, normalised } from './characters.js';
import { type DataType, isWithin } from './data-type.js';
import { xmlText } from './xml-text.js';

const problem = (text: string, dataType: DataType = 'C') =>
  characterProblem(normalised(text), dataType)?.codePoint;

describe('a text of DIN 91379 data type C', () => {
  test.each([
    'Müller-Lüdenscheidt',
    'Đặng Thị Hương',
    'Ĺ € § 12 "x" <y>',
    'a\tb\nc',
    'K͟hālid',
    'C̨̆ L̥̄ Ž̧',
    '',
  ])('may be %j', (text) => expect(problem(text)).toBeUndefined());

  test('is normalised where it is only another form', () => {
    expect(normalised('Mu\u0308ller')).toBe('Müller');
    expect(problem('Mu\u0308ller')).toBeUndefined();
  });

  test.each([
    ['an emoji', 'abc 😀', 'U+1F600'],
    ['a lone surrogate', 'a\uD83D', 'U+D83D'],
    ['a control character', 'a\u0000b', 'U+0000'],
    ['a control character of the second block', 'a\u0085', 'U+0085'],
    ['a Greek letter', 'Αθήνα', 'U+0391'],
    ['a mark on a base that does not carry it', 'Q\u0304', 'U+0304'],
    ['a typographic quote', '„', 'U+201E'],
    ['a soft hyphen', 'a\u00ad', 'U+00AD'],
  ])('may not hold %s', (_, text, codePoint) => expect(problem(text)).toBe(codePoint));
});

test('the data types differ as the standard says', () => {
  expect(problem('Straße 12/a', 'A')).toBe('U+0031');
  expect(problem('Straße 12/a', 'B')).toBeUndefined();
  expect(problem('a\nb', 'B')).toBe('U+000A');
  expect(problem('„Αθήνα“™', 'D')).toBeUndefined();
  expect(problem('Москва', 'D')).toBe('U+041C');
  expect(problem('Москва', 'E')).toBeUndefined();
});

test('text for XML comes out normalised and escaped, or not at all', () => {
  expect(xmlText('a < b & "c"\r\n', 'C')).toBe('a &lt; b &amp; &quot;c&quot;&#13;&#10;');
  expect(xmlText('Mu\u0308ller', 'C')).toBe('Müller');
  expect(xmlText('x\uFFFF', 'C')).toEqual({
    index: 1,
    codePoint: 'U+FFFF',
    character: 'U+FFFF (unassigned character)',
  });
  expect(xmlText('a1', 'A')).toEqual({ index: 1, codePoint: 'U+0031', character: 'U+0031' });
});

test.each([
  ['a\u00a0b', 'B', 'U+00A0 (no-break space)'],
  ['a\u00adb', 'C', 'U+00AD (soft hyphen)'],
  ['\ufeffab', 'C', 'U+FEFF (byte order mark)'],
  ['a\u200db', 'E', 'U+200D (zero width joiner)'],
  ['a\u2013b', 'C', 'U+2013 (en dash)'],
  ['a\nb', 'B', 'U+000A (line break)'],
  ['\u{1F1E9}', 'C', 'U+1F1E9 (emoji)'],
  ['a\udc00', 'C', 'U+DC00 (half of a surrogate pair)'],
  ['\u0000', 'XML', 'U+0000 (control character)'],
  ['漢', 'C', 'U+6F22 (Chinese character)'],
  ['ⓐ', 'C', 'U+24D0'],
] as const)('what is refused in %j as %s is called %s', (text, dataType, character) => {
  expect(characterProblem(text, dataType)?.character).toBe(character);
});

test('line ends and the apostrophes of printers stay as they are', () => {
  expect(normalised('O\u2019Neill\r\n')).toBe('O\u2019Neill\r\n');
  expect(problem('O\u2019Neill\r\n')).toBeUndefined();
});

test('String.Latin knows fewer letters than DIN 91379', () => {
  expect(problem('Müller € M\u0302', 'String.Latin')).toBeUndefined();
  expect(problem('Ŏ\u0308', 'String.Latin')).toBe('U+0308');
  expect(problem('Ĉ', 'String.Latin')).toBe('U+0108');
});

test('XML takes all but what no document can hold', () => {
  expect(problem('😀 Москва ­\t\r\n\ufffd', 'XML')).toBeUndefined();
  for (const one of [
    '\u0001',
    '\u001f',
    '\ufffe',
    '\uffff',
    '\ud800',
    '\udfff x',
    '\ud800\ud800',
  ]) {
    expect(problem(`a${one}`, 'XML')).toMatch(/^U\+(?:00|FFF|D)/);
  }
});

test.each(['ü', 'K\u035fh', '\u{1F600}'])(
  'a text of millions of %s is looked through to its end',
  (one) => {
    const text = `${one.repeat(3_000_000)}\u0007`;
    expect(characterProblem(text, one === '\u{1F600}' ? 'XML' : 'C')?.index).toBe(text.length - 1);
  },
);

test('every text of a narrow data type is one of a wider', () => {
  const types: DataType[] = ['A', 'B', 'C', 'D', 'E', 'String.Latin', 'XML'];
  const wider = types.map((narrow) => types.filter((wide) => isWithin(narrow, wide)).join(' '));
  expect(wider).toEqual([
    'A B C D E XML',
    'B C D E XML',
    'C E XML',
    'D E XML',
    'E XML',
    'C E String.Latin XML',
    'XML',
  ]);
});
