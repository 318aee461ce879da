import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ServerProcess, startServerProcess } from '#runtime';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';

const EXAMPLE = resolve('schemas/gewerbe/examples/neugruendung-gmbh-mainz.json');
const PAUSE = [
  'destinations',
  'pause',
  'gewerbe-mainz',
  '--reason',
  'New release',
  '--as',
  'Erika',
];

let data: string;
let server: ServerProcess;

function call(...words: string[]) {
  return callNahtlos(words, { NAHTLOS_DATA: data });
}

async function start(): Promise<void> {
  server = await startServerProcess({
    program: resolve('dist/apps/standalone/main.js'),
    dataFolder: data,
    settings: { NAHTLOS_LOG_LEVEL: 'warn', NAHTLOS_REQUEST_RATE: '0' },
  });
}

/** The destination as the server, or the store without one, knows it. */
async function mainz(): Promise<{ status: string; waiting: number; lastOutcome: string | null }> {
  return JSON.parse((await call('destinations', 'show', 'gewerbe-mainz', '--json')).said);
}

const reaches = (wanted: Partial<Awaited<ReturnType<typeof mainz>>>) =>
  until(async () => {
    const now = await mainz();
    const reached = Object.entries(wanted).every(
      ([field, value]) => now[field as keyof typeof now] === value,
    );
    return reached ? now : undefined;
  });

beforeEach(async () => {
  data = temporaryFolder();
  await start();
}, 60_000);
afterEach(() => server.kill());

test('a destination is paused and resumed from the command line, beside a server and without one', async () => {
  expect((await call('destinations', 'pause', 'nowhere', '--reason', 'x')).exit).toBe(3);
  const paused = await call(...PAUSE);
  expect(paused).toMatchObject({ exit: 0, said: expect.stringContaining('gewerbe-mainz') });
  await reaches({ status: 'paused' });
  expect((await call('submit', EXAMPLE)).exit).toBe(0);
  await reaches({ status: 'paused', waiting: 1 });
  const list = await call('destinations', 'list', '--stopped');
  expect(list.said).toMatch(/gewerbe-mainz +paused +1 .*Erika: New release/);
  await server.kill();

  expect((await call('destinations', 'list', '--stopped')).said).toContain('gewerbe-mainz');
  expect((await call('destinations', 'resume', 'gewerbe-mainz', '--as', 'Max')).exit).toBe(0);
  await start();
  await reaches({ status: 'flowing', waiting: 0, lastOutcome: 'accepted' });
  const shown = await call('destinations', 'show', 'gewerbe-mainz');
  expect(shown.said).toMatch(/resume +Max\s+.*pause +Erika +New release/);
}, 60_000);
