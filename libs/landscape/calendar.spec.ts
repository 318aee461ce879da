import { describe, expect, it } from '@jest/globals';
import { calendarOf, isDate, isValid, overlap } from './calendar.js';

const between = (validFrom?: string, validTo?: string) => ({ validFrom, validTo });

describe('the calendar date of a moment', () => {
  it('is that of the time zone, also where summer time changes', () => {
    const dateOf = calendarOf('Europe/Berlin');
    expect(dateOf(new Date('2025-12-31T22:59:59.999Z'))).toBe('2025-12-31');
    expect(dateOf(new Date('2025-12-31T23:00:00Z'))).toBe('2026-01-01');
    expect(dateOf(new Date('2026-06-30T21:59:59Z'))).toBe('2026-06-30');
    expect(dateOf(new Date('2026-06-30T22:00:00Z'))).toBe('2026-07-01');
  });

  it('is right in a zone of quarters of an hour', () => {
    const dateOf = calendarOf('Asia/Kathmandu');
    expect(dateOf(new Date('2026-01-01T18:14:59Z'))).toBe('2026-01-01');
    expect(dateOf(new Date('2026-01-01T18:15:00Z'))).toBe('2026-01-02');
  });

  it('needs a zone that exists', () => {
    expect(() => calendarOf('Europe/Trier')).toThrow(RangeError);
  });
});

describe('validity', () => {
  it('includes both its days', () => {
    const year = between('2026-01-01', '2026-12-31');
    const days = ['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'];
    expect(days.map((day) => isValid(year, day))).toEqual([false, true, true, false]);
    expect(isValid(between(), '1999-01-01')).toBe(true);
  });

  it('overlaps another one that shares a day', () => {
    const first = between('2026-01-01', '2026-06-30');
    expect(overlap(first, between('2026-07-01'))).toBe(false);
    expect(overlap(first, between('2026-06-30'))).toBe(true);
    expect(overlap(between(undefined, '2025-12-31'), first)).toBe(false);
    expect(overlap(between(), first)).toBe(true);
    expect(overlap(between('2026-02-01', '2026-02-02'), first)).toBe(true);
  });
});

describe('a date', () => {
  it('exists or does not', () => {
    expect(isDate('2028-02-29')).toBe(true);
    expect(['2026-02-29', '2026-13-01', '2026-00-10', 'today'].map(isDate)).toEqual(
      Array(4).fill(false),
    );
  });
});
