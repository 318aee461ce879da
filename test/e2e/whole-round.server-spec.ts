import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { HEADERS } from '#domain';
import { installApart, type ServerProcess, type Service } from '#runtime';
import { freshDatabase, kafkaBrokers, kafkaPrefix } from '../fixtures/servers.js';
import { until } from '../fixtures/until.js';
import { pdf } from '../replies/replies-bed.js';
import { holders, tablesWith } from './holders.js';
import { HttpCaseSystem, type Received, withHttpDestination } from './http-case-system.js';
import {
  attachment,
  example,
  multipartBody,
  OnlineService,
  partsOf,
  type Submission,
} from './online-service.js';
import { operator, startServices } from './services-apart.js';
import { WebhookReceiver } from './webhook-receiver.js';

const DOG_TAX = 'steuern/examples/zwei-hunde-budenheim.json';
const TRADE = 'gewerbe/examples/neugruendung-gmbh-mainz.json';
/** Where applications for dog tax go: the case system of these tests. */
const TAX_OFFICE = 'steuern-budenheim';
/** Where trades go: a folder. */
const TRADE_OFFICE = 'gewerbe-mainz';
/** One whose case system reads and writes topics. */
const READING_OFFICE = 'steuern-trier-land';
const ITS_DOG = 'steuern/examples/labrador-newel.json';
/** A dog's name that the case system does not take. */
const REFUSED = 'Pudelnarr';
/** What the data of the applications carries, and what that of the last one does; nothing else does. */
const MARK = 'Quastenflosser';
const OWED = 'Blaufusstoelpel';
const GROUP = 20;
const CASES = 4;
const PER_CASE = 3;

const folder = mkdtempSync(join(tmpdir(), 'nahtlos-round-'));
let database: string;
let servers: Record<Service, ServerProcess>;
let service: OnlineService;
let caseSystem: HttpCaseSystem;
let webhook: WebhookReceiver;
let accepted = 0;

beforeAll(async () => {
  caseSystem = await HttpCaseSystem.start((xml) => xml.includes(REFUSED));
  webhook = await WebhookReceiver.start();
  database = await freshDatabase();
  const apart = await installApart({
    folder,
    store: database,
    brokers: kafkaBrokers(),
    prefix: kafkaPrefix(),
    settings: { NAHTLOS_LANDSCAPE: landscape(), WEBHOOK_OF_THE_TEST: webhook.secret },
  });
  servers = await startServices(apart);
  service = new OnlineService({ url: servers.intake.url });
});

