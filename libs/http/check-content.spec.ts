import { describe, expect, it } from '@jest/globals';
import { checkContent, DEEPEST_NESTING } from './check-content.js';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('the content of a body', () => {
  it('is sound where every text is text and every number exact', () => {
    const value = { a: ['ä', '\u{1f600}', '\u0007', ''], b: { c: [1, -0.5, 1e-7, null, true] } };
    expect(checkContent(value, true)).toEqual([]);
  });

  it('is told with the place of everything that is not', () => {
    const value = JSON.parse(
      '{"a/b":{"m~n":["\\ud83d",1e999,12345678901234567890]},"x":"\\u0000","__proto__":1,"\\udc00":1}',
    );
    expect(checkContent(value, true).map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/a~1b/m~0n/0', 'invalid-character'],
      ['/a~1b/m~0n/1', 'inexact-number'],
      ['/a~1b/m~0n/2', 'inexact-number'],
      ['/x', 'invalid-character'],
      ['/__proto__', 'unknown-field'],
      ['', 'invalid-character'],
    ]);
  });

  it('may be nested to the limit and no deeper', () => {
    expect(checkContent(nested(DEEPEST_NESTING), false)).toEqual([]);
    expect(() => checkContent(nested(DEEPEST_NESTING + 1), false)).toThrow('64 levels');
  });
});
