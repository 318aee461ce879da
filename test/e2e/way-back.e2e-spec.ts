import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../fixtures/until.js';
import { pdf } from '../replies/replies-bed.js';
import { example, ledgerOf, multipartBody, OnlineService } from './online-service.js';
import {
  folderForAll,
  messagesAt,
  nahtlos,
  type RunningServer,
  startStandalone,
} from './standalone-server.js';
import { WebhookReceiver } from './webhook-receiver.js';

const TRADE = 'gewerbe/examples/neugruendung-gmbh-mainz.json';
const TRADE_OFFICE = 'gewerbe-mainz';
/** What Mainz is not responsible for goes there: of its authority and destination. */
const OTHER_OFFICE = { key: 'ags:07339009', area: '073390009', destination: 'gewerbe-budenheim' };

let server: RunningServer;
let service: OnlineService;
let caseSystem: string;
let webhook: WebhookReceiver;

beforeAll(async () => {
  webhook = await WebhookReceiver.start();
  const landscape = join(folderForAll(), 'landscape');
  cpSync(resolve('landscape/demo'), landscape, { recursive: true });
  writeFileSync(join(landscape, 'clients.yaml'), webhook.clients('WEBHOOK_OF_THE_TEST'));
  const destinations = join(landscape, 'destinations.yaml');
  const rule = `  - id: ${TRADE_OFFICE}\n    notResponsible: forward\n`;
  const before = readFileSync(destinations, 'utf8');
  writeFileSync(destinations, before.replace(`  - id: ${TRADE_OFFICE}\n`, rule));
  const made = await nahtlos(
    folderForAll(),
    ['key', 'create', '--role', 'case-system', '--destination', TRADE_OFFICE],
    { NAHTLOS_LANDSCAPE: landscape },
  );
  const found = /[0-9a-f]{12}\.[A-Za-z0-9_-]{43}/.exec(made.output);
  if (found === null) throw new Error(`No key was made:\n${made.output}`);
  caseSystem = found[0];
  server = await startStandalone(folderForAll(), {
    NAHTLOS_LANDSCAPE: landscape,
    WEBHOOK_OF_THE_TEST: webhook.secret,
  });
  service = new OnlineService(server);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  webhook.stop();
});

