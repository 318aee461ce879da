import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { TRANSPORTS } from '#destinations';
import { loadLandscape } from '#landscape';
import { loadPackages } from '#packages';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

// Each start runs programs of its own.
jest.setTimeout(60_000);

function volumes() {
  const folder = temporaryFolder();
  const [secrets, landscape, keys] = ['secrets', 'landscape', 'keys'].map((name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  }) as [string, string, string];
  const content = (file: string) => readFileSync(join(folder, file), 'utf8').trim();
  return { secrets, landscape, keys, content };
}

async function firstStart(at: ReturnType<typeof volumes>): Promise<string> {
  const script = resolve('container/first-start');
  const { stdout } = await promisify(execFile)(script, [at.secrets, at.landscape, at.keys]);
  return stdout;
}

async function whoHolds(at: ReturnType<typeof volumes>, key: string) {
  const packages = await loadPackages('schemas');
  const landscape = await loadLandscape(join(at.landscape, 'current'), {
    transports: TRANSPORTS,
    services: packages,
  });
  packages.close();
  return landscape.authenticate(key, true);
}

describe('the first start of the containers', () => {
  it('makes a password, and keys that its landscape knows, and says where they lie', async () => {
    const at = volumes();
    const said = await firstStart(at);

    expect(at.content('secrets/postgres')).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(at.secrets, 'postgres')).mode & 0o777).toBe(0o440);
    expect(await whoHolds(at, at.content('keys/platform'))).toMatchObject({ role: 'platform' });
    expect(await whoHolds(at, at.content('keys/operator'))).toMatchObject({ role: 'operator' });
    expect(await whoHolds(at, 'demo-key')).toBeUndefined();
    expect(said).toContain(`${at.keys}/platform`);
    for (const key of ['keys/platform', 'keys/operator', 'secrets/postgres']) {
      expect(said).not.toContain(at.content(key));
    }
  });

  it('changes nothing the second time, and begins anew where it was interrupted', async () => {
    const at = volumes();
    mkdirSync(join(at.landscape, 'new'));
    await firstStart(at);
    const [password, key] = [at.content('secrets/postgres'), at.content('keys/platform')];

    await firstStart(at);
    expect(at.content('secrets/postgres')).toBe(password);
    expect(at.content('keys/platform')).toBe(key);

    rmSync(join(at.landscape, 'current'), { recursive: true });
    await firstStart(at);
    expect(at.content('secrets/postgres')).toBe(password);
    expect(at.content('keys/platform')).not.toBe(key);
    expect(await whoHolds(at, at.content('keys/platform'))).toMatchObject({ role: 'platform' });
  });
});
