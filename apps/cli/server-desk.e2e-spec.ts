import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ServerProcess, startServerProcess } from '#runtime';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';

const EXAMPLES = resolve('schemas/gewerbe/examples');
const EXAMPLE = JSON.parse(readFileSync(join(EXAMPLES, 'neugruendung-gmbh-mainz.json'), 'utf8'));
const FAULTY = resolve('landscape/demo/faulty/unknown-breed.json');

let data: string;
let server: ServerProcess;

function call(...words: string[]) {
  return callNahtlos(words, { NAHTLOS_DATA: data });
}

beforeEach(async () => {
  data = temporaryFolder();
  server = await startServerProcess({
    program: resolve('dist/apps/standalone/main.js'),
    dataFolder: data,
    settings: { NAHTLOS_LOG_LEVEL: 'warn', NAHTLOS_REQUEST_RATE: '0' },
  });
}, 60_000);
afterEach(() => server.kill());

/** Posts until told to stop; returns how many were accepted. */
function load(name: string): { stop(): Promise<number> } {
  let working = true;
  const work = async (sender: number) => {
    let accepted = 0;
    for (; working; accepted += 1) {
      const reference = `${name}-${sender}-${accepted}`;
      const answer = await fetch(`${server.url}/v1/submissions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer demo-key' },
        body: JSON.stringify({ ...EXAMPLE, reference, attachments: [] }),
      });
      await answer.body?.cancel();
      if (answer.status !== 202) throw new Error(`Answered ${answer.status}`);
    }
    return accepted;
  };
  const senders = [0, 1, 2, 3].map(work);
  return {
    stop: async () => {
      working = false;
      return (await Promise.all(senders)).reduce((sum, accepted) => sum + accepted, 0);
    },
  };
}

describe('nahtlos beside a running server', () => {
  test('submits, finds out what failed, and decides about it', async () => {
    const example = join(EXAMPLES, 'neugruendung-gmbh-mainz.json');
    expect((await call('submit', example)).exit).toBe(0);
    expect((await call('submit', example)).said).toContain('Accepted before');
    expect((await call('submit', example, '--key', 'wrong')).said).toContain('Refused with 401');
    expect((await call('submit', FAULTY)).exit).toBe(0);
    const { id } = await until(async () => {
      const { said } = await call('dead-letters', 'list', '--json');
      return JSON.parse(said).deadLetters[0] as { id: string } | undefined;
    });
    const shown = await call('dead-letters', 'show', id);
    expect(shown.said).toContain('/data/hunde/1/rasse');
    const discard = ['dead-letters', 'discard', id, '--reason', 'sent again', '--as', 'Jürgen'];
    expect((await call(...discard)).exit).toBe(0);
    expect((await call(...discard)).exit).toBe(1);
    expect((await call('dead-letters', 'show', id)).said).toMatch(/discard +Jürgen +sent again/);
    expect((await call('reload')).said).toContain('In force: demo@');
    const { exit, said } = await call('ledger');
    expect(said).toMatch(/discarded +1/);
    expect(exit).toBe(0);
  }, 60_000);

  test('closes the ledger under load, and of a backup taken under load once it is restored', async () => {
    const work = load('load');
    const file = join(temporaryFolder(), 'backup.tar');
    await until(async () => {
      const { said } = await call('ledger', '--json');
      return JSON.parse(said).sums.delivered >= 50 ? true : undefined;
    });
    expect((await call('backup', file)).exit).toBe(0);
    const beside = await call('ledger', '--json');
    const accepted = await work.stop();
    expect(JSON.parse(beside.said)).toMatchObject({ closed: true, differences: [] });
    await server.kill();

    // What the kill left behind is accounted for as well, without a server.
    const left = JSON.parse((await call('ledger', '--json')).said);
    expect(left).toMatchObject({ closed: true, sums: { accepted } });

    const restored = join(temporaryFolder(), 'restored');
    expect((await call('restore', file, '--data', restored)).exit).toBe(0);
    const { exit, said } = await call('ledger', '--data', restored, '--json');
    const ledger = JSON.parse(said);
    expect(exit).toBe(0);
    expect(ledger.closed).toBe(true);
    expect(ledger.sums.accepted).toBeGreaterThanOrEqual(50);
    expect(ledger.sums.accepted).toBeLessThanOrEqual(accepted);
  }, 120_000);
});
