import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Failure } from '#domain';
import { changedPackages } from '../../../test/fixtures/xoev/package-fixture.js';
import { exampleInput, loadPackages, type Packages } from '../index.js';
import { ExpressionWorker } from './expression-worker.js';

describe('expressions', () => {
  const worker = new ExpressionWorker(400);
  afterAll(() => worker.close());
  const evaluate = (...texts: string[]) =>
    worker.evaluate(
      texts.map((text) => ({ text, context: { data: { name: 'Geheim', zahl: 2 } } })),
    );

  test('give single values', async () => {
    expect(await evaluate('data.name & "!"', 'data.zahl * 2', 'data.fehlt')).toEqual([
      { value: 'Geheim!' },
      { value: 4 },
      { value: undefined },
    ]);
  });

  test('that fail are named without quoting values', async () => {
    const [evaluation] = await evaluate('$number(data.name)');
    expect(evaluation).toEqual({ problem: 'The expression failed (D3030)' });
  });

  test.each([
    ['loops', '($f := function($n) { $f($n + 1) }; $f(1))'],
    ['backtracks', '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)'],
    ['makes a huge text', '$pad("x", 500000000)'],
    ['makes a huge list', '[1..100000000]'],
    ['asks for the time', '$now()'],
  ])('that %s is stopped, and the next one works', async (_, text) => {
    const [evaluation] = await evaluate(text);
    expect(evaluation).toHaveProperty('problem');
    expect(await evaluate('data.zahl')).toEqual([{ value: 2 }]);
  });

  test('that run away do not take their neighbours along', async () => {
    const [before, runaway, after] = await evaluate(
      'data.zahl',
      '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)',
      'data.zahl + 1',
    );
    expect([before, after]).toEqual([{ value: 2 }, { value: 3 }]);
    expect(runaway).toHaveProperty('problem');
  });

  test('reach neither the environment nor the program', async () => {
    const evaluations = await evaluate(
      'process.env',
      'data.constructor',
      '$string.constructor',
      'require',
    );
    expect(evaluations).toEqual(evaluations.map(() => ({ value: undefined })));
  });
});

describe('a mapping with expressions', () => {
  let fixture: Awaited<ReturnType<typeof changedPackages>>;
  let packages: Packages;
  beforeAll(async () => {
    fixture = await changedPackages({
      'verein/mappings/verein.anmeldung.0001.yaml': (text) =>
        text
          .replace(
            'bemerkung: bemerkung',
            'bemerkung: { expression: "$uppercase(data.bemerkung)" }',
          )
          .replace(
            'familienname: name',
            'familienname: { expression: "item.name & \'-\' & data.name" }',
          ),
    });
    packages = await loadPackages(fixture.folder);
  });
  afterAll(async () => {
    packages.close();
    await ExpressionWorker.shared.close();
    await fixture.remove();
  });

  const written = (bemerkung: unknown) =>
    packages.message('verein.anmeldung.0001')!.write(
      exampleInput({
        service: '99000000000001',
        area: '07',
        reference: 'r',
        data: {
          name: 'V',
          gruendung: '2026-01-01',
          bemerkung: bemerkung as string,
          mitglieder: [{ name: 'A' }, { name: 'B' }],
        },
      }),
    );

  test('writes their values, each for its own item', async () => {
    const xml = Buffer.from(await written('hallo')).toString('utf8');
    expect(xml).toContain('<bemerkung>HALLO</bemerkung>');
    expect(xml).toContain('<familienname>A-V</familienname>');
    expect(xml).toContain('<familienname>B-V</familienname>');
  });

  test('names the expression that failed by its file and place', async () => {
    const failure = await Promise.resolve(written(['x'])).catch((thrown) => thrown);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).code).toBe('unmappable');
    expect((failure as Failure).findings[0]!.pointer).toBe(
      'verein/mappings/verein.anmeldung.0001.yaml#/map/bemerkung',
    );
  });
});
