import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { HAS_OFFICIAL, OFFICIAL } from '../../test/fixtures/official.js';
import { formOf } from './form-schema.js';
import { readDataSchema } from './read-data-schema.js';

const official = new URL('xdatenfelder/', OFFICIAL);
const forms = new URL('../../schemas/arbeitsschutz/forms/', import.meta.url);

describe('a form schema of a package that was made from FIM', () => {
  (HAS_OFFICIAL ? test : test.skip).each([
    ['99006047261000', 'S00000000364'],
    ['99006049261000', 'S00000000366'],
  ])('is for %s what the tool makes of %s, unchanged', (service, id) => {
    const { schema } = formOf(readDataSchema(readFileSync(new URL(`${id}.xdf.xml`, official))));
    const kept = readFileSync(new URL(`${service}.schema.json`, forms), 'utf8');
    expect(kept).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });
});
