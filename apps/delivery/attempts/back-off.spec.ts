import { describe, expect, it } from '@jest/globals';
import { backOff } from './back-off.js';

const POLICY = { initialInterval: 5, maximumInterval: 100, giveUpAfter: 1000 };
const FIRST = { failures: 1, elapsed: 0, retryAfterSeconds: undefined, random: 0 };

describe('the pause after a failed attempt', () => {
  it('doubles up to its maximum', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 60].map((failures) =>
      backOff(POLICY, { ...FIRST, failures, random: 1 }),
    );
    expect(pauses).toEqual([5, 10, 20, 40, 80, 100, 100, 100].map((seconds) => seconds * 1000));
  });

  it('is spread over half of the interval', () => {
    expect(backOff(POLICY, { ...FIRST, random: 0 })).toBe(2_500);
    expect(backOff(POLICY, { ...FIRST, random: 0.5 })).toBe(3_750);
  });

  it('is never shorter than the destination asked for, and spread there too', () => {
    expect(backOff(POLICY, { ...FIRST, retryAfterSeconds: 300 })).toBe(300_000);
    expect(backOff(POLICY, { ...FIRST, retryAfterSeconds: 300, random: 0.5 })).toBe(302_500);
  });

  it('is not shortened by a destination that asks for less', () => {
    expect(backOff(POLICY, { ...FIRST, failures: 5, retryAfterSeconds: 0 })).toBe(40_000);
  });

  it('ends at the deadline at the latest, so that a last attempt is made there', () => {
    expect(backOff(POLICY, { ...FIRST, elapsed: 999_000 })).toBe(1_000);
    expect(backOff(POLICY, { ...FIRST, retryAfterSeconds: 86_400 })).toBe(1_000_000);
  });

  it('does not come once the deadline has passed', () => {
    expect(backOff(POLICY, { ...FIRST, elapsed: 1_000_000 })).toBe('exhausted');
    expect(backOff({ ...POLICY, giveUpAfter: 0 }, FIRST)).toBe('exhausted');
  });
});
