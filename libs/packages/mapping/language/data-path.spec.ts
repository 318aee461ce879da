import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#domain';
import { exampleInput } from '../../examples/example-input.js';
import { Run, Scope } from '../scope.js';
import { compilePath } from './data-path.js';

const data = JSON.parse(
  '{"a":{"b":{"c":1}},"list":[{"x":"1"}],"s":"text","own":{"__proto__":{"p":1}}}',
) as JsonObject;
const root = Scope.of(
  new Run(exampleInput({ service: '', area: '', reference: '', data }), {
    type: 'message',
    typeCode: 'message',
    standard: { name: '', version: '' },
    readerKeys: [],
  }),
);
const item = root.inner((data.list as JsonObject[])[0], '/list', 0);

describe('a path into the form data', () => {
  test('begins at the item, or at the root with $', () => {
    expect(compilePath('a.b.c').read(root)).toBe(1);
    expect(compilePath('x').read(item)).toBe('1');
    expect(compilePath('$.a.b.c').read(item)).toBe(1);
    expect(compilePath('.').read(item)).toEqual({ x: '1' });
  });

  test('knows its pointer', () => {
    expect(compilePath('x').pointer(item)).toBe('/data/list/0/x');
    expect(compilePath('$.a.b').pointer(item)).toBe('/data/a/b');
    expect(compilePath('m/n~').pointer(root)).toBe('/data/m~1n~0');
  });

  test.each([
    'constructor',
    'a.constructor.name',
    '__proto__',
    's.length',
    'a.toString',
    'missing.deep.er',
  ])('never reads %s, which the data does not have itself', (path) => {
    const found = compilePath(path).read(root);
    expect(found).toBeUndefined();
  });

  test('reads a member that is called like the prototype as what the sender sent', () => {
    expect(compilePath('own.__proto__').read(root)).toEqual({ p: 1 });
  });
});
