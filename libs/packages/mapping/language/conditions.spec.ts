import { describe, expect, test } from '@jest/globals';
import { SourceFile } from '#source-file';
import { compileCondition } from './conditions.js';
import { parseCondition } from './parse-condition.js';

function read(yaml: string) {
  const file = new SourceFile<unknown>('a.yaml', yaml, 'yaml');
  const condition = parseCondition(file, file.value, []);
  return { condition, mistakes: file.findings.map(({ line, message }) => `${line} ${message}`) };
}

function holds(yaml: string, a: unknown): boolean {
  const { condition, mistakes } = read(yaml);
  expect(mistakes).toEqual([]);
  return compileCondition<unknown>(condition!, (_, one) => one)(a);
}

describe('a condition', () => {
  test.each([
    ['{ path: a, equals: "1" }', 1, true],
    ['{ path: a, equals: 1 }', '1', true],
    ['{ path: a, equals: "1" }', 2, false],
    ['{ path: a, equals: "true" }', true, true],
    ['{ path: a, equals: false }', 'false', true],
    ['{ path: a, in: ["1", "2"] }', [3, 2], true],
    ['{ path: a, equals: "" }', undefined, false],
    ['{ path: a, equals: "[object Object]" }', {}, false],
    ['{ path: a, present: false }', undefined, true],
    ['{ not: { path: a, present: false } }', undefined, false],
  ])('%s of %j holds: %s', (yaml, a, expected) => {
    expect(holds(yaml, a)).toBe(expected);
  });

  test.each([
    [
      'path: a\nin: geld',
      '2 in needs a list of values, as in: [a, b]; a single value goes with equals',
    ],
    ['path: a\nin: []', expect.stringContaining('2 in needs a list')],
    ['path: a\nin:\n  - x\n  - [y]', expect.stringContaining('4 A condition compares with single')],
    ['path: a\npresent: "false"', '2 present is true or false, without quotes'],
    [
      'path: a\nequals: [x, y]',
      '2 A condition compares with single values; write several as in: [a, b]',
    ],
    [
      'path: a\nequals:',
      '2 A value is missing; where there is to be nothing, write present: false',
    ],
    ['path: a\nequals: { x: 1 }', expect.stringContaining('2 A condition compares with single')],
    ['path: a\nequals: 12345678901234567890', expect.stringContaining('write it in quotes')],
  ])('%j is reported and does not mean something else', (yaml, mistake) => {
    expect(read(yaml)).toEqual({ condition: undefined, mistakes: [mistake] });
  });
});
