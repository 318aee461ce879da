import { describe, expect, test } from '@jest/globals';
import { expectedCodes, type NamedCode, nearestHint } from './nearest-codes.js';

const FORMS: NamedCode[] = [
  { code: '350', name: 'Gesellschaft mit beschränkter Haftung (GmbH)' },
  { code: '351', name: 'Unternehmergesellschaft' },
  { code: '900', name: 'Körperschaft des öffentlichen Rechts' },
  { code: 'EK', name: 'Eingetragene Kauffrau' },
  { code: '7', name: undefined },
];
const near = (text: string, codes = FORMS) =>
  (nearestHint(text, codes) ?? '').replace(/^nearest (?:is|are) | \([^,]*\)(?=,|$)/g, '');

describe('the nearest codes', () => {
  test.each([
    ['the same code in another case', 'ek', 'EK'],
    ['a code with a sign changed', '352', '350, 351'],
    ['a name with a slip', 'Unternehmergeselschaft', '351'],
    ['a name without umlauts', 'Koerperschaft des offentlichen rechts', '900'],
    ['a word of a name', 'GmbH', '350'],
    ['the beginning of a name, with a slip', 'Gesellschaft mit beschrankter Haftung', '350'],
  ])('are found by %s', (_, text, codes) => expect(near(text)).toBe(codes));

  test.each(['8', 'Zirkus', '', '😀', 'x'.repeat(10_000)])('are none for %.10s', (text) =>
    expect(nearestHint(text, FORMS)).toBeUndefined(),
  );

  test('are three at most, the most similar first', () => {
    const many = ['111', '112', '121', '211', '110'].map((code) => ({ code, name: undefined }));
    expect(near('110', many)).toBe('110, 111, 112');
  });

  test('stand with their names in a sentence', () => {
    expect(nearestHint('351', FORMS)).toBe(
      'nearest are 351 (Unternehmergesellschaft), 350 (Gesellschaft mit beschränkter Haftung (GmbH))',
    );
    const long = [{ code: '1', name: 'n'.repeat(100) }];
    expect(nearestHint('1', long)).toBe(`nearest is 1 (${'n'.repeat(59)}…)`);
  });
});

test('where nothing is near, a short list of codes is named whole', () => {
  expect(expectedCodes('Zirkus', () => FORMS, 0)).toBe('expected is 350, 351, 900, EK, 7');
  const many = Array.from({ length: 21 }, (_, at) => ({ code: `${at}`, name: undefined }));
  expect(expectedCodes('Zirkus', () => many, 0)).toBe('expected is a code of that list');
  expect(expectedCodes('350', () => FORMS, 0)).toMatch(/^nearest/);
  expect(expectedCodes('350', () => FORMS, 10)).toMatch(/^expected/);
});
