import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ServerProcess, startServerProcess } from '#runtime';
import { HttpCaseSystem, withHttpDestination } from '../../test/e2e/http-case-system.js';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';

const FAULTY = resolve('landscape/demo/faulty');
/** The dog's name that the case system of these tests does not take. */
const REFUSED = 'Rübe';
/** Stands in what goes along, and in no message. */
const ALONG = 'Quastenflosser';

type Body = Record<string, unknown> & { data: { hunde: { name: string; rasse: string }[] } };

function body(file: string, changes: object = {}): Body {
  return { ...JSON.parse(readFileSync(join(FAULTY, file), 'utf8')), ...changes };
}

/** With breeds that there are. */
function mended({ data }: Body): Body['data'] {
  return { ...data, hunde: data.hunde.map((dog) => ({ ...dog, rasse: '342' })) };
}

function renamed<T>(value: T, name: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(REFUSED, name));
}

let data: string;
let server: ServerProcess;
let caseSystem: HttpCaseSystem;

beforeEach(async () => {
  caseSystem = await HttpCaseSystem.start((xml) => xml.includes(REFUSED));
  const landscape = join(temporaryFolder(), 'landscape');
  cpSync(resolve('landscape/demo'), landscape, { recursive: true });
  const file = join(landscape, 'destinations.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, withHttpDestination(text, 'steuern-budenheim', caseSystem.url));
  data = temporaryFolder();
  server = await startServerProcess({
    program: resolve('dist/apps/standalone/main.js'),
    dataFolder: data,
    settings: { NAHTLOS_LOG_LEVEL: 'warn', NAHTLOS_LANDSCAPE: landscape },
  });
}, 60_000);
afterEach(async () => {
  await server.kill();
  caseSystem.stop();
});

function call(...words: string[]) {
  return callNahtlos(words, { NAHTLOS_DATA: data });
}

function written(content: unknown, name = 'correction.json'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function submit(submission: Body): Promise<string> {
  const answer = await fetch(`${server.url}/v1/submissions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer demo-key' },
    body: JSON.stringify(submission),
  });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { submissionId: string }).submissionId;
}

/** The open dead letter, once its record is there. */
function letterAt(stage: string): Promise<{ id: string; messageId: string | null }> {
  return until(async () => {
    const { said } = await call('dead-letters', 'list', '--json');
    const [found] = JSON.parse(said).deadLetters;
    return found?.stage === stage && found.reference !== null ? found : undefined;
  });
}

async function show(id: string) {
  return JSON.parse((await call('dead-letters', 'show', id, '--payload', '--json')).said);
}

async function closedLedger() {
  return until(async () => {
    const { said } = await call('ledger', '--json');
    const ledger = JSON.parse(said);
    return ledger.sums.inProgress === 0 ? ledger : undefined;
  });
}

describe('a correction by an operator', () => {
  test('of what could not be mapped goes through in its place, and what waits follows', async () => {
    const faulty = body('unknown-breed.json');
    const first = await submit(faulty);
    await letterAt('transform');
    const second = await submit(
      body('supplement-of-unknown-breed.json', {
        relatesTo: first,
        data: renamed(mended(faulty), 'Waldi'),
      }),
    );
    const { id } = await letterAt('transform');
    expect((await show(id)).stages).toMatchObject({ formData: faulty.data, message: null });

    const still = await call('dead-letters', 'edit', id, '--form', written(faulty.data));
    expect([still.exit, still.said]).toEqual([1, expect.stringContaining('rasse')]);

    const form = written(renamed(mended(faulty), 'Bello'));
    const tried = await call('dead-letters', 'edit', id, '--form', form, '--dry-run');
    expect([tried.exit, tried.said]).toEqual([0, expect.stringContaining('Nothing was sent')]);
    expect(caseSystem.received).toEqual([]);
    const sent = await call('dead-letters', 'edit', id, '--form', form, '--as', 'Erika Muster');
    expect([sent.exit, sent.said]).toEqual([0, expect.stringContaining('/data/hunde/0/rasse')]);
    const again = await call('dead-letters', 'edit', id, '--form', form);
    expect(again.exit).not.toBe(0);

    await until(() => (caseSystem.received.length >= 2 ? true : undefined));
    expect(caseSystem.received[0]?.xml).toContain('Bello');
    expect(caseSystem.received[0]?.xml).toContain(first);
    expect(caseSystem.received[1]?.xml).toContain(second);
    expect((await show(id)).operations).toMatchObject([
      { operation: 'correct', operator: 'Erika Muster' },
    ]);
    const journalled = await fetch(`${server.url}/v1/submissions/${first}`, {
      headers: { authorization: 'Bearer demo-key' },
    });
    expect(JSON.stringify(await journalled.json())).not.toContain('Bello');
  }, 120_000);

  test('of a refused message gets a new id, in the form and in the message, once and in order', async () => {
    const good = mended(body('unknown-breed.json'));
    const replyChannel = { type: 'e-mail', address: 'j@post.example', name: ALONG };
    const first = await submit(body('unknown-breed.json', { data: good, replyChannel }));
    const { id, messageId } = await letterAt('delivery');
    const second = await submit(
      body('supplement-of-unknown-breed.json', {
        relatesTo: first,
        data: renamed(good, 'Waldi'),
      }),
    );
    const shown = await show(id);
    expect(shown.stages.message).toContain(messageId);
    expect(shown.attempts[0].excerpt).toMatch(/answered at .*…/);
    expect(JSON.stringify(shown)).not.toContain(ALONG);

    // The operator changes the form, and the case system refuses it again.
    const worse = good.hunde.map((dog, at) => (at === 1 ? { ...dog, name: 'Bello' } : dog));
    const form = written({ ...good, hunde: worse });
    expect((await call('dead-letters', 'edit', id, '--form', form)).exit).toBe(0);
    const next = await until(async () => {
      const letter = await letterAt('delivery');
      return letter.id === id ? undefined : letter;
    });
    expect(next.messageId).not.toBe(messageId);
    expect((await show(next.id)).stages.formData.hunde[1].name).toBe('Bello');

    // Then the message itself.
    const xml: string = (await show(next.id)).stages.message;
    const lost = written(xml.replaceAll(next.messageId ?? '', ''), 'message.xml');
    expect((await call('dead-letters', 'edit', next.id, '--message', lost)).exit).toBe(1);
    const better = written(renamed(xml, 'Rex'), 'message.xml');
    const sent = await call('dead-letters', 'edit', next.id, '--message', better);
    expect([sent.exit, sent.said]).toEqual([0, expect.stringContaining('changed: /')]);

    await until(() =>
      caseSystem.received.some(({ xml: one }) => one.includes(second)) ? true : undefined,
    );
    expect(caseSystem.received.map(({ status }) => status)).toEqual([422, 422, 200, 200]);
    const ids = caseSystem.received.map(({ id: one }) => one);
    expect(new Set(ids).size).toBe(4);
    const replaces = caseSystem.received.map(({ replaces: one }) => one);
    expect(replaces).toEqual([undefined, ids[0], ids[1], undefined]);
    const channels = caseSystem.received.map(({ replyChannel: one }) => one);
    expect(channels).toEqual([replyChannel, replyChannel, replyChannel, undefined]);
    expect(readFileSync(join(data, 'server.log'), 'utf8')).not.toContain(ALONG);
    expect(caseSystem.received[2]?.xml).toContain(ids[2]);
    expect(caseSystem.received[2]?.xml).not.toContain(ids[1]);
    expect(caseSystem.received[2]?.xml).toContain('Rex');
    expect(await closedLedger()).toMatchObject({
      closed: true,
      differences: [],
      sums: { accepted: 2, delivered: 2, deadLettered: 0 },
    });
  }, 120_000);
});
