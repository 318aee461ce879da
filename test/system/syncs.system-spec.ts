import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startServerProcess } from '#runtime';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const SUBMISSIONS = 20;

const EXAMPLE = JSON.parse(
  readFileSync(resolve('schemas/gewerbe/examples/neugruendung-gmbh-mainz.json'), 'utf8'),
);

describe('an acknowledged submission', () => {
  it('has reached the disk: every commit asks the system to sync', async () => {
    const folder = temporaryFolder();
    const server = await startServerProcess({
      program: resolve('dist/apps/standalone/main.js'),
      dataFolder: folder,
      settings: { NAHTLOS_LOG_LEVEL: 'warn' },
    });
    const trace = join(folder, 'trace');
    const strace = spawn(
      'strace',
      ['-f', '-y', '-e', 'trace=fsync,fdatasync', '-o', trace, '-p', String(server.pid)],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await once(strace.stderr, 'data');
    for (let number = 0; number < SUBMISSIONS; number += 1) {
      const answer = await fetch(`${server.url}/v1/submissions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer demo-key' },
        body: JSON.stringify({ ...EXAMPLE, reference: `sync-${number}`, attachments: [] }),
      });
      expect(answer.status).toBe(202);
    }
    const exited = once(strace, 'exit');
    strace.kill('SIGINT');
    await exited;
    await server.stop();
    // Of the database alone: what is delivered is synced too.
    const syncs =
      readFileSync(trace, 'utf8').match(/\b(fsync|fdatasync)\(\d+<.*nahtlos\.db-wal>\)\s+= 0/g) ??
      [];
    expect(syncs.length).toBeGreaterThanOrEqual(SUBMISSIONS);
  }, 60_000);
});
