import { describe, expect, test } from '@jest/globals';
import { patternSample } from './pattern-sample.js';

describe('a sample for a pattern', () => {
  test.each([
    '([0]{1}[1-9]{1}|[1-9]{1}[0-9]{1})[0-9]{3}',
    '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{1,63}$',
    'DE\\d{9}',
    '[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?[1-9][0-9]{0,3}[EH]?',
    '^(?:\\+49|0)[1-9]\\d*(?:\\/\\d+)?$',
    '[^0-9]{4,}',
    '\\w+\\s\\S.',
    'ja|nein',
  ])('of %s fits it, with few turns and with many', (pattern) => {
    const whole = new RegExp(`^(?:${pattern})$`, 'u');
    expect(patternSample(pattern, 0)).toMatch(whole);
    expect(patternSample(pattern, 7)).toMatch(whole);
  });

  test('grows with the turns', () => {
    expect(patternSample('ab*', 0)).toBe('a');
    expect(patternSample('ab*', 3)).toBe('abbb');
  });

  test.each(['(?=a)a', '(a)\\1', '\\p{L}', '(a', '[a', 'a\\'])(
    'is not there for %s, which goes beyond it',
    (pattern) => {
      expect(patternSample(pattern, 0)).toBeUndefined();
    },
  );
});
