import { describe, expect, test } from '@jest/globals';
import { table } from './table.js';

describe('a table', () => {
  test('aligns its columns and leaves no blanks at the end of a line', () => {
    expect(
      table(
        ['id', 'code'],
        [
          ['a', 'unroutable'],
          ['bcd', ''],
        ],
      ),
    ).toBe(['id   code', '---  ----------', 'a    unroutable', 'bcd'].join('\n'));
  });

  test('counts a letter with a combining mark as one', () => {
    const [first, second] = table(undefined, [
      ['Mu\u0308ller', 'x'],
      ['Schulze', 'x'],
    ]).split('\n');
    expect(first?.normalize('NFC').indexOf('x')).toBe(second?.indexOf('x'));
  });
});
