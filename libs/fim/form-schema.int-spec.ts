import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '#domain';
import { readJson } from '#source-file';
import { field, group, rule, values, xdatenfelder } from '../../test/factories/xdatenfelder.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { FormCompiler } from '../packages/forms/form-schema.js';
import { formOf } from './form-schema.js';
import { readDataSchema } from './read-data-schema.js';

type Schema = Readonly<Record<string, unknown>>;

/** The form as a package would load it: what is wrong with it, and what it makes of data. */
async function formFrom(content: string, generation: 2 | 3 = 3) {
  const form = formOf(readDataSchema(xdatenfelder(content, generation)));
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'form.json'), JSON.stringify(form.schema));
  const file = await readJson<Schema>(folder, 'form.json');
  const compiled = new FormCompiler().compile(file);
  expect(file.findings).toEqual([]);
  return {
    properties: form.schema.properties as Readonly<Record<string, JsonObject>>,
    form,
    said: form.remarks.map(({ severity, message }) => `${severity}: ${message}`),
    sentences: (data: JsonObject) => compiled!.check(data).map(({ detail }) => detail),
    mistakes: (data: JsonObject) =>
      compiled!.check(data).map(({ pointer, code }) => `${pointer} ${code}`),
  };
}

const F = 'F00000000001';
const G = 'G00000000001';

