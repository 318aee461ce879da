import { describe, expect, test } from '@jest/globals';
import { valueText } from './value-text.js';

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