async function call(
  path: string,
  body: string | Buffer,
  contentType = 'application/json',
): Promise<{ status: number; body: Record<string, string> }> {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caseSystem}`, 'content-type': contentType },
    body: body as string,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

async function messageOf(submissionId: string): Promise<string> {
  await service.reaches(submissionId, 'delivered');
  const { body } = await service.get(`/v1/submissions/${submissionId}`);
  const [message] = (body as unknown as { messages: { messageId: string }[] }).messages;
  return message?.messageId ?? '';
}

test('a whole round: application, query, supplement, decision with a PDF that comes back', async () => {
  const replyChannel = { type: 'bundid', mailbox: 'a1' };
  const posted = example(TRADE, { reference: 'round-1', replyChannel });
  const { submissionId, caseId } = (await service.post(posted)).body;
  const messageId = await messageOf(submissionId);

  const inbox = `/v1/inbox/${TRADE_OFFICE}/messages/${messageId}/acknowledgement`;
  const accepted = { outcome: 'accepted', fileNumber: '32-2026-0815' };
  expect((await call(inbox, JSON.stringify(accepted))).status).toBe(200);
  const query = {
    reference: 'q-1',
    kind: 'query',
    status: 'ACTION_REQUIRED',
    text: 'Bitte die Handwerkskarte nachreichen.',
    deadline: '2026-12-31',
  };
  webhook.answers.push(503);
  const path = `/v1/messages/${messageId}/replies`;
  expect((await call(path, JSON.stringify(query))).status).toBe(202);

  const supplement = example(TRADE, {
    reference: 'round-1-supplement',
    kind: 'supplement',
    relatesTo: submissionId,
  });
  const added = (await service.post(supplement)).body;
  expect(added.caseId).toBe(caseId);
  const addedMessage = await messageOf(added.submissionId);
  expect(messagesAt(server.data, TRADE_OFFICE).sort()).toEqual(
    [`${messageId}.xml`, `${addedMessage}.xml`].sort(),
  );

  const document = pdf('0f3d1c1e-6a1c-4a56-9a53-3f6f2a1c0001', 'Bescheid \u00fc'.repeat(5_000));
  const decision = {
    reference: 'd-1',
    kind: 'decision',
    status: 'COMPLETED',
    outcome: 'granted',
    documents: [document.announced],
  };
  const form = multipartBody([
    { name: 'reply', bytes: JSON.stringify(decision) },
    { name: document.announced.id, bytes: document.bytes },
  ]);
  const replied = await call(`/v1/messages/${addedMessage}/replies`, form.body, form.contentType);
  expect(replied.status).toBe(202);
  const again = await call(`/v1/messages/${addedMessage}/replies`, form.body, form.contentType);
  expect([again.status, again.body]).toEqual([200, replied.body]);

  // Three replies, one of them twice because of the 503: in the order of the case, each signed.
  const bodies = await until(() => (webhook.pushed.length >= 4 ? webhook.pushed : undefined));
  const told = bodies.map(({ body }) => JSON.parse(body.toString()));
  expect([...new Set(told.map(({ type }) => type))]).toEqual([
    'reply.acknowledgement',
    'reply.query',
    'reply.decision',
  ]);
  expect(bodies.every((one) => webhook.isSigned(one))).toBe(true);
  const ids = bodies.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(3);
  const [last] = told.slice(-1);
  expect(last.data).toMatchObject({
    replyId: replied.body.replyId,
    submissionId: added.submissionId,
    caseId,
    submissionReference: 'round-1-supplement',
    outcome: 'granted',
  });
  expect(told[0].data).toMatchObject({ fileNumber: '32-2026-0815', replyChannel });

  const fetched = await fetch(`${server.url}${last.data.documents[0].url}`, {
    headers: { authorization: 'Bearer demo-key' },
  });
  expect(Buffer.from(await fetched.arrayBuffer()).equals(document.bytes)).toBe(true);

  const list = (await service.get('/v1/replies')).body as unknown as {
    replies: { replyId: string; kind: string }[];
  };
  expect(list.replies.map(({ kind }) => kind)).toEqual(['acknowledgement', 'query', 'decision']);
  const { body: standing } = await service.get(`/v1/submissions/${submissionId}`);
  expect(standing).toMatchObject({
    status: 'delivered',
    caseSystem: { status: 'ACTION_REQUIRED', fileNumber: '32-2026-0815', replies: 2 },
  });
  const ledger = await until(async () => {
    const found = await ledgerOf(server);
    return found.closed ? found : undefined;
  });
  expect(ledger.sums).toMatchObject({ accepted: 2, delivered: 2 });
  expect(server.output()).not.toMatch(/32-2026-0815|Handwerkskarte nachreichen/);
}, 60_000);

test('a webhook that refuses makes a dead letter, which an operator replays; the submission stays delivered', async () => {
  const { submissionId } = (await service.post(example(TRADE, { reference: 'refused-1' }))).body;
  const messageId = await messageOf(submissionId);
  const before = webhook.pushed.length;
  webhook.answers.push(400);
  const reply = { reference: 'm-1', kind: 'message', text: 'Guten Tag' };
  const { body } = await call(`/v1/messages/${messageId}/replies`, JSON.stringify(reply));
  const letters = await until(async () => {
    const { output } = await nahtlos(server.data, ['dead-letters', 'list', '--json']);
    return output.includes(body.replyId as string) ? output : undefined;
  });
  const [letter] = JSON.parse(letters).deadLetters;
  await service.reaches(submissionId, 'delivered');
  expect((await ledgerOf(server)).sums.deadLettered).toBe(0);
  const replay = await nahtlos(server.data, ['dead-letters', 'replay', letter.id]);
  expect(replay.code).toBe(0);
  await until(() => (webhook.pushed.length >= before + 2 ? true : undefined));
  const sent = webhook.pushed.slice(before).map(({ headers }) => headers['webhook-id']);
  expect(sent).toEqual([body.replyId, body.replyId]);
  await until(async () => ((await ledgerOf(server)).closed ? true : undefined));
}, 60_000);

interface Told {
  caseId: string;
  messages: { messageId: string; destination: string }[];
  timeline: { event: string; text: string }[];
}

test('a case that is not ours goes on by rule where it belongs, with all that follows, though nobody may see it', async () => {
  const post = async (reference: string, more: object) =>
    (await service.post(example(TRADE, { reference, restricted: true, ...more }))).body;
  const there = () => messagesAt(server.data, OTHER_OFFICE.destination);
  const before = messagesAt(server.data, TRADE_OFFICE).length;
  const { submissionId } = await post('not-ours', {});
  const messageId = await messageOf(submissionId);
  const pause = ['destinations', 'pause', TRADE_OFFICE, '--reason', 'Maintenance'];
  expect((await nahtlos(server.data, pause)).code).toBe(0);
  const follows = { kind: 'supplement', relatesTo: submissionId };
  const waited = await post('not-ours-waited', follows);
  await service.reaches(waited.submissionId, 'delivering');

  const path = `/v1/inbox/${TRADE_OFFICE}/messages/${messageId}/acknowledgement`;
  const said = { outcome: 'not-responsible', forwardTo: OTHER_OFFICE.key };
  expect((await call(path, JSON.stringify(said))).status).toBe(200);
  await until(() => (there().length === 1 ? true : undefined));
  await service.reaches(submissionId, 'delivered');
  const later = await post('not-ours-later', follows);
  await service.reaches(later.submissionId, 'delivering');
  expect(there()).toHaveLength(1);

  const resume = ['destinations', 'resume', TRADE_OFFICE];
  expect((await nahtlos(server.data, resume)).code).toBe(0);
  await service.reaches(waited.submissionId, 'delivered');
  await service.reaches(later.submissionId, 'delivered');
  const told = async ({ submissionId: id }: { submissionId: string }) =>
    (await service.get(`/v1/submissions/${id}`)).body as unknown as Told;
  const lastOf = ({ messages }: Told) => messages.at(-1)?.messageId ?? '';
  const round = await Promise.all([{ submissionId }, waited, later].map(told));
  const inOrder = there().sort((one, other) => {
    const at = (name: string) =>
      statSync(join(server.data, 'out', OTHER_OFFICE.destination, name)).mtimeMs;
    return at(one) - at(other);
  });
  expect(inOrder).toEqual(round.map((one) => `${lastOf(one)}.xml`));
  expect(lastOf(round[0]!)).not.toBe(messageId);
  expect(messagesAt(server.data, TRADE_OFFICE)).toHaveLength(before + 1);

  const types = round[0]!.timeline.map(({ event }) => event);
  expect(types.filter((type) => ['dead-lettered', 'corrected', 'replaced'].includes(type))).toEqual(
    ['dead-lettered', 'corrected', 'replaced'],
  );
  const words = round[0]!.timeline.find(({ event }) => event === 'corrected')?.text;
  expect(words).toContain('forwarded to the authority that is responsible');
  const settled = ['dead-letters', 'list', '--state', 'settled', '--json'];
  const { output } = await nahtlos(server.data, settled);
  const all: { id: string; code: string }[] = JSON.parse(output).deadLetters;
  const letters = all.filter(({ code }) => code === 'not-responsible');
  expect(letters).toHaveLength(2);
  for (const { id } of letters) {
    const shown = await nahtlos(server.data, ['dead-letters', 'show', id, '--json']);
    const operations = JSON.parse(shown.output).operations;
    expect(operations).toMatchObject([
      { operation: 'correct', operator: `rule:${TRADE_OFFICE}`, fields: ['/area'] },
    ]);
  }
  await until(async () => ((await ledgerOf(server)).closed ? true : undefined));
}, 60_000);
