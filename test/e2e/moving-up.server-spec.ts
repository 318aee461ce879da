import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HEADERS } from '#domain';
import { KafkaEventLog, type StoredEvent } from '#event-log';
import {
  type Apart,
  installApart,
  SERVICES,
  type ServerProcess,
  startServerProcess,
} from '#runtime';
import { PostgresStore } from '#store';
import { freshDatabase, kafkaBrokers, kafkaPrefix } from '../fixtures/servers.js';
import { until } from '../fixtures/until.js';
import { attachment, example, OnlineService, partsOf, type Submission } from './online-service.js';
import { operator, startServices } from './services-apart.js';

const SENDERS = 10;
/** An application and what follows it. */
const PER_CASE = 3;
/** Where the load goes: a folder that cannot be written to, one that is given up soon, and one that works. */
const BLOCKED = 'gewerbe-mainz';
const GIVEN_UP = 'gewerbe-budenheim';
const WORKING = 'steuern-trier-land';
/** Reads its topic itself, which no case system can before the move. */
const READING = 'steuern-konz';

const TRADE = 'gewerbe/examples/neugruendung-gmbh-mainz.json';
const DOG_TAX = 'steuern/examples/labrador-newel.json';
const KINDS: readonly (() => Submission)[] = [
  () => example(TRADE),
  () => example(TRADE, { area: '073390009009' }),
  () => example(DOG_TAX),
  () => example(DOG_TAX, { area: '072355003068' }),
  () => unknownBreed(),
];

function unknownBreed(): Submission {
  const submission = example(DOG_TAX);
  submission.data.hunde[0].rasse = '8888';
  return submission;
}

interface Receipt {
  reference: string;
  body: Submission;
  submissionId: string;
  caseId: string;
}

/** What was acknowledged, in order. */
const receipts: Receipt[] = [];
/** What was sent and not answered: it may have been accepted all the same. */
const unanswered: Submission[] = [];
const folder = mkdtempSync(join(tmpdir(), 'nahtlos-moving-'));
const old = join(folder, 'old');
const out = join(folder, 'out');
const packages = join(folder, 'schemas');
const landscape = join(folder, 'landscape');
const configured = { NAHTLOS_LANDSCAPE: landscape, NAHTLOS_PACKAGES: packages };
const running = new Set<ServerProcess>();
let apart: Apart;
let database: string;

