import { describe, expect, test } from '@jest/globals';
import { characterProblem, normalised } from './characters.js';
import type { DataType } from './din-91379.js';
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
  expect(xmlText('x\uFFFF', 'C')).toEqual({ index: 1, codePoint: 'U+FFFF' });
  expect(xmlText('a1', 'A')).toEqual({ index: 1, codePoint: 'U+0031' });
});
