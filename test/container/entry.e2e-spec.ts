import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readServerFile } from '#runtime';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { until } from '../fixtures/until.js';

const entry = resolve('container/nahtlos');

describe('the entry of the image', () => {
  it('becomes the program, so that a signal ends it in good order', async () => {
    const data = temporaryFolder();
    const child = spawn(entry, ['standalone'], {
      stdio: 'ignore',
      env: { ...process.env, NAHTLOS_DATA: data, NAHTLOS_PORT: '0' },
    });
    const ended = once(child, 'exit');
    const { pid } = await until(() => readServerFile(data));
    expect(pid).toBe(child.pid);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }, 60_000);

  it('takes any other word for a command, wherever it is called from', async () => {
    const folder = temporaryFolder();
    const link = join(folder, 'nahtlos');
    symlinkSync(entry, link);
    const child = spawn(link, ['ledger', '--no-such-option'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complained = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complained += text;
    });
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(complained).toContain('`nahtlos ledger --help` says how it is called.');
  }, 60_000);
});
