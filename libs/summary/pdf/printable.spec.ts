import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/factories/any-text.js';
import { printable } from './printable.js';

const all = () => true;

test('what turns or hides the text around it is shown by its number', () => {
  expect(printable('Zahl\u202e321', all)).toBe('Zahl[U+202E]321');
  expect(printable('a\u0000b\u200dc\ufeffd\u00ade', all)).toBe(
    'a[U+0000]b[U+200D]c[U+FEFF]d[U+00AD]e',
  );
  expect(printable('\ud83d', all)).toBe('[U+D83D]');
});

test('what the font does not have, or what runs from right to left, is shown by its number', () => {
  expect(printable('a\u{1F9FF}', (codePoint) => codePoint < 0x10000)).toBe('a[U+1F9FF]');
  expect(printable('שלום', all)).toBe('[U+05E9][U+05DC][U+05D5][U+05DD]');
});

test('letters with marks are kept, and marks without end are not', () => {
  expect(printable('Nguye\u0302\u0303n K\u0304 s\u031b\u0304', all)).toBe(
    'Nguyễn K\u0304 s\u031b\u0304',
  );
  expect(printable(`q${'\u0301'.repeat(5)}`, all)).toBe(`q${'\u0301'.repeat(3)}[U+0301][U+0301]`);
});

test('lines are kept, whichever way they end', () => {
  expect(printable('a\r\nb\rc\nd\te', all)).toBe('a\nb\nc\nd e');
});

test('of any text nothing is left that a font cannot print', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(printable(text, all)).not.toMatch(/[^\n\P{C}]/u);
    }),
  );
});
