import { describe, expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.js';

describe('the rate limit', () => {
  it('lets ten seconds of the rate pass at once, and then what the rate refills', () => {
    const limit = new RateLimit(2);
    expect(Array.from({ length: 20 }, () => limit.take('a', 0))).toEqual(Array(20).fill(0));
    expect(limit.take('a', 0)).toBe(0.5);
    expect(limit.take('a', 499)).toBeGreaterThan(0);
    expect(limit.take('a', 500)).toBe(0);
    expect(limit.take('a', 500)).toBe(0.5);
  });

  it('counts each client for itself', () => {
    const limit = new RateLimit(1);
    for (let index = 0; index < 10; index += 1) limit.take('a', 0);
    expect(limit.take('a', 0)).toBeGreaterThan(0);
    expect(limit.take('b', 0)).toBe(0);
  });

  it('of 0 is off', () => {
    const limit = new RateLimit(0);
    for (let index = 0; index < 10_000; index += 1) expect(limit.take('a', 0)).toBe(0);
  });
});
