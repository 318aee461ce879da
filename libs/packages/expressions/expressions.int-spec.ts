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

  test.each([
    ['$fromMillis($toMillis("10:00", "[H01]:[m01]"), "[Y]")'],
    ["$eval(\"$fromMillis($toMillis('10:00', '[H01]:[m01]'), '[Y]')\")"],
    ['($read := $toMillis; $read("10:00", "[H01]:[m01]"))'],
    ['$map(["10:00"], $toMillis(?, "[H01]:[m01]"))'],
    ['$eval("$now()")'],
    ['($clock := $millis; $clock())'],
    ['$eval("$random()")'],
    ['$shuffle([1, 2, 3])[0]'],
  ])('have neither clock nor chance: %s', async (text) => {
    expect(await evaluate(text)).toEqual([{ problem: expect.any(String) }]);
  });

  test('are told how to read a date that is no ISO 8601', async () => {
    expect(await evaluate('$toMillis("1.7.2026", "[D].[M].[Y]")')).toEqual([
      { problem: expect.stringContaining('write { date: ..., reads: ... } in the mapping') },
    ]);
  });

  test('read times as ISO 8601 has them, without a zone in UTC wherever the machine stands', async () => {
    const times: [text: string, millis: number][] = [
      ['2026-07-01T14:30:00+02:00', Date.UTC(2026, 6, 1, 12, 30)],
      ['2026-07-01T14:30:00.5-0200', Date.UTC(2026, 6, 1, 16, 30, 0, 500)],
      ['2026-07-01T14:30', Date.UTC(2026, 6, 1, 14, 30)],
      ['2026-07-01', Date.UTC(2026, 6, 1)],
    ];
    const read = times.map(([text]) => `$toMillis("${text}")`);
    expect(await evaluate(...read)).toEqual(times.map(([, value]) => ({ value })));
    expect(await evaluate('$fromMillis($toMillis("2026-07-01T12:00Z"), "[H]", "+0200")')).toEqual([
      { value: '14' },
    ]);
    expect(await evaluate('$toMillis(data.fehlt)', '$toMillis("1 July 2026")')).toEqual([
      { value: undefined },
      { problem: expect.stringContaining('$toMillis reads') },
    ]);
  });

  test('write base64 of UTF-8, so that no character is lost', async () => {
    const [encoded, decoded, none] = await evaluate(
      '$base64encode("Đorđević €")',
      '$base64decode($base64encode("Đorđević €"))',
      '$base64encode(data.fehlt)',
    );
    const expected = Buffer.from('Đorđević €').toString('base64');
    expect([encoded, decoded, none]).toEqual([
      { value: expected },
      { value: 'Đorđević €' },
      { value: undefined },
    ]);
  });

  test('share what time there is: after some that ran away the rest is not run', async () => {
    const runaway = '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)';
    const evaluations = await evaluate(...Array.from({ length: 8 }, () => runaway), 'data.zahl');
    expect(evaluations[0]).toEqual({ problem: expect.stringContaining('was stopped') });
    expect(evaluations.at(-1)).toEqual({ problem: expect.stringContaining('was not run') });
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
