import { describe, expect, it } from '@jest/globals';
import { retryAfterSeconds } from './retry-after.js';

const NOW = Date.parse('2026-11-22T10:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['999999999', 86_400],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30],
    ['Sunday, 22-Nov-26 10:01:00 GMT', 60],
    ['Sun Nov 22 10:00:05 2026 GMT', 5],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['Sun, 22 Nov 2099 09:00:00 GMT', 86_400],
  ])('of %j is %d seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, NOW)).toBe(seconds);
  });

  it.each([undefined, '', 'soon', '-5', '1.5', '2026-11-22', 'Xyz, not a date'])(
    'is not taken from %j',
    (header) => {
      expect(retryAfterSeconds(header, NOW)).toBeUndefined();
    },
  );
});
