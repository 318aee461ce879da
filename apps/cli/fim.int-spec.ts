import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { field, rule, xdatenfelder } from '../../test/factories/xdatenfelder.js';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';

const CONTENT =
  '<x:beschreibung>99006047261000</x:beschreibung>' +
  rule('R00000000001', 'F00000000001 ist zu prüfen.\nVon Hand.') +
  field('F00000000001', { name: 'Nachweis', datentyp: 'file' });

async function call(content: Buffer | string, ...options: string[]) {
  const folder = temporaryFolder();
  const file = join(folder, 'schema.xdf.xml');
  writeFileSync(file, content);
  const given = options.map((option) => option.replace('OUT', join(folder, 'out')));
  return { ...(await callNahtlos(['fim', file, ...given])), folder, file };
}

describe('nahtlos fim', () => {
  test('gives the form schema alone on the standard output, and the rest beside it', async () => {
    const { exit, said, complained, file } = await call(xdatenfelder(CONTENT));
    expect(exit).toBe(0);
    expect(JSON.parse(said)).toMatchObject({ required: ['F00000000001'] });
    expect(complained).toContain('S00000000001 1.0.0 Vereinsanmeldung');
    expect(complained).toContain(
      'rule R00000000001 at S00000000001: Regel R00000000001 (to be written into the package; concerns F00000000001)\n    F00000000001 ist zu prüfen.\n    Von Hand.',
    );
    expect(complained).toContain(`${file}:5  warning: F00000000001 Nachweis: holds the id of`);
  });

  test('writes form schema, example and attachments into a folder', async () => {
    const { exit, folder, said, complained } = await call(xdatenfelder(CONTENT), '--out', 'OUT');
    expect(exit).toBe(0);
    expect(complained).toBe('');
    expect(readdirSync(join(folder, 'out'), { recursive: true }).sort()).toEqual([
      'S00000000001.example.json',
      'S00000000001.schema.json',
      'files',
      'files/01-nachweis.pdf',
    ]);
    expect(said).toContain(join(folder, 'out/S00000000001.schema.json'));
    const text = readFileSync(join(folder, 'out/S00000000001.example.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ service: '99006047261000' });
  });

  test('says everything in one document with --json', async () => {
    const { exit, said, complained } = await call(xdatenfelder(CONTENT), '--json');
    expect(exit).toBe(0);
    expect(complained).toBe('');
    expect(JSON.parse(said)).toMatchObject({
      dataSchema: { id: 'S00000000001', elements: [{ id: 'F00000000001' }] },
      form: { properties: { F00000000001: { format: 'uuid' } } },
      example: { data: { F00000000001: '00000000-0000-4000-8000-000000000001' } },
      rules: [{ id: 'R00000000001', expressed: false, elements: ['F00000000001'] }],
      findings: [{ severity: 'warning', line: 5 }],
    });
  });

  test.each([
    [
      'a field is lost',
      xdatenfelder(field('F00000000001', { datentyp: 'obj' })),
      ':4  F00000000001',
    ],
    ['the file is something else', '<a/>', ':1  The file is not XDatenfelder 3 or 2'],
  ])('exits with 1 where %s', async (_what, content, sentence) => {
    const { exit, complained } = await call(content);
    expect(exit).toBe(1);
    expect(complained).toContain(sentence);
  });

  test('takes a file that cannot be read for a wrong call', async () => {
    const { exit, complained } = await callNahtlos(['fim', 'nowhere.xml']);
    expect(exit).toBe(2);
    expect(complained.startsWith('nowhere.xml cannot be read.')).toBe(true);
  });
});
