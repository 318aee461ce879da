import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#domain';
import { readJson, SourceFile } from '#source-file';
import { FIXTURE_PACKAGES } from '../../../test/fixtures/xoev/package-fixture.js';
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
      '/data/name format: Name des Vereins holds the character U+1F600 (emoji), which DIN 91379, data type C does not know',
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

  test('with whole numbers that lost digits on the way is refused', () => {
    const sent = JSON.parse('{"beitrag": {"wert": 12345678901234567890}}');
    expect(form.check({ ...data, ...sent })).toEqual([
      {
        pointer: '/data/beitrag/wert',
        code: 'range',
        detail:
          'Betrag in Euro is beyond 9007199254740991, where numbers lose digits; send it as text',
      },
    ]);
    expect(form.check({ ...data, beitrag: { wert: Number.MAX_SAFE_INTEGER } })).toEqual([]);
    expect(form.check({ ...data, beitrag: { wert: -(2 ** 53) } })).toHaveLength(1);
  });
});

describe('a form schema that cannot be used', () => {
  test.each([
    ['"maxLenght": 5', ['6: JSON Schema has no keyword maxLenght; did you mean maxLength?']],
    ['"format": "dat"', ['6: There is no format dat; did you mean date?']],
    ['"type": "strng"', [expect.stringMatching(/^6: type must be .*string/)]],
    ['"maxLength": -1', ['6: maxLength must be >= 0']],
    ['"const": { "maxLenght": 5 }', []],
    [
      '"type": "string", "pattern": "("',
      [expect.stringMatching(/^1: The form schema cannot be used: Invalid/)],
    ],
  ])('says where: %s', (line, expected) => {
    const text = `{
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "maxLenght": {
      ${line}
    }
  }
}`;
    const file = new SourceFile<Record<string, unknown>>('a.json', text, 'json');
    const form = new FormCompiler().compile(file);
    expect(form === undefined).toBe(expected.length > 0);
    expect(file.findings.map((finding) => `${finding.line}: ${finding.message}`)).toEqual(expected);
  });
});

describe('dates and times of a form', () => {
  const formatOf = (format: string) => {
    const file = new SourceFile<Record<string, unknown>>(
      'a.json',
      JSON.stringify({
        type: 'object',
        additionalProperties: false,
        properties: { a: { type: 'string', format, title: 'A' } },
      }),
      'json',
    );
    return (a: string) => new FormCompiler().compile(file)!.check({ a });
  };

  test.each([
    ['date-time', '2026-01-01T12:00:00Z', true],
    ['date-time', '2024-02-29T23:59:59.1234567890+14:00', true],
    ['date-time', '2026-01-01 12:00:00Z', false],
    ['date-time', '2026-01-01t12:00:00Z', false],
    ['date-time', '2026-01-01T12:00:00z', false],
    ['date-time', '2026-12-31T23:59:60Z', false],
    ['date-time', '2026-01-01T12:00:00', false],
    ['date-time', '2026-01-01T12:00:00+0100', false],
    ['date-time', '2026-01-01T12:00:00+14:01', false],
    ['date-time', '2026-02-29T12:00:00Z', false],
    ['date-time', '0000-01-01T12:00:00Z', false],
    ['date-time', '12026-01-01T12:00:00Z', false],
    ['time', '14:30:00+01:00', true],
    ['time', '14:30:00z', false],
    ['time', '14:30:00', false],
    ['time', '23:59:60Z', false],
    ['date', '0001-12-31', true],
    ['date', '0000-12-31', false],
    ['date', '2026-00-01', false],
    ['date', '2026-04-31', false],
  ])('%s takes %s: %s', (format, text, fits) => {
    expect(formatOf(format)(text).map(({ code }) => code)).toEqual(fits ? [] : ['format']);
  });

  test('say how they are to be written', () => {
    expect(formatOf('date-time')('Geheim')[0]!.detail).toBe(
      'A has to be a valid date-time, as 2026-07-01T14:30:00+02:00 or 2026-07-01T12:30:00Z',
    );
  });
});
