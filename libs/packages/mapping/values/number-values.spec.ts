import { expect, test } from '@jest/globals';
import { exampleInput } from '../../examples/example-input.js';
import { Run, Scope } from '../scope.js';
import { numberValue } from './number-values.js';
import { textOf, type Value } from './value.js';

const KIND = { type: 't', typeCode: 't', standard: { name: 's', version: '1' }, readerKeys: [] };

function written(given: unknown, german: boolean) {
  const data = { zahl: given } as never;
  const input = exampleInput({ service: '', area: '', reference: '', data });
  const read = () => given;
  const pointer = () => '/data/zahl';
  const inner: Value = {
    read,
    pointer,
    text: (scope) => textOf(given, scope, pointer, { target: 'zahl' } as never),
    form: [],
    origin: 'zahl',
  };
  const source = { kind: 'path', path: 'zahl', at: [] } as const;
  const form = { kind: 'number', source, decimals: undefined, scale: 0, german, at: [] } as const;
  const scope = Scope.of(new Run(input, KIND));
  const text = numberValue(form, inner).text(scope);
  return text ?? scope.run.findings.map(({ detail }) => detail);
}

test('a text is read as the form writes it, a JSON number as it is', () => {
  expect(written('1.234', true)).toBe('1234');
  expect(written(1.234, true)).toBe('1.234');
  expect(written(1234.5, true)).toBe('1234.5');
  expect(written('1234.5', true)).toEqual(['Needed here is a number as 1.234,56']);
  expect(written('1234.5', false)).toBe('1234.5');
});