beforeAll(async () => {
  for (const made of [old, out, join(out, WORKING)]) mkdirSync(made);
  cpSync(resolve('schemas'), packages, { recursive: true });
  cpSync(resolve('landscape/demo'), landscape, { recursive: true });
  const destinations = join(landscape, 'destinations.yaml');
  change(destinations, (text) =>
    text
      .replace(/path: out\//g, `path: ${out}/`)
      .replace(
        /initialInterval: 5, maximumInterval: 21600/g,
        'initialInterval: 1, maximumInterval: 1',
      )
      .replace(
        new RegExp(`(id: ${READING}\\n[^-]*)transport: directory([^-]*)settings: .*\\n`),
        '$1transport: kafka$2settings: {}\n',
      )
      .replace(new RegExp(`(id: ${GIVEN_UP}\\n[^-]*giveUpAfter: )\\d+`), '$11'),
  );
  for (const blocked of [BLOCKED, GIVEN_UP]) writeFileSync(join(out, blocked), '');
  database = await freshDatabase();
  apart = await installApart({
    folder: join(folder, 'new'),
    store: database,
    brokers: kafkaBrokers(),
    prefix: kafkaPrefix(),
    settings: configured,
  });
}, 60_000);

afterAll(async () => {
  await Promise.all([...running].map((server) => server.kill()));
  rmSync(folder, { recursive: true, force: true });
});

describe('an embedded installation that is under way', () => {
  it('goes on with PostgreSQL and Kafka, and loses, doubles and reorders nothing', async () => {
    await leaveUnderWay();
    const preview = await migrate(['--dry-run']);
    expect(preview).toMatchObject({ code: 0 });
    expect(existsSync(join(old, 'nahtlos.db.moved'))).toBe(false);
    expect(preview.output).toMatch(/\d +dead letters/);

    await cutOff();
    const carried = await migrate();
    expect(carried).toMatchObject({ code: 0 });
    // As if its end had been cut off, after the commit.
    const mark = join(old, 'nahtlos.db.moved');
    change(mark, (text) => text.replace('"done"', '"under way"'));
    expect(await migrate()).toMatchObject({ code: 0 });
    expect(await migrate()).toMatchObject({ code: 3, output: expect.stringContaining('already') });
    await expect(startOld()).rejects.toThrow('goes on there');

    const before = [...receipts];
    await mend();
    const servers = await startServices(apart, { NAHTLOS_DELIVERY_LEASE: '1' });
    for (const server of Object.values(servers)) running.add(server);
    const service = new OnlineService({ url: servers.intake.url });
    for (const { body, submissionId, caseId } of before.slice(-40)) {
      const again = await service.post(body);
      expect([again.status, again.body.submissionId, again.body.caseId]).toEqual([
        200,
        submissionId,
        caseId,
      ]);
    }
    for (const submission of unanswered) await send(service, submission);
    for (const { submissionId, caseId, body } of firstsOf(before)) {
      await send(service, { ...body, kind: 'supplement', relatesTo: submissionId }, caseId);
    }
    await replayAll(servers.console, () => allDelivered(service));
    for (const { submissionId } of receipts) await demandWholeTimeline(service, submissionId);
    const ledger = await operator(servers.console, '/v1/ledger');
    expect(ledger).toMatchObject({
      closed: true,
      differences: [],
      sums: { accepted: receipts.length },
    });
    expect(attachmentsDelivered()).toBe(1);
    for (const name of SERVICES) await servers[name].stop();

    const published = await messagesInTopics();
    expect(new Set(published.map(messageId)).size).toBe(published.length);
    demandOrder(published.map(({ headers }) => headers[HEADERS.submissionId] as string));
    demandOrder(deliveredInLogs());
    const read = published.filter(({ headers }) => headers[HEADERS.destination] === READING);
    const sent = receipts.filter(({ body }) => body.area === '072355003068');
    expect(new Set(read.map(({ headers }) => headers[HEADERS.submissionId]))).toEqual(
      new Set(sent.map(({ submissionId }) => submissionId)),
    );
    expect(sent.length).toBeGreaterThan(PER_CASE);
    const files = readdirSync(out, { recursive: true }).filter((name) =>
      /\.xml$/.test(String(name)),
    );
    expect(files).toHaveLength(receipts.length - sent.length);
  }, 240_000);
});

describe('an embedded installation', () => {
  it('is not carried to where another one is, or was begun to be carried elsewhere', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    await (await startOld(other)).stop();
    const refused = async (sentence: string, settings: Record<string, string>) => {
      const { code, output } = await migrate(['--from', other], settings);
      expect([code, output]).toEqual([3, expect.stringContaining(sentence)]);
      expect(existsSync(join(other, 'nahtlos.db.moved'))).toBe(false);
    };
    await refused('holds an installation already', { NAHTLOS_BLOBS: join(folder, 'elsewhere') });
    await refused('holds the attachments of another installation', {});
    const fresh = {
      NAHTLOS_STORE: await freshDatabase(),
      NAHTLOS_BLOBS: join(folder, 'elsewhere'),
    };
    await refused('has been used before', fresh);
    await refused('nahtlos topics --apply', { ...fresh, NAHTLOS_KAFKA_PREFIX: 'not-applied.' });
    const { code, output } = await migrate(['--from', other], { NAHTLOS_LOG: 'embedded' });
    expect([code, output]).toEqual([2, expect.stringContaining('NAHTLOS_LOG=kafka')]);

    const mark = { id: 'm', state: 'under way', to: 'elsewhere at db.example:5432', at: '' };
    writeFileSync(join(other, 'nahtlos.db.moved'), JSON.stringify(mark));
    const elsewhere = await migrate(['--from', other], fresh);
    expect(elsewhere).toMatchObject({ code: 3, output: expect.stringContaining(mark.to) });
  }, 120_000);
});