afterAll(async () => {
  await Promise.all(Object.values(servers ?? {}).map((server) => server.kill()));
  caseSystem?.stop();
  webhook?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One in which the tax office is behind HTTP, the platform has a webhook, and what is settled may go at once. */
function landscape(): string {
  const made = join(folder, 'landscape');
  const out = join(folder, 'out');
  mkdirSync(join(out, TRADE_OFFICE), { recursive: true });
  cpSync(resolve('landscape/demo'), made, { recursive: true });
  const change = (name: string, by: (text: string) => string) =>
    writeFileSync(join(made, name), by(readFileSync(join(made, name), 'utf8')));
  change('landscape.yaml', (text) => `${text}retention: { days: 0 }\n`);
  change('clients.yaml', () => webhook.clients('WEBHOOK_OF_THE_TEST'));
  change('keys.yaml', (text) =>
    text.replace('[steuern-trier-land]', `[${TAX_OFFICE}, ${READING_OFFICE}]`),
  );
  change('destinations.yaml', (text) =>
    withHttpDestination(text, TAX_OFFICE, caseSystem.url)
      .replace(
        /transport: directory\n(.*\n.*\n) {4}settings: \{ path: out\/steuern-trier-land \}/,
        'transport: kafka\n$1    settings: { answers: topic }',
      )
      .replace(/path: out\//g, `path: ${out}/`),
  );
  return made;
}

function dogTax(dog: string, changes: object = {}, mark = MARK): Submission {
  const submission = example(DOG_TAX, { reference: `round-${accepted}`, ...changes });
  submission.data.halter.familienname = mark;
  submission.replyChannel = { type: 'bundid', mailbox: mark };
  submission.data.hunde[0].name = dog;
  return submission;
}

async function send(submission: Submission): Promise<{ submissionId: string; caseId: string }> {
  const { status, body } = await service.post(submission);
  expect([status, body.detail]).toEqual([202, undefined]);
  accepted += 1;
  return body;
}

async function uploadTrade(mark: string): Promise<string> {
  const submission = example(TRADE, { reference: `round-${accepted}` });
  submission.data.personen[0].familienname = mark;
  const file = attachment(Buffer.from(`%PDF-1.7 of ${mark} `.repeat(5_000)), 'auszug.pdf');
  const { status, body } = await service.upload(partsOf(submission, [file]));
  expect(status).toBe(202);
  accepted += 1;
  return body.submissionId;
}

function ask(path: string, method = 'GET', body?: object) {
  return operator(servers.console, path, method, body);
}

/** What the case system took of these submissions, in the order of its arrival. */
function taken(...submissionIds: string[]): Received[] {
  return caseSystem.received.filter(
    ({ submissionId, status }) => status === 200 && submissionIds.includes(submissionId),
  );
}

function takenInOrder(...submissionIds: string[]): string[] {
  return taken(...submissionIds).map(({ submissionId }) => submissionId);
}

/** Open dead letters at the tax office, once there are so many whose record is there. */
function openLetters(count: number): Promise<{ id: string; messageId: string }[]> {
  return until(async () => {
    const { deadLetters } = await ask(`/v1/dead-letters?destination=${TAX_OFFICE}&limit=100`);
    const whole = deadLetters.filter((letter: { cluster: string }) => letter.cluster !== '');
    return deadLetters.length === count && whole.length === count ? whole : undefined;
  });
}

test('what a case system refused arrives once when an operator has corrected it, and the supplement after it', async () => {
  const refused = dogTax(REFUSED);
  const first = await send(refused);
  const [letter] = await openLetters(1);
  const added = dogTax('Waldi', { kind: 'supplement', relatesTo: first.submissionId });
  const second = await send(added);
  expect(second.caseId).toBe(first.caseId);
  await service.reaches(second.submissionId, 'delivering');

  const correction = `/v1/dead-letters/${letter?.id}/correction`;
  const { data } = dogTax('Bello');
  const tried = await ask(`${correction}?dryRun=true`, 'POST', { data });
  expect(tried).toMatchObject({ changed: false, findings: [], fields: ['/data/hunde/0/name'] });
  expect(caseSystem.received.map(({ status }) => status)).toEqual([422]);
  const corrected = await ask(correction, 'POST', { data });
  expect(corrected).toMatchObject({ changed: true, newMessageId: expect.any(String) });

  await service.reaches(first.submissionId, 'delivered');
  await service.reaches(second.submissionId, 'delivered');
  const { received } = caseSystem;
  expect(received.map(({ status }) => status)).toEqual([422, 200, 200]);
  const ids = received.map(({ id }) => id);
  expect(ids.slice(0, 2)).toEqual([letter?.messageId, corrected.newMessageId]);
  expect(new Set(ids).size).toBe(3);
  expect(received.map(({ replaces }) => replaces)).toEqual([undefined, ids[0], undefined]);
  expect(received[1]?.xml).toContain('Bello');
  expect(received[1]?.xml).toContain(ids[1]);
  expect(received.map(({ submissionId }) => submissionId)).toEqual([
    first.submissionId,
    first.submissionId,
    second.submissionId,
  ]);
});

test('a decision with a document comes back signed and byte for byte, and the list of replies tells the same', async () => {
  const { submissionId, caseId } = await send(dogTax('Bello'));
  await service.reaches(submissionId, 'delivered');
  const [message] = taken(submissionId);
  expect(message?.replyChannel).toEqual({ type: 'bundid', mailbox: MARK });
  const document = pdf('0f3d1c1e-6a1c-4a56-9a53-3f6f2a1c0001', `Bescheid ${MARK} `.repeat(5_000));
  const decision = {
    reference: 'd-1',
    kind: 'decision',
    status: 'COMPLETED',
    outcome: 'granted',
    text: `Bescheid an ${MARK}`,
    documents: [document.announced],
  };
  const form = multipartBody([
    { name: 'reply', bytes: JSON.stringify(decision) },
    { name: document.announced.id, bytes: document.bytes },
  ]);
  const post = () =>
    fetch(`${servers.delivery.url}/v1/messages/${message?.id}/replies`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer demo-case-system-key',
        'content-type': form.contentType,
      },
      body: form.body as unknown as string,
    });
  const replied = await post();
  expect(replied.status).toBe(202);
  const { replyId } = (await replied.json()) as { replyId: string };
  expect((await post()).status).toBe(200);

  const pushed = await until(() => webhook.pushed[0]);
  expect(webhook.isSigned(pushed)).toBe(true);
  expect(pushed.headers['webhook-id']).toBe(replyId);
  const told = JSON.parse(pushed.body.toString());
  const facts = { replyId, submissionId, caseId, kind: 'decision', outcome: 'granted' };
  expect(told).toMatchObject({ type: 'reply.decision', data: facts });

  const list = (await service.get('/v1/replies')).body as unknown as { replies: object[] };
  expect(list.replies).toEqual([told.data]);
  const fetched = await fetch(`${servers.intake.url}${told.data.documents[0].url}`, {
    headers: { authorization: 'Bearer demo-key' },
  });
  expect(Buffer.from(await fetched.arrayBuffer()).equals(document.bytes)).toBe(true);
  await until(async () =>
    (await ask('/v1/ledger')).sums.delivered === accepted ? true : undefined,
  );
  expect(webhook.pushed).toHaveLength(1);
});

test('a case system that reads its topic answers by topic, and a mistake of it holds up nothing', async () => {
  const kafka = new Kafka({ brokers: kafkaBrokers(), logLevel: logLevel.NOTHING });
  const { submissionId } = await send(example(ITS_DOG, { reference: `round-${accepted}` }));
  const { key, messageId } = await readMessage(kafka, submissionId);
  // It may be faster than delivery, which then knows nothing yet of the message.
  await service.reaches(submissionId, 'delivered');
  const document = pdf('0f3d1c1e-6a1c-4a56-9a53-3f6f2a1c0002', 'Bescheid '.repeat(5_000));
  const uploaded = await fetch(
    `${servers.delivery.url}/v1/messages/${messageId}/documents/${document.announced.id}`,
    {
      method: 'PUT',
      headers: {
        authorization: 'Bearer demo-case-system-key',
        'content-type': document.announced.mediaType,
      },
      body: document.bytes as unknown as string,
    },
  );
  expect(uploaded.status).toBe(201);
  const before = webhook.pushed.length;
  const producer = kafka.producer();
  await producer.connect();
  const write = (...answers: object[]) =>
    producer.send({
      topic: `${kafkaPrefix()}answers.${READING_OFFICE}`,
      messages: answers.map((answer) => ({ key, value: JSON.stringify(answer) })),
    });
  const file = { outcome: 'accepted', fileNumber: '22-1' };
  const decision = { reference: 'd-2', kind: 'decision', outcome: 'granted' };
  await write(
    { messageId, kind: 'acknowledgement', ...file },
    { messageId, kind: 'acknowledgement', outcome: 'rejected', reason: { code: 'S1' } },
    { messageId, ...decision, documents: [document.announced] },
  );

  const pushed = await until(() => {
    const since = webhook.pushed.slice(before);
    return since.length === 2 ? since.map(({ body }) => JSON.parse(body.toString())) : undefined;
  });
  const [acknowledged, decided] = pushed.map(({ data }) => data);
  expect(acknowledged).toMatchObject({
    submissionId,
    kind: 'acknowledgement',
    fileNumber: file.fileNumber,
  });
  expect(decided).toMatchObject({ submissionId, kind: 'decision', outcome: 'granted' });
  const fetched = await fetch(`${servers.intake.url}${decided.documents[0].url}`, {
    headers: { authorization: 'Bearer demo-key' },
  });
  expect(Buffer.from(await fetched.arrayBuffer()).equals(document.bytes)).toBe(true);

  const mistaken = () =>
    until(async () => {
      const path = `/v1/dead-letters?destination=${READING_OFFICE}`;
      const { deadLetters } = await ask(path);
      return deadLetters.length === 1 ? deadLetters[0] : undefined;
    });
  const letter = await mistaken();
  expect(letter).toMatchObject({ stage: 'internal', code: 'conflict', messageId });
  expect(letter.detail).toContain('acknowledged as accepted before');
  // What is replayed and fails again is the same letter, and no second one.
  await ask(`/v1/dead-letters/${letter.id}/replay`, 'POST');
  await until(async () => ((await mistaken()).failures === 2 ? true : undefined));
  expect((await mistaken()).id).toBe(letter.id);
  await ask(`/v1/dead-letters/${letter.id}/discard`, 'POST', { reason: 'a mistake' });
  await producer.disconnect();
});

/** As its case system reads it: from the topic. */
async function readMessage(kafka: Kafka, submissionId: string) {
  const consumer = kafka.consumer({ groupId: `${kafkaPrefix()}reader` });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [`${kafkaPrefix()}cluster.steuern`], fromBeginning: true });
    return await new Promise<{ key: string; messageId: string }>((resolve) => {
      void consumer.run({
        eachMessage: async ({ message: { key, headers = {} } }) => {
          if (String(headers[HEADERS.submissionId]) !== submissionId) return;
          resolve({ key: String(key), messageId: String(headers[HEADERS.messageId]) });
        },
      });
    });
  } finally {
    await consumer.disconnect();
  }
}

