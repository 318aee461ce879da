import { expect, test } from '@jest/globals';
import type { Condition, Subject } from '../mapping/language/language.js';
import { conditionWords, type Names } from './condition-words.js';

const NAMES: Names = { of: ({ path }) => `„${path}“`, isYesOrNo: ({ path }) => path === 'Haken' };
const at: Condition['at'] = [];
const subject = (path: string): Subject => ({ kind: 'path', path });
const present = (path: string, there = true): Condition => ({
  kind: 'present',
  subject: subject(path),
  present: there,
  at,
});
const equals = (path: string, ...values: (string | boolean)[]): Condition => ({
  kind: 'equals',
  subject: subject(path),
  values,
  at,
});

test.each<[string, Condition]>([
  ['„Ort“ ist angegeben', present('Ort')],
  ['„Ort“ ist nicht angegeben', present('Ort', false)],
  ['„Haken“ ist Ja', present('Haken')],
  ['„Haken“ ist Nein oder nicht angegeben', present('Haken', false)],
  ['„Haken“ ist Nein', equals('Haken', false)],
  ['„Art“ ist „a“, „b“ oder „c“', equals('Art', 'a', 'b', 'c')],
  [
    '„Ort“ ist angegeben und („A“ ist angegeben oder „B“ ist angegeben)',
    {
      kind: 'all',
      conditions: [present('Ort'), { kind: 'any', conditions: [present('A'), present('B')], at }],
      at,
    },
  ],
  [
    '„Ort“ ist angegeben und („Art“ ist „a“ oder „b“)',
    { kind: 'all', conditions: [present('Ort'), equals('Art', 'a', 'b')], at },
  ],
  ['es gilt nicht: „Art“ ist „a“', { kind: 'not', condition: equals('Art', 'a'), at }],
])('%s', (words, condition) => {
  expect(conditionWords(condition, NAMES)).toBe(words);
});