/** Works until something of every kind is there that a move could lose; ends with a kill under load. */
async function leaveUnderWay(): Promise<void> {
  for (let round = 0; ; round += 1) {
    const server = await startOld();
    const service = new OnlineService(server);
    if (round === 0) await upload(service);
    const senders = Array.from({ length: SENDERS }, (_, number) =>
      sendUntilCut(service, `${round}-${number}`, KINDS[number % KINDS.length]!),
    );
    if (round === 0) {
      await until(async () => {
        const { deadLetters } = await operator(server, '/v1/dead-letters?limit=500');
        const stages = new Set(deadLetters.map((letter: { stage: string }) => letter.stage));
        return stages.size === 2 ? true : undefined;
      });
    }
    await setTimeout(300);
    await server.kill();
    running.delete(server);
    await Promise.all(senders);
    const { output } = await migrate(['--dry-run']);
    if (/records of journal/.test(output) && /records of submissions/.test(output)) return;
  }
}

async function startOld(dataFolder = old): Promise<ServerProcess> {
  const server = await startServerProcess({
    program: resolve('dist/apps/standalone/main.js'),
    dataFolder,
    settings: { ...configured, NAHTLOS_DELIVERY_LEASE: '1' },
  });
  running.add(server);
  return server;
}

/** Sends cases one submission after the other, and once more what was not answered. */
async function sendUntilCut(
  service: OnlineService,
  name: string,
  submission: () => Submission,
): Promise<void> {
  for (let number = 0; ; number += PER_CASE) {
    const first = { ...submission(), reference: `${name}-${number}` };
    const receipt = await sendOrNote(service, first);
    if (receipt === undefined) return;
    for (let follower = 1; follower < PER_CASE; follower += 1) {
      const relates = { kind: 'supplement', relatesTo: receipt.submissionId };
      const follows = { ...submission(), ...relates, reference: `${name}-${number + follower}` };
      if ((await sendOrNote(service, follows)) === undefined) return;
    }
  }
}

async function sendOrNote(
  service: OnlineService,
  submission: Submission,
): Promise<Receipt | undefined> {
  try {
    return await send(service, submission);
  } catch (cause) {
    // The connection broke; an answer that is not the expected one is no reason to go on.
    if ((cause as Error).message !== 'fetch failed') throw cause;
    unanswered.push(submission);
    return undefined;
  }
}

async function send(service: OnlineService, submission: object, ofCase?: string): Promise<Receipt> {
  const reference = (submission as { reference: string }).reference;
  const body = {
    ...(submission as Submission),
    reference: ofCase ? `${reference}-later` : reference,
  };
  const answer = await service.post(body);
  expect([200, 202]).toContain(answer.status);
  const { submissionId, caseId } = answer.body;
  if (ofCase !== undefined) expect(caseId).toBe(ofCase);
  const receipt = { reference: body.reference as string, body, submissionId, caseId };
  receipts.push(receipt);
  return receipt;
}

async function upload(service: OnlineService): Promise<void> {
  const body = example(TRADE, { reference: 'with-attachment' });
  const file = attachment(Buffer.alloc(100_000, 'x'), 'auszug.pdf');
  const answer = await service.upload(partsOf(body, [file]));
  expect(answer.status).toBe(202);
  const { submissionId, caseId } = answer.body;
  // Repeated with its file alone, so that it is none of those that are sent again.
  receipts.unshift({ reference: 'with-attachment', body, submissionId, caseId });
}

function firstsOf(all: readonly Receipt[]): Receipt[] {
  const cases = new Map<string, Receipt>();
  for (const receipt of all) if (!cases.has(receipt.caseId)) cases.set(receipt.caseId, receipt);
  return [...cases.values()];
}

async function migrate(
  words: string[] = [],
  settings: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawnMigrate(words, settings);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

/** Kills a move in its middle, once its mark is there. */
async function cutOff(): Promise<void> {
  const child = spawnMigrate([]);
  const ended = once(child, 'close');
  await until(() =>
    existsSync(join(old, 'nahtlos.db.moved')) || child.exitCode !== null ? true : undefined,
  );
  child.kill('SIGKILL');
  expect((await ended)[1]).toBe('SIGKILL');
  await expect(startOld()).rejects.toThrow('Run "nahtlos migrate" again');
}

function spawnMigrate(words: readonly string[], settings: Record<string, string> = {}) {
  // The last of an option counts.
  const call = ['migrate', '--from', old, ...words];
  return spawn(process.execPath, [resolve('dist/apps/cli/main.js'), ...call], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...apart.settings, ...settings },
  });
}