describe('the form schema of a data schema', () => {
  test('has every field under its id, with label and help, and takes no other', async () => {
    const { form, mistakes } = await formFrom(
      field(F, {
        inner:
          '<x:bezeichnungEingabe>Name</x:bezeichnungEingabe><x:hilfetextEingabe>Wie in der Satzung.</x:hilfetextEingabe>',
      }),
    );
    expect(form.schema).toMatchObject({
      $comment: 'XDatenfelder 3: S00000000001 1.0.0',
      title: 'Vereinsanmeldung',
      required: [F],
      properties: { [F]: { title: 'Name', description: 'Wie in der Satzung.' } },
    });
    expect(mistakes({ [F]: 'Turnverein' })).toEqual([]);
    expect(mistakes({})).toEqual([`/data/${F} required`]);
    expect(mistakes({ [F]: 'Turnverein', ort: 'x' })).toEqual(['/data/ort unknown-field']);
  });

  test.each([
    ['text', '', 'Šimůnek', ['', ' ', 'a\u{1F600}', 1]],
    ['text_latin', '<x:praezisierung minLength="2" maxLength="3"/>', 'abc', ['a', 'abcd']],
    ['text', '<x:praezisierung pattern="[0-9]{5}"/>', '55257', ['555', '155257', 'D-55257']],
    ['text', '<x:praezisierung pattern="^ja|nein$"/>', 'nein', ['jaja']],
    ['bool', '', true, ['ja', 1]],
    ['date', '', '2026-02-28', ['2026-02-30', '28.02.2026']],
    ['time', '', '09:30:00', ['9:30', '25:00:00']],
    ['datetime', '', '2026-02-28T09:30:00+01:00', ['2026-02-28']],
    ['num', '<x:praezisierung minValue="0" maxValue="1,5"/>', 1.5, [-1, 1.6, '1']],
    ['num_int', '<x:praezisierung minValue="1" maxValue="31"/>', 31, [0, 32, 1.5]],
    ['num_currency', '', 19.99, ['19.99']],
    ['file', '', '00000000-0000-4000-8000-000000000001', ['plan.pdf']],
  ])('takes for %s %s what fits and nothing else', async (datentyp, inner, good, bad) => {
    const { mistakes } = await formFrom(field(F, { datentyp, inner }));
    expect(mistakes({ [F]: good })).toEqual([]);
    for (const value of bad) expect(mistakes({ [F]: value })).not.toEqual([]);
  });

  test.each([
    ['0:1', [undefined, 'a'], [['a']]],
    ['1:1', ['a'], [undefined, ['a']]],
    ['0:*', [undefined, [], ['a', 'b', 'c']], ['a']],
    ['1:*', [['a'], ['a', 'b']], [undefined, 'a', []]],
    [
      '2:3',
      [
        ['a', 'b'],
        ['a', 'b', 'c'],
      ],
      [undefined, ['a'], ['a', 'b', 'c', 'd']],
    ],
  ])('holds a field to its number of occurrences %s', async (anzahl, good, bad) => {
    const { mistakes } = await formFrom(field(F, { anzahl }));
    const data = (value: Json | undefined): JsonObject =>
      value === undefined ? {} : { [F]: value };
    for (const value of good) expect(mistakes(data(value))).toEqual([]);
    for (const value of bad) expect(mistakes(data(value))).not.toEqual([]);
  });

  test('nests groups, and repeats them as lists', async () => {
    const { mistakes } = await formFrom(group(G, field(F), '0:2'));
    expect(mistakes({})).toEqual([]);
    expect(mistakes({ [G]: [{ [F]: 'a' }, { [F]: 'b' }] })).toEqual([]);
    expect(mistakes({ [G]: [{}] })).toEqual([`/data/${G}/0/${F} required`]);
    expect(mistakes({ [G]: [{ [F]: 'a' }, { [F]: 'b' }, { [F]: 'c' }] })).toEqual([
      `/data/${G} count`,
    ]);
  });

  test('demands exactly one of alternatives', async () => {
    const { mistakes } = await formFrom(
      group(G, `<x:art><code>X</code></x:art>${field(F)}${field('F00000000002')}`),
    );
    expect(mistakes({ [G]: { [F]: 'a' } })).toEqual([]);
    expect(mistakes({ [G]: {} })).not.toEqual([]);
    expect(mistakes({ [G]: { [F]: 'a', F00000000002: 'b' } })).not.toEqual([]);
  });

  test('lists the codes of a select field and keeps what they mean', async () => {
    const { properties, mistakes } = await formFrom(
      field(F, { feldart: 'select', inner: values('001', '002') }),
    );
    expect(properties[F]).toMatchObject({
      enum: ['001', '002'],
      description: '001 = Wert 001\n002 = Wert 002',
    });
    expect(mistakes({ [F]: '003' })).toEqual([`/data/${F} not-allowed`]);
  });

  test('names the code list that stands elsewhere', async () => {
    const reference =
      '<x:codeKey>SCHLUESSEL</x:codeKey><x:codelisteReferenz><x:canonicalIdentification>urn:de:staat</x:canonicalIdentification><x:canonicalVersionUri>urn:de:staat_1</x:canonicalVersionUri></x:codelisteReferenz>';
    const { properties, said } = await formFrom(field(F, { feldart: 'select', inner: reference }));
    expect(properties[F]?.$comment).toBe('Codeliste urn:de:staat_1');
    expect(said).toEqual([
      `warning: ${F} Feld ${F}: code list needed: urn:de:staat_1, codes in the column SCHLUESSEL`,
    ]);
  });

  test('fixes what nobody can change, and leaves the rest to be changed', async () => {
    const content = '<x:inhalt>ja</x:inhalt>';
    const { properties, mistakes } = await formFrom(
      field(F, { feldart: 'locked', datentyp: 'bool', inner: content }) +
        field('F00000000002', { datentyp: 'bool', inner: content }),
    );
    expect(properties.F00000000002?.default).toBe(true);
    expect(mistakes({ [F]: true, F00000000002: false })).toEqual([]);
    expect(mistakes({ [F]: false, F00000000002: false })).toEqual([`/data/${F} not-allowed`]);
  });

  test.each([
    ['label', 'text', '', 'warning: a label, which holds no data; left out', false],
    [
      'input',
      'obj',
      '',
      'error: an object of the form (obj) cannot be data of a submission; left out',
      false,
    ],
    [
      'input',
      'date',
      '<x:praezisierung minValue="2020-01-01"/>',
      'error: minValue cannot be said of the data type date; left out',
      true,
    ],
    [
      'input',
      'text',
      '<x:praezisierung pattern="[\\i]"/>',
      'error: its pattern is no regular expression of JSON Schema; left out',
      true,
    ],
    [
      'select',
      'text',
      '',
      'error: a select field without values and without a code list; taken as text',
      true,
    ],
    [
      'input',
      'num',
      '<x:inhalt>viel</x:inhalt>',
      'error: its content does not fit its data type and is left out',
      true,
    ],
    [
      'input',
      'num_currency',
      '',
      'warning: an amount, which may have more than two decimals here; round it in the mapping',
      true,
    ],
  ])(
    'says of %s %s %s what is lost or left to do',
    async (feldart, datentyp, inner, sentence, kept) => {
      const { said, properties } = await formFrom(field(F, { feldart, datentyp, inner }));
      const [severity, words] = sentence.split(/: (.*)/);
      expect(said).toEqual([`${severity}: ${F} Feld ${F}: ${words}`]);
      expect(Object.hasOwn(properties, F)).toBe(kept);
    },
  );

  test('keeps the first of two elements with the same id in a group, and says so', async () => {
    const { said } = await formFrom(field(F) + field(F));
    expect(said).toEqual([
      `error: ${F} Feld ${F}: stands twice in the same group; the second one is left out`,
    ]);
  });
});

