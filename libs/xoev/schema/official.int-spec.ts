import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Validator } from '../validator.js';
import { loadSchemaSet } from './schema-set.js';

const folder = fileURLToPath(
  new URL('../../../../shared/official/xbau-kernmodul-1.3.0/', import.meta.url),
);
const withOfficial = existsSync(folder) ? describe : describe.skip;

withOfficial('an official standard, unchanged', () => {
  const load = (file: string) =>
    loadSchemaSet({
      file,
      urlMap: JSON.parse(readFileSync(`${folder}urlmap.json`, 'utf8')),
      read: (path) => readFile(`${folder}${path}`),
    });

  test.each([
    'xsd/xbau-kernmodul-universellerAntrag.xsd',
    'xsd/xbau-kernmodul-prozessnachrichten.xsd',
  ])('%s loads offline into a model and a validator', async (file) => {
    const set = await load(file);
    const roots = set.globalElements().map(({ name }) => name.local);
    expect(roots.some((root) => root.endsWith('1200') || root.endsWith('1120'))).toBe(true);
    const validator = Validator.compile(set);
    expect(validator.validate(Buffer.from('<x/>'))).toMatchObject([{ code: 'unknown-root' }]);
    validator.close();
  });
});
