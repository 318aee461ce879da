import { expect, test } from '@jest/globals';
import { handEditHeader, handEditOf } from './hand-edit.js';

const at = '2026-11-24T08:00:00.000Z';

test('a message that is changed by hand again tells of both changes', () => {
  const once = handEditHeader({}, { at: '2026-11-23T08:00:00.000Z', paths: ['/m/a', '/m/b'] });
  const twice = handEditHeader(once, { at, paths: ['/m/b', '/m/c'] });

  expect(handEditOf({})).toBeUndefined();
  expect(handEditOf(twice)).toEqual({ at, paths: ['/m/a', '/m/b', '/m/c'] });
});

test('a message that is changed everywhere has a header of some size, which says that it is not all', () => {
  const paths = Array.from({ length: 500 }, (_, index) => `/m/a[${index}]`);
  const told = handEditOf(handEditHeader({}, { at, paths }))!;

  expect(told.paths).toHaveLength(40);
  expect(told.paths.at(-1)).toBe('…');
});