describe('a rule of the data schema', () => {
  const [A, B, C] = ['F00000000001', 'F00000000002', 'F00000000003'] as const;
  const optional = { anzahl: '0:1' };

  test('that demands one of several becomes part of the form schema', async () => {
    const text = `Es muss mindestens eines der Felder ${A} "a" oder ${B} "b" befüllt sein.`;
    const { form, mistakes } = await formFrom(
      rule('R00000000001', text) + field(A, optional) + field(B, optional),
    );
    expect(form.rules).toMatchObject([{ id: 'R00000000001', at: 'S00000000001', expressed: true }]);
    expect(mistakes({ [B]: 'x' })).toEqual([]);
    expect(mistakes({})).not.toEqual([]);
  });

  test('is told to the sender with labels', async () => {
    const text = `Wenn ${A} "a" = JA, dann muss ${B} "b" befüllt sein. Wenn ${A} "a" = NEIN, dann darf ${B} "b" nicht befüllt sein.`;
    const { sentences } = await formFrom(
      rule('R00000000001', text) +
        field(A, { datentyp: 'bool' }) +
        field(B, { ...optional, name: 'Ort' }),
    );
    expect(sentences({ [A]: true })).toEqual(['Ort is missing']);
    expect(sentences({ [A]: false, [B]: 'x' })).toEqual([
      'Ort is to be left out, as the other fields are filled in',
    ]);
  });

  test('that switches a required field on and off decides whether it is required', async () => {
    const text = `WENN ${A} "a" = JA, DANN aktiviere ${B} "b". WENN ${A} "a" = NEIN, DANN deaktiviere ${B} "b".`;
    const { mistakes } = await formFrom(
      rule('R00000000001', text) + field(A, { datentyp: 'bool' }) + field(B),
    );
    expect(mistakes({ [A]: true, [B]: 'x' })).toEqual([]);
    expect(mistakes({ [A]: false })).toEqual([]);
    expect(mistakes({ [A]: true })).toEqual([`/data/${B} required`]);
    expect(mistakes({ [A]: false, [B]: 'x' })).toEqual([`/data/${B} not-allowed`]);
  });

  test('on codes holds for the codes that it names and for no value too', async () => {
    const text = `Wenn das Feld ${A} "a" = 001 "x" ODER = 002 "y", dann muss das Datenfeld ${B} "b" befüllt sein. Wenn das Feld ${A} "a" <> 001 "x" UND <> 002 "y", dann darf das Datenfeld ${B} "b" nicht befüllt sein.`;
    const { mistakes } = await formFrom(
      rule('R00000000001', text) +
        field(A, { ...optional, feldart: 'select', inner: values('001', '002', '003') }) +
        field(B, optional),
    );
    expect(mistakes({ [A]: '002', [B]: 'x' })).toEqual([]);
    expect(mistakes({ [A]: '003' })).toEqual([]);
    expect(mistakes({})).toEqual([]);
    expect(mistakes({ [A]: '001' })).toEqual([`/data/${B} required`]);
    expect(mistakes({ [A]: '003', [B]: 'x' })).not.toEqual([]);
    expect(mistakes({ [B]: 'x' })).not.toEqual([]);
  });

  test.each([
    ['speaks of an element elsewhere', `Wenn ${A} nicht leer, dann darf ${C} nicht leer sein.`],
    ['decides by a text', `Wenn ${A} = 001, dann muss ${B} befüllt sein.`],
    ['speaks of a label', `Wenn ${A} nicht leer, dann darf F00000000004 nicht leer sein.`],
    ['is not plain', `${A} und ${B} sind aufeinander abzustimmen.`],
  ])('that %s is left to people, in full', async (_why, text) => {
    const { form } = await formFrom(
      group(
        G,
        rule('R00000000001', text) +
          field(A, optional) +
          field(B, optional) +
          field('F00000000004', { feldart: 'label' }),
      ) + field(C),
    );
    expect(form.rules).toMatchObject([{ at: G, text, expressed: false }]);
    expect(JSON.stringify(form.schema)).not.toContain('allOf');
  });

  test('that is left to people and switches a required field off leaves it optional, and says so', async () => {
    const { said, mistakes } = await formFrom(
      rule('R00000000001', `Nach Ermessen deaktiviere ${A} "a".`) + field(A),
    );
    expect(mistakes({})).toEqual([]);
    expect(said).toEqual([
      `warning: ${A} Feld ${A}: left optional: R00000000001 switches it off at times, which the form schema cannot say`,
    ]);
  });
});
