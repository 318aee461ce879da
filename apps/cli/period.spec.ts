import { describe, expect, test } from '@jest/globals';
import { WrongCall } from './command.js';
import { periodIn } from './period.js';

describe('a period', () => {
  test('of days includes the last one whole', () => {
    const { from, to } = periodIn({ from: '2026-02-28', to: '2026-02-28' });
    expect(from).toEqual(new Date(2026, 1, 28));
    expect(to).toEqual(new Date(2026, 2, 1));
  });

  test('of instants is what it says', () => {
    const { from, to } = periodIn({ from: '2026-11-22T09:30:00+01:00', to: undefined });
    expect(from?.toISOString()).toBe('2026-11-22T08:30:00.000Z');
    expect(to).toBeNull();
  });

  test('that is none is a wrong call', () => {
    for (const from of ['yesterday', '2026-02-30', '2026-11-22T09:30:00', '2026-13-01']) {
      expect(() => periodIn({ from, to: undefined })).toThrow(WrongCall);
    }
    expect(() => periodIn({ from: '2026-11-22', to: '2026-11-20' })).toThrow('--to is before');
  });
});
