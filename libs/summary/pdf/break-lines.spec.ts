import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { breakLines } from './break-lines.js';

const widthOf = (text: string) => [...text].length;

test('a text is broken at its spaces, and keeps them for who listens', () => {
  expect(breakLines('der neue Hund bellt', 9, widthOf)).toEqual(['der neue ', 'Hund ', 'bellt']);
});

test('a word that is wider than a line is broken between letters, never before a mark', () => {
  expect(breakLines('zu abcdefghij k', 4, widthOf)).toEqual(['zu ', 'abcd', 'efgh', 'ij k']);
  expect(breakLines('aaau\u0308a', 4, widthOf)).toEqual(['aaa', 'u\u0308a']);
});

test('lines of the text stay lines, but many empty ones are one', () => {
  expect(breakLines('a\nb\n\n\n\nc', 9, widthOf)).toEqual(['a ', 'b ', '', 'c']);
});

test('no line is wider than it may be, and nothing but spaces is lost', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ab \n]*$/), fc.integer({ min: 1, max: 12 }), (text, width) => {
      const lines = breakLines(text, width, widthOf);
      const bare = (some: string) => some.replaceAll(/[ \n]/g, '');
      expect(lines.every((line) => line.trimEnd().length <= width)).toBe(true);
      expect(bare(lines.join(''))).toBe(bare(text));
    }),
  );
});
