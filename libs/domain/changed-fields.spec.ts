import { describe, expect, test } from '@jest/globals';
import { changedFields } from './changed-fields.js';

describe('the fields that a correction changed', () => {
  test('are the leaves that differ, also where one has more', () => {
    const before = {
      name: 'Müller',
      hunde: [{ rasse: 'x' }, { rasse: 'y' }],
      'a/b': 1,
      same: [null],
    };
    const after = {
      name: 'Müller',
      hunde: [{ rasse: 'z' }],
      'a/b': 2,
      neu: { x: true },
      same: [null],
    };
    expect(changedFields(before, after, '/data')).toEqual([
      '/data/hunde/0/rasse',
      '/data/hunde/1',
      '/data/a~1b',
      '/data/neu',
    ]);
  });

  test('are none where nothing differs', () => {
    expect(changedFields({ a: [{ b: null }] }, { a: [{ b: null }] })).toEqual([]);
  });

  test('name the place where one kind of value became another', () => {
    expect(changedFields({ a: { b: 1 } }, { a: [1] })).toEqual(['/a']);
  });
});
