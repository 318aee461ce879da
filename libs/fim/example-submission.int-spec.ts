import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '#domain';
import { readJson } from '#source-file';
import { field, group, rule, values, xdatenfelder } from '../../test/factories/xdatenfelder.js';
import { HAS_OFFICIAL, OFFICIAL } from '../../test/fixtures/official.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { FormCompiler } from '../packages/forms/form-schema.js';
import { DATA_TYPES, type DataSchema } from './data-schema.js';
import { exampleOf } from './example-submission.js';
import { formOf } from './form-schema.js';
import { readDataSchema } from './read-data-schema.js';

async function mistakesOf(schema: DataSchema): Promise<unknown[]> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'form.json'), JSON.stringify(formOf(schema).schema));
  const file = await readJson<Readonly<Record<string, unknown>>>(folder, 'form.json');
  const compiled = new FormCompiler().compile(file);
  const data = exampleOf(schema).body.data as JsonObject;
  return [...file.findings, ...(compiled?.check(data) ?? [])];
}

const folder = new URL('xdatenfelder/', OFFICIAL);
const official = HAS_OFFICIAL ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : [];

describe('the example of a data schema', () => {
  (official.length === 0 ? test.skip : test).each(official)(
    'fits the form schema of the official %s, which compiles as a package needs it',
    async (name) => {
      const bytes = readFileSync(new URL(name, folder));
      const schema = readDataSchema(bytes);
      expect(schema.remarks).toEqual([]);
      expect(await mistakesOf(schema)).toEqual([]);
      const again = readDataSchema(new Uint8Array(bytes));
      expect(JSON.stringify([formOf(again), exampleOf(again)])).toBe(
        JSON.stringify([formOf(schema), exampleOf(schema)]),
      );
    },
  );

  test('speaks as people would, by label and data type', () => {
    const { body } = exampleOf(
      readDataSchema(
        xdatenfelder(
          field('F00000000001', { name: 'Familienname' }) +
            field('F00000000002', { name: 'Postleitzahl' }) +
            field('F00000000003', { name: 'Geburtsdatum', datentyp: 'date' }) +
            field('F00000000004', {
              name: 'Kennnummer',
              inner: '<x:praezisierung pattern="DE[0-9]{9}"/>',
            }),
        ),
      ),
    );
    expect(body.data).toEqual({
      F00000000001: 'Müllenbach',
      F00000000002: '55257',
      F00000000003: '1984-03-17',
      F00000000004: 'DE000000000',
    });
  });

  test('names the service where the data schema names one, else marks the place', () => {
    const named = xdatenfelder('<x:beschreibung>99006047261000</x:beschreibung>');
    expect(exampleOf(readDataSchema(named)).body.service).toBe('99006047261000');
    const unnamed = exampleOf(readDataSchema(xdatenfelder('')));
    expect(unnamed.body.service).toContain('BITTE EINTRAGEN');
    expect(unnamed.remarks).toMatchObject([{ severity: 'warning' }]);
  });

  test('brings the attachments that it announces', () => {
    const { body, files } = exampleOf(
      readDataSchema(
        xdatenfelder(
          field('F00000000001', { name: 'Gültiger Ausweis', datentyp: 'file', anzahl: '1:*' }),
        ),
      ),
    );
    const [{ name, bytes } = { name: '', bytes: Buffer.of() }] = files;
    expect(name).toBe('01-gueltiger-ausweis.pdf');
    expect(Buffer.from(bytes).toString('latin1')).toMatch(/^%PDF-1\.4[\s\S]*%%EOF\n$/);
    const [id] = (body.data as { F00000000001: string[] }).F00000000001;
    expect(body.attachments).toEqual([
      {
        id,
        name,
        mediaType: 'application/pdf',
        purpose: 'F00000000001',
        sha512: createHash('sha512').update(bytes).digest('hex'),
      },
    ]);
  });

  test('keeps to the rules, and fills in what they let it', async () => {
    const [A, B, C] = ['F00000000001', 'F00000000002', 'F00000000003'];
    const text = `Wenn das Feld ${A} = 002, dann muss das Datenfeld ${B} befüllt sein. Wenn das Feld ${A} <> 002, dann darf das Datenfeld ${B} nicht befüllt sein.`;
    const schema = readDataSchema(
      xdatenfelder(
        rule('R00000000001', text) +
          rule('R00000000002', `Es muss entweder ${B} oder ${C} befüllt sein.`) +
          field(A!, { feldart: 'select', inner: values('001', '002') }) +
          field(B!, { anzahl: '0:1', name: 'Ort' }) +
          field(C!, { anzahl: '0:1', name: 'Straße' }),
      ),
    );
    expect(exampleOf(schema).body.data).toEqual({ [A!]: '002', [B!]: 'Budenheim' });
    expect(await mistakesOf(schema)).toEqual([]);
  });

  test('says where no value was found', () => {
    const inner = '<x:praezisierung pattern="(?=Z)Z+"/>';
    const { remarks } = exampleOf(
      readDataSchema(
        xdatenfelder(
          `<x:beschreibung>99006047261000</x:beschreibung>${field('F00000000001', { inner })}`,
        ),
      ),
    );
    expect(remarks.map(({ message }) => message)).toEqual([
      'F00000000001 Feld F00000000001: no value was found that fits; put one into the example',
    ]);
  });

  test('fits whatever form comes out, for any data schema', async () => {
    await fc.assert(
      fc.asyncProperty(content(2), async (text) => {
        const schema = readDataSchema(xdatenfelder(text));
        expect(await mistakesOf(schema)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

const NAMES = [
  'Familienname',
  'Ort',
  'Jahr',
  'Monat',
  'Datum',
  'E-Mail',
  'Zahl der Hunde',
  'Fläche',
];
const TYPES = DATA_TYPES.filter((type) => type !== 'obj');
const CARDINALITIES = ['0:1', '1:1', '0:*', '1:*', '2:4', '0:0'];

const lengths = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 200 }))
  .map(([least, more]) => `minLength="${least}" maxLength="${least + more}"`);
const bounds = fc
  .tuple(fc.integer({ min: -50, max: 3000 }), fc.integer({ min: 0, max: 50 }))
  .map(([least, more]) => `minValue="${least}" maxValue="${least + more}"`);
const patterns = fc
  .constantFrom('[0-9]{5}', '[A-Z]{2}[a-z]+', '\\d+(,\\d{2})?')
  .map((pattern) => `pattern="${pattern}"`);

/** The content of a schema or a group, `depth` groups deep at most. */
function content(depth: number): fc.Arbitrary<string> {
  const one = depth === 0 ? fields() : fc.oneof({ weight: 3, arbitrary: fields() }, groups(depth));
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((parts) =>
    // Ids count up within a group: the same id twice in one is another matter.
    parts.map((part, index) => part(String(index + 1).padStart(11, '0'))).join(''),
  );
}

type Part = (digits: string) => string;

function fields(): fc.Arbitrary<Part> {
  return fc
    .record({
      name: fc.constantFrom(...NAMES),
      datentyp: fc.constantFrom(...TYPES),
      anzahl: fc.constantFrom(...CARDINALITIES),
      limits: fc.oneof(lengths, bounds, patterns, fc.constant('')),
      feldart: fc.constantFrom('input', 'input', 'input', 'select', 'locked', 'hidden', 'label'),
      inhalt: fc.constantFrom('', '', '', 'ja', '2', '2026-11-02', 'Text'),
    })
    .map(
      ({ limits, inhalt, ...options }) =>
        (digits) =>
          field(`F${digits}`, {
            ...options,
            inner: `<x:praezisierung ${limits}/><x:inhalt>${inhalt}</x:inhalt>${options.feldart === 'select' ? values('1', '2') : ''}`,
          }),
    );
}

function groups(depth: number): fc.Arbitrary<Part> {
  return fc.tuple(content(depth - 1), fc.constantFrom(...CARDINALITIES)).map(
    ([inside, anzahl]) =>
      (digits) =>
        group(`G${digits}`, inside, anzahl),
  );
}
