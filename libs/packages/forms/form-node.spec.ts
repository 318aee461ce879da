import { describe, expect, test } from '@jest/globals';
import { FormNode } from './form-node.js';

const field = (schema: object) => FormNode.of({ properties: { x: schema } }).child('x')!;

describe('what a form makes sure of', () => {
  test('is the strictest of what holds in any case', () => {
    const node = field({ maxLength: 10, allOf: [{ maxLength: 5 }, { minLength: 2 }] });
    expect([node.minimumLength, node.maximumLength]).toEqual([2, 5]);
  });

  test('is the loosest of its alternatives, and nothing where one of them leaves it open', () => {
    expect(field({ anyOf: [{ maxLength: 5 }, { maxLength: 10 }] }).maximumLength).toBe(10);
    expect(field({ anyOf: [{ maxLength: 5 }, { minLength: 2 }] }).maximumLength).toBeUndefined();
    expect(field({ oneOf: [{ const: 'a' }, { enum: ['b'] }] }).values).toEqual(['a', 'b']);
    expect(field({ anyOf: [{ enum: ['a'] }, { format: 'date' }] }).values).toBeUndefined();
  });

  test('is not what only a condition of the form says', () => {
    const node = FormNode.of({
      properties: { x: { type: 'string' } },
      if: { properties: { x: { const: 'a' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { x: { minLength: 2 } } },
    }).child('x')!;
    expect([node.values, node.minimumLength]).toEqual([undefined, undefined]);
  });

  test('may stand in alternatives of the object around it', () => {
    const object = (...oneOf: object[]) =>
      FormNode.of({ properties: { x: {} }, oneOf }).child('x')!;
    const named = (x: object) => ({ properties: { x } });
    expect(object(named({ const: 'a' }), named({ const: 'b' })).values).toEqual(['a', 'b']);
    expect(object(named({ const: 'a' }), {}).values).toBeUndefined();
    const only = FormNode.of({ oneOf: [named({ maxLength: 5 }), {}] }).child('x')!;
    expect(only.maximumLength).toBe(5);
  });

  test('is a number with its limits, the exclusive ones told apart', () => {
    const node = field({ minimum: 0, exclusiveMinimum: 0, maximum: 9 });
    expect([node.lowest, node.highest]).toEqual([
      [0, true],
      [9, false],
    ]);
  });
});

test.each([
  [{ type: 'string', minLength: 1 }, true],
  [{ type: 'string', minLength: 1, format: 'din-91379-c' }, true],
  [{ type: 'string', format: 'uri-reference' }, true],
  [{ type: 'string', pattern: '\\S' }, false],
  [{ type: 'string', anyOf: [{ pattern: '\\S' }, { maxLength: 5 }] }, true],
  [{ type: 'string', format: 'date' }, false],
  [{ enum: ['a'] }, false],
  [{ type: ['string', 'null'], pattern: '\\S' }, true],
  [{ type: 'array', items: { type: 'string', pattern: '\\S' } }, true],
  [{ type: 'array', minItems: 1, items: { type: 'string', pattern: '\\S' } }, false],
  [{ type: 'array', minItems: 1, items: { type: 'string' } }, true],
])('%j may say nothing: %p', (schema, expected) => expect(field(schema).mayBeEmpty).toBe(expected));
