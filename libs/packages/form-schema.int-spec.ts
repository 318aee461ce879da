import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#domain';
import { readJson } from '#source-file';
import { FIXTURE_PACKAGES } from '../../test/fixtures/xoev/package-fixture.js';
import { FormCompiler } from './form-schema.js';

const file = await readJson<Readonly<Record<string, unknown>>>(
  FIXTURE_PACKAGES,
  'verein/forms/anmeldung.schema.json',
);
const form = new FormCompiler().compile(file)!;
const { data } = JSON.parse(
  readFileSync(join(FIXTURE_PACKAGES, 'verein/examples/turnverein.json'), 'utf8'),
) as { data: JsonObject };

describe('form data', () => {
  test('that fits has no findings', () => {
    expect(form.check(data)).toEqual([]);
  });

  test('that does not fit has all violations listed with pointer and expectation, and no value', () => {
    const findings = form.check({
      ...data,
      name: 'Geheim \u{1F600}',
      gruendung: 'Geheim',
      sparten: ['Geheim'],
      anschrift: { ort: 'Geheim'.repeat(20), 'a/b': 'Geheim' },
      mitglieder: [{ vornamen: 'Geheim' }],
      beitrag: { wert: '12' },
    });
    expect(findings.map(({ pointer, code, detail }) => `${pointer} ${code}: ${detail}`)).toEqual([
      '/data/name format: Name des Vereins holds the character U+1F600 (emoji), which DIN 91379 (data type C) does not know',
      '/data/gruendung format: Gründung has to be a valid date',
      '/data/sparten/0 not-allowed: The value has to be one of turnen, rad',
      '/data/anschrift/a~1b unknown-field: The form has no such field',
      '/data/anschrift/ort length: Ort needs at most 60 characters',
      '/data/anschrift/strasse required: Straße is missing; it is needed beside Ort',
      '/data/mitglieder/0/name required: Familienname is missing',
      '/data/mitglieder/0/vornamen type: The value has to be of the type array',
      '/data/beitrag/wert type: Betrag in Euro has to be of the type number',
    ]);
    expect(JSON.stringify(findings)).not.toContain('Geheim');
  });

  test('is neither coerced nor completed nor stripped', () => {
    const sent = { ...data, extra: 1, beitrag: { wert: '1' } };
    const before = JSON.stringify(sent);
    form.check(sent);
    expect(JSON.stringify(sent)).toBe(before);
  });

  test('with lone surrogates or a prototype in its keys is refused', () => {
    expect(form.check({ ...data, name: 'a\uD800' })).toMatchObject([
      { pointer: '/data/name', detail: expect.stringContaining('U+D800') },
    ]);
    const polluted = JSON.parse('{"__proto__": {"x": 1}, "name": "A", "gruendung": "2026-01-01"}');
    expect(form.check(polluted)).toMatchObject([
      { pointer: '/data/__proto__', code: 'unknown-field' },
    ]);
  });
});
