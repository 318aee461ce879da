import { describe, expect, it } from '@jest/globals';
import { strictest } from './check-submission.js';

describe('the stricter of two levels of assurance', () => {
  it.each([
    [undefined, undefined, undefined],
    ['low', undefined, 'low'],
    [undefined, 'high', 'high'],
    ['substantial', 'low', 'substantial'],
    ['low', 'high', 'high'],
  ] as const)('of %s and %s is %s', (one, other, expected) => {
    expect(strictest(one, other)).toBe(expected);
  });
});
