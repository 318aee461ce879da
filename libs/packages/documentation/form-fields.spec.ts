import { expect, test } from '@jest/globals';
import { FormNode } from '../forms/form-node.js';
import { formPlaces } from './form-fields.js';

const obligations = (schema: object) =>
  Object.fromEntries(
    [...formPlaces(FormNode.of(schema as Readonly<Record<string, unknown>>)).values()].map(
      ({ path, obligation }) => [path, obligation],
    ),
  );

test('a field is demanded by the form itself, by what holds always, or only by a branch', () => {
  expect(
    obligations({
      type: 'object',
      properties: { a: {}, b: {}, c: {}, d: {}, e: {} },
      required: ['a'],
      allOf: [{ required: ['b'] }],
      if: { properties: { a: { const: 'x' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['c'] },
      dependentRequired: { a: ['d'] },
    }),
  ).toEqual({
    a: 'Pflicht',
    b: 'Pflicht',
    c: 'je nach den anderen Angaben Pflicht',
    d: 'je nach den anderen Angaben Pflicht',
    e: 'freiwillig',
  });
});

test('what only a branch offers is not demanded without it', () => {
  const inner = { type: 'object', properties: { y: {} }, required: ['y'] };
  expect(
    obligations({
      type: 'object',
      properties: { x: { type: 'object' } },
      required: ['x'],
      oneOf: [{ properties: { x: inner } }, { properties: { x: { type: 'object' } } }],
    }),
  ).toEqual({ x: 'Pflicht', 'x.y': 'je nach den anderen Angaben Pflicht' });
});

test('a group inside of a group is demanded with the nearest that may be missing', () => {
  const leaf = { type: 'object', title: 'Innen', properties: { z: {} }, required: ['z'] };
  expect(
    obligations({
      type: 'object',
      properties: {
        x: { type: 'object', title: 'Außen', properties: { y: leaf }, required: ['y'] },
      },
    }),
  ).toMatchObject({
    'x.y': 'Pflicht, sobald „Außen“ angegeben wird',
    'x.y.z': 'Pflicht, sobald „Innen“ angegeben wird',
  });
});

test('a group that holds itself ends', () => {
  const places = formPlaces(
    FormNode.of({
      type: 'object',
      properties: { person: { $ref: '#/$defs/person' } },
      $defs: {
        person: { type: 'object', properties: { name: {}, mutter: { $ref: '#/$defs/person' } } },
      },
    }),
  );
  expect([...places.keys()]).toEqual([
    'person',
    'person.name',
    'person.mutter',
    'person.mutter.name',
    'person.mutter.mutter',
  ]);
  expect(places.get('person.mutter.mutter')?.kind).toBe('noch einmal dieselben Felder');
});