/** The folders can be written to again, and the breed of the dogs is known. */
async function mend(): Promise<void> {
  for (const blocked of [BLOCKED, GIVEN_UP]) {
    unlinkSync(join(out, blocked));
    mkdirSync(join(out, blocked));
  }
  change(join(packages, 'steuern/codelists/hunderasse_1.xml'), (text) =>
    text.replace(
      '<SimpleCodeList>',
      '<SimpleCodeList><Row><Value ColumnRef="name"><SimpleValue>Neu</SimpleValue></Value><Value ColumnRef="nummer"><SimpleValue>8888</SimpleValue></Value></Row>',
    ),
  );
}

/** Replays until `done`: the console hears of the last letters of the old server only after its start. */
async function replayAll(server: ServerProcess, done: () => Promise<boolean>): Promise<void> {
  let replayed = 0;
  while (!(await done())) {
    const { deadLetters } = await operator(server, '/v1/dead-letters?state=open&limit=500');
    for (const { id } of deadLetters) {
      await operator(server, `/v1/dead-letters/${id}/replay`, 'POST');
      replayed += 1;
    }
  }
  expect(replayed).toBeGreaterThan(2);
}

async function allDelivered(service: OnlineService): Promise<boolean> {
  for (const { submissionId } of receipts) {
    const { body } = await service.get(`/v1/submissions/${submissionId}`);
    if (body.status !== 'delivered') return false;
  }
  return true;
}

async function demandWholeTimeline(service: OnlineService, id: string): Promise<void> {
  const { body } = await service.get(`/v1/submissions/${id}`);
  const { timeline } = body as unknown as { timeline: { event: string }[] };
  const events = timeline.map(({ event }) => event);
  const once = ['received', 'transformed', 'delivering', 'delivered'];
  expect([id, events.filter((event) => once.includes(event))]).toEqual([id, once]);
}

/** Each case in the order of its acknowledgements. */
function demandOrder(submissionIds: readonly string[]): void {
  const places = new Map<string, number>();
  for (const [place, id] of submissionIds.entries()) if (!places.has(id)) places.set(id, place);
  for (const { caseId } of firstsOf(receipts)) {
    const ofCase = receipts.filter((receipt) => receipt.caseId === caseId);
    const found = ofCase.map(({ submissionId }) => places.get(submissionId)).filter(isPlace);
    expect(found).toEqual([...found].sort((one, other) => one - other));
  }
}

function isPlace(place: number | undefined): place is number {
  return place !== undefined;
}

/** The submissions of deliveries that went through, first of the old server, then of the new one. */
function deliveredInLogs(): string[] {
  const logs = [join(old, 'server.log'), join(folder, 'new/delivery/server.log')];
  return logs.flatMap((log) =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"decision":"delivered"'))
      .map((line) => (JSON.parse(line) as { submissionId: string }).submissionId),
  );
}

function attachmentsDelivered(): number {
  const files = readdirSync(join(out, BLOCKED), { recursive: true });
  return files.filter((name) => String(name).endsWith('auszug.pdf')).length;
}

async function messagesInTopics(): Promise<StoredEvent[]> {
  const store = await PostgresStore.open({ url: database });
  const nothing = () => undefined;
  const eventLog = await KafkaEventLog.open({
    options: {
      brokers: kafkaBrokers(),
      clientId: 'test',
      prefix: kafkaPrefix(),
      groupPrefix: kafkaPrefix(),
      tls: null,
      sasl: null,
    },
    topics: ['cluster.gewerbe', 'cluster.steuern'],
    store,
    observer: {
      retrying: nothing,
      poisoned: nothing,
      crashed: nothing,
      relayFails: nothing,
      relayWorks: nothing,
    },
    log: { info: nothing, warn: nothing, error: nothing },
    now: Date.now,
  });
  const records: StoredEvent[] = [];
  for await (const record of eventLog.read('cluster', { from: 0n })) records.push(record);
  await eventLog.close();
  await store.close();
  return records;
}

function messageId({ headers }: StoredEvent): string {
  return headers[HEADERS.messageId] as string;
}

function change(file: string, by: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  if (by(text) === text) throw new Error(`Nothing was changed in ${file}`);
  writeFileSync(file, by(text));
}
