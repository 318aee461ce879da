import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { changedPackages, FIXTURE_PACKAGES } from '../../test/fixtures/xoev/package-fixture.js';

function call(folder: string, ...options: string[]) {
  return callNahtlos(['docs', folder, ...options]);
}

const VEREIN = join(FIXTURE_PACKAGES, 'verein');
const broken = {
  'verein/mappings/verein.anmeldung.0001.yaml': (text: string) => text.replace('  name: name', ''),
};

describe('nahtlos docs', () => {
  test('says the page alone, or writes the same bytes into a file', async () => {
    const file = join(temporaryFolder(), 'page.html');
    const { exit, said, complained } = await call(VEREIN);
    expect(exit).toBe(0);
    expect(complained).toBe('');
    expect(said).toMatch(/^<!DOCTYPE html>\n<html lang="de">[\s\S]*<\/html>$/);
    const written = await call(VEREIN, '--out', file);
    expect(written).toEqual({ exit: 0, said: `Written: ${file}`, complained: '' });
    expect(readFileSync(file, 'utf8')).toBe(`${said}\n`);
  });

  test('gives what the page shows as JSON', async () => {
    const { exit, said } = await call(VEREIN, '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(said)).toMatchObject({
      findings: [],
      documentation: {
        id: 'verein',
        services: [{ messages: [{ type: 'verein.anmeldung.0001' }] }],
      },
    });
  });

  test('names the mistakes of the package with file and line, and writes nothing', async () => {
    const { folder, remove } = await changedPackages(broken);
    const file = join(temporaryFolder(), 'page.html');
    const { exit, said, complained } = await call(join(folder, 'verein'), '--out', file);
    const json = await call(join(folder, 'verein'), '--json').finally(remove);
    expect(exit).toBe(1);
    expect(said).toBe('');
    expect(complained).toMatch(
      /mappings\/verein\.anmeldung\.0001\.yaml:3 {2}The message needs name/,
    );
    expect(existsSync(file)).toBe(false);
    expect(json.exit).toBe(1);
    expect(JSON.parse(json.said)).toMatchObject({ documentation: null, findings: [{ line: 3 }] });
  });

  test('wants one package', async () => {
    expect(await call(FIXTURE_PACKAGES)).toMatchObject({
      exit: 2,
      complained: expect.stringContaining('has no package.yaml'),
    });
    expect((await call(join(FIXTURE_PACKAGES, 'gone'))).exit).toBe(2);
    expect((await call(VEREIN, VEREIN)).exit).toBe(2);
  });
});
