import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { readPdf } from '../../test/fixtures/pdf-text.js';
import { changedPackages } from '../../test/fixtures/xoev/package-fixture.js';

let fixture: Awaited<ReturnType<typeof changedPackages>>;
beforeEach(async () => {
  fixture = await changedPackages({});
});
afterEach(() => fixture.remove());

const at = (file: string) => join(fixture.folder, file);
const EXAMPLE = 'verein/examples/turnverein.json';
const EXPECTED = 'verein/examples/turnverein.verein.anmeldung.0001.xml';

function nahtlos(...words: string[]) {
  return callNahtlos(words);
}

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(at(file), 'utf8');
  expect(text).toContain(from);
  await writeFile(at(file), text.replace(from, to));
}

describe('nahtlos check', () => {
  test('takes the folder of packages, a package, or several', async () => {
    for (const words of [['.'], ['verein'], ['verein', 'verein']]) {
      const { exit, said } = await nahtlos('check', ...words.map(at));
      expect({ exit, said }).toEqual({ exit: 0, said: '0 mistakes, 0 warnings.' });
    }
  });

  test('shows how an example differs, and accepts it with --update', async () => {
    await change(EXAMPLE, 'Mühlheim', 'Trier');
    const { exit, said } = await nahtlos('check', at('verein'));
    expect(exit).toBe(1);
    expect(said).toContain(`${EXPECTED}:`);
    expect(said).toMatch(/-\s+<ort>Mühlheim<\/ort>\n\s+\+\s+<ort>Trier<\/ort>/);
    expect((await nahtlos('check', at('verein'), '--update')).exit).toBe(0);
    expect((await nahtlos('check', at('verein'))).exit).toBe(0);
  });

  test.each([[['absent']], [['verein', 'base']]])('of %j is a wrong call', async (words) => {
    expect((await nahtlos('check', ...words.map(at))).exit).toBe(2);
  });
});

describe('nahtlos preview', () => {
  const preview = (...words: string[]) => nahtlos('preview', at('verein'), at(EXAMPLE), ...words);

  test('writes the readable summary with the labels of the form', async () => {
    expect((await preview('--summary', at('summary.pdf'))).exit).toBe(0);
    const { lines } = readPdf(await readFile(at('summary.pdf')));
    expect(lines).toEqual(expect.arrayContaining(['Beispielverwaltung', 'Mühlheim', 'Đorđević']));
  });

  test('shows each element with its origin, and that all checks pass', async () => {
    const { exit, said } = await preview();
    expect(exit).toBe(0);
    expect(said).toMatch(/<ort>Mühlheim<\/ort> +<- anschrift.ort/);
    expect(said).toMatch(/<anlage groesse="\d+">.*<- @groesse attachment size/);
    expect(said).toMatch(/<k:name>Beispielverwaltung<\/k:name> +<- landscape authority.name/);
    expect(said).toMatch(/<familienname>Đorđević<\/familienname> +<- mitglieder\[\].name/);
    expect(said.match(/^ {2}ok {2}/gm)).toHaveLength(7);
  });

  test('shows the result of every check, also of those after one that failed', async () => {
    await change(EXAMPLE, '"kategorie": "kultur"', '"kategorie": "kunst"');
    await change(EXAMPLE, 'Mühlheim', 'Mühlheim \u{1F600}');
    const { exit, said } = await preview();
    expect(exit).toBe(1);
    expect(said).toMatch(
      /no {2}form data.*: 2 findings\n {6}\/data\/kategorie: .*\n {6}\/data\/anschrift\/ort: /,
    );
    expect(said).toMatch(/no {2}characters.*\n {6}\/data\/anschrift\/ort: .*U\+1F600/);
    expect(said).toMatch(/no {2}code lists.*\n {6}\/data\/kategorie: /);
    expect(said).toMatch(/no {2}schema/);
  });

  test('answers as JSON', async () => {
    const { messages, form } = JSON.parse((await preview('--json')).said);
    expect(form).toEqual([]);
    expect(messages).toMatchObject([
      {
        type: 'verein.anmeldung.0001',
        message: expect.stringContaining('<ort>Mühlheim</ort>'),
        origins: { 'anschrift/ort': ['anschrift.ort'] },
        results: { schema: [], rules: [] },
      },
    ]);
  });

  test('names a service that no package has, and mistakes of the packages', async () => {
    await change(EXAMPLE, '99000000000001', '99000000000009');
    const unknown = await preview();
    expect(unknown).toMatchObject({ exit: 1 });
    expect(unknown.said).toContain('No package here has the service 99000000000009');
    await change('verein/mappings/verein.anmeldung.0001.yaml', '  name: name', '  name: nmae');
    const wrong = await preview();
    expect(wrong).toMatchObject({ exit: 1 });
    expect(wrong.said).toContain(
      'verein/mappings/verein.anmeldung.0001.yaml:5  The form has no nmae',
    );
  });

  test('of what a client could not post says what is wrong', async () => {
    await change(EXAMPLE, '"sha512": "', '"sha512": "x');
    const { exit, complained } = await preview();
    expect(exit).toBe(2);
    expect(complained).toContain('is no submission: sha512 must look like ^[0-9a-fA-F]{128}$');
    expect(complained).toContain('(/attachments/0/sha512)');
  });

  test.each([['absent.json'], [EXPECTED], ['verein/forms/anmeldung.schema.json']])(
    'of %s is a wrong call',
    async (file) => expect((await nahtlos('preview', at('verein'), at(file))).exit).toBe(2),
  );
});