test('a group of dead letters that is replayed at once arrives once each', async () => {
  const sent: string[] = [];
  for (let number = 0; number < GROUP; number += 1) {
    sent.push((await send(dogTax(REFUSED))).submissionId);
  }
  const letters = await openLetters(GROUP);
  expect(taken(...sent)).toEqual([]);
  const { groups } = await ask('/v1/dead-letters?group=cause');
  expect(groups).toMatchObject([{ destination: TAX_OFFICE, letters: GROUP }]);

  caseSystem.refuses = () => false;
  const [{ code, place, packageVersion }] = groups;
  const filter = { code, place, packageVersion, destination: TAX_OFFICE };
  const begun = await ask('/v1/dead-letters/bulk', 'POST', { filter, operation: 'replay' });
  expect(begun).toMatchObject({ total: GROUP });
  const ended = await until(async () => {
    const progress = await ask(`/v1/dead-letters/bulk/${begun.id}`);
    return progress.state === 'done' ? progress : undefined;
  });
  expect(ended).toMatchObject({ done: GROUP, skipped: 0, failed: 0 });
  for (const id of sent) await service.reaches(id, 'delivered');
  const arrived = taken(...sent).map(({ id }) => id);
  expect(arrived.sort()).toEqual(letters.map(({ messageId }) => messageId).sort());
  await openLetters(0);
  await waitingAtTheOffice(0);
});

