import { describe, expect, test } from '@jest/globals';
import { codeNames, type NamedCode, nearestCodes } from './nearest-codes.js';

const FORMS: NamedCode[] = [
  { code: '350', name: 'Gesellschaft mit beschränkter Haftung (GmbH)' },
  { code: '351', name: 'Unternehmergesellschaft' },
  { code: '900', name: 'Körperschaft des öffentlichen Rechts' },
  { code: 'EK', name: 'Eingetragene Kauffrau' },
  { code: '7', name: undefined },
];
const near = (text: string) => nearestCodes(text, FORMS).map(({ code }) => code);

describe('the nearest codes', () => {
  test.each([
    ['the same code in another case', 'ek', 'EK'],
    ['a code with a sign changed', '352', '350 351'],
    ['a name with a slip', 'Unternehmergeselschaft', '351'],
    ['a name without umlauts', 'Koerperschaft des offentlichen rechts', '900'],
    ['a word of a name', 'GmbH', '350'],
  ])('are found by %s', (_, text, codes) => expect(near(text).join(' ')).toBe(codes));

  test.each(['8', 'Zirkus', '', '😀', 'x'.repeat(10_000)])('are none for %.10s', (text) =>
    expect(near(text)).toEqual([]),
  );

  test('are three at most, the most similar first', () => {
    const many = ['111', '112', '121', '211', '110'].map((code) => ({ code, name: undefined }));
    expect(nearestCodes('110', many).map(({ code }) => code)).toEqual(['110', '111', '112']);
  });

  test('stand with their names in a sentence', () => {
    expect(codeNames([FORMS[1]!, FORMS[4]!])).toBe('351 (Unternehmergesellschaft), 7');
    expect(codeNames([{ code: '1', name: 'n'.repeat(100) }])).toHaveLength(64);
  });
});
