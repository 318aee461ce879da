import { expect, test } from '@jest/globals';
import { decimalText } from './numbers.js';

const form = (changes: Partial<Parameters<typeof decimalText>[1]> = {}) => ({
  decimals: undefined,
  scale: 0,
  german: false,
  ...changes,
});

test.each([
  ['12.345', { decimals: 2 }, '12.35'],
  ['12.344', { decimals: 2 }, '12.34'],
  ['-12.345', { decimals: 2 }, '-12.35'],
  ['9.995', { decimals: 2 }, '10.00'],
  ['99.5', { decimals: 0 }, '100'],
  ['0.5', { decimals: 0 }, '1'],
  ['0.004', { decimals: 2 }, '0.00'],
  ['-0.004', { decimals: 2 }, '0.00'],
  ['19.99', {}, '19.99'],
  ['007', {}, '7'],
  ['1.50', {}, '1.5'],
  ['1999', { scale: -2, decimals: 2 }, '19.99'],
  ['5', { scale: -2, decimals: 2 }, '0.05'],
  ['1.5', { scale: 3 }, '1500'],
  ['1.234.567,891', { german: true, decimals: 2 }, '1234567.89'],
  ['1234,5', { german: true }, '1234.5'],
  ['99999999999999999999.99', { decimals: 2 }, '99999999999999999999.99'],
  ['1,5', {}, undefined],
  ['1.5', { german: true }, undefined],
  ['1e3', {}, undefined],
  ['', {}, undefined],
  ['zwei', {}, undefined],
])('%p with %p is %p', (text, changes, expected) =>
  expect(decimalText(text, form(changes))).toBe(expected),
);
