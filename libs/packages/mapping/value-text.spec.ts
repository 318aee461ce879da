import { describe, expect, test } from '@jest/globals';
import { calendarDate, valueText } from './value-text.js';

describe('the text of a value', () => {
  test.each([
    ['x', 'x'],
    [true, 'true'],
    [false, 'false'],
    [0, '0'],
    [-1.5, '-1.5'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [null, undefined],
    [undefined, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [[1], undefined],
    [{ a: 1 }, undefined],
  ])('%p is %p', (value, text) => expect(valueText(value)).toBe(text));
});

describe('the calendar date in Germany', () => {
  test.each([
    ['2026-11-22', '2026-11-22'],
    ['2026-11-22T23:30:00Z', '2026-11-23'],
    ['2026-07-31T22:30:00.000Z', '2026-08-01'],
    ['2026-11-22T23:30:00+01:00', '2026-11-22'],
    ['2026-11-22T00:30:00+05:00', '2026-11-21'],
    ['2026-11-22T23:30:00', undefined],
    ['22.11.2026', undefined],
    ['', undefined],
  ])('of %p is %p', (text, date) => expect(calendarDate(text)).toBe(date));
});
