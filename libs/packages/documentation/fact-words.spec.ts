import { expect, test } from '@jest/globals';
import { FACT_KINDS } from '../mapping/language/language.js';
import { factNames } from '../mapping/values/facts.js';
import { factWords } from './fact-words.js';

test.each(FACT_KINDS.flatMap((kind) => factNames(kind).map((name) => [kind, name] as const)))(
  '%s %s has a German name',
  (kind, name) => {
    const path = name.replace('<name>', 'xyz');
    expect(factWords(kind, path)).not.toBe(path);
  },
);

test('a fact with a free name says which', () => {
  expect(factWords('landscape', 'authority.keys.ags')).toContain('„ags“');
});