test('nothing arrives at a destination that is paused, and everything in order once it is resumed', async () => {
  await pause();
  const before = caseSystem.received.length;
  const cases: string[][] = Array.from({ length: CASES }, () => []);
  for (let number = 0; number < PER_CASE; number += 1) {
    for (const ofCase of cases) {
      const [first] = ofCase;
      const relates = first === undefined ? {} : { kind: 'supplement', relatesTo: first };
      ofCase.push((await send(dogTax('Bello', relates))).submissionId);
    }
  }
  await waitingAtTheOffice(CASES * PER_CASE);
  // What goes elsewhere, and was sent later, is delivered meanwhile.
  await service.reaches(await uploadTrade(MARK), 'delivered');
  expect(caseSystem.received).toHaveLength(before);

  await ask(`/v1/destinations/${TAX_OFFICE}/resume`, 'POST');
  for (const id of cases.flat()) await service.reaches(id, 'delivered');
  expect(caseSystem.received).toHaveLength(before + CASES * PER_CASE);
  for (const ofCase of cases) expect(takenInOrder(...ofCase)).toEqual(ofCase);
});

test('a purge deletes what is settled from database and files, keeps what is owed, and the ledger closes', async () => {
  await pause();
  const settled = accepted;
  const repeated = dogTax('Bello', {}, OWED);
  const { submissionId } = await send(repeated);
  await waitingAtTheOffice(1);
  expect(await tablesWith(database, MARK)).toEqual(
    expect.arrayContaining(['submission', 'delivery_payload', 'reply', 'corrected_submission']),
  );
  expect(holders(folder, MARK)).toHaveLength(2);

  expect(await purge(settled)).toMatchObject({
    purged: settled,
    kept: { unsettled: { submissions: 1 } },
  });
  await until(async () => ((await tablesWith(database, MARK)).length === 0 ? true : undefined));
  await until(() => (holders(folder, MARK).length === 0 ? true : undefined));
  expect(await tablesWith(database, OWED)).toEqual(
    expect.arrayContaining(['submission', 'delivery_payload']),
  );

  await ask(`/v1/destinations/${TAX_OFFICE}/resume`, 'POST');
  await service.reaches(submissionId, 'delivered');
  expect(taken(submissionId)).toHaveLength(1);
  expect(await purge(1)).toMatchObject({ purged: 1 });
  await until(async () => ((await tablesWith(database, OWED)).length === 0 ? true : undefined));
  const again = await service.post(repeated);
  expect([again.status, again.body.submissionId]).toEqual([200, submissionId]);

  const ledger = await until(async () => {
    const found = await ask('/v1/ledger');
    return found.closed ? found : undefined;
  });
  expect(ledger).toMatchObject({
    differences: [],
    sums: { accepted, delivered: accepted, deadLettered: 0, discarded: 0, inProgress: 0 },
  });
});

test('in all of this no message arrived twice', () => {
  const ids = caseSystem.received.filter(({ status }) => status === 200).map(({ id }) => id);
  expect(ids).toHaveLength(new Set(ids).size);
});

async function pause(): Promise<void> {
  const path = `/v1/destinations/${TAX_OFFICE}`;
  await ask(`${path}/pause`, 'POST', { reason: 'maintenance' });
  await until(async () => ((await ask(path)).status === 'paused' ? true : undefined));
}

/** Until so many deliveries lie at the tax office. */
async function waitingAtTheOffice(count: number): Promise<void> {
  await until(async () => {
    const { waiting } = await ask(`/v1/destinations/${TAX_OFFICE}`);
    return waiting === count ? true : undefined;
  });
}

/** Purges once so many submissions are due: the last decisions about dead letters may be under way. */
async function purge(due: number): Promise<object> {
  await until(async () => {
    const survey = await ask('/v1/purge', 'POST', { dryRun: true });
    const counts = survey.due.map(({ submissions }: { submissions: number }) => submissions);
    return counts.reduce((sum: number, count: number) => sum + count, 0) === due ? true : undefined;
  });
  return ask('/v1/purge', 'POST', { dryRun: false });
}
