import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { destinationFor, TRANSPORTS } from '#destinations';
import { type DestinationConfig, HEADERS } from '#domain';
import { EmbeddedEventLog } from '#event-log';
import { SqliteStore } from '#store';
import { OpenConnections } from '../apps/delivery/attempts/open-connections.js';
import type { DeliveryTables } from '../apps/delivery/delivery.tables.js';
import { Dispatcher } from '../apps/delivery/dispatch/dispatcher.js';
import { MIGRATIONS } from '../apps/delivery/migrations.js';
import { queueSize } from '../apps/delivery/queue/count.js';
import { QueueBatch } from '../apps/delivery/queue-batch.js';

/** What this program is called with, as JSON: so many messages of so many cases in turn, to so many destinations. */
export interface DeliverJob {
  folder: string;
  url: string;
  ca: string;
  messages: number;
  cases: number;
  destinations: number;
  /** Whether the last of the destinations is down; then what it would get is not waited for. */
  down: boolean;
}

/** What this program prints as JSON. */
export interface DeliverRun {
  seconds: number;
  commits: number;
  attempts: number;
}

const BATCH = 500;
/** As a data centre would set it for a case system that can. */
const CONCURRENCY = 64;
/** A realistic message of some 3 KB. */
const XML = Buffer.from(`<message>${'x'.repeat(3_000)}</message>`);

const job = JSON.parse(process.argv[2] ?? '{}') as DeliverJob;
const store = new SqliteStore(join(job.folder, 'nahtlos.db'));
const observer = { retrying: () => {}, poisoned: () => {} };
const eventLog = await EmbeddedEventLog.open({ store, observer, now: Date.now });
await store.migrate('delivery', MIGRATIONS);

const configs = new Map(Array.from({ length: job.destinations }, (_, n) => [`d${n}`, configOf(n)]));
let attempts = 0;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const connections = new OpenConnections({
  knowsTransport: (type) => TRANSPORTS.some((transport) => transport.type === type),
  open: (config) =>
    destinationFor(config, {
      dataFolder: job.folder,
      readSecret: (reference) => readFileSync(reference.slice('file:'.length), 'utf8'),
      topicsInReach: false,
    } as Parameters<typeof destinationFor>[1]),
  log: quiet,
});
const dispatcher = new Dispatcher({
  store,
  eventLog,
  blobs: {
    open: () => {
      throw new Error('No attachments here');
    },
  },
  summaries: { of: async () => undefined },
  connections,
  destination: (id) => configs.get(id),
  awaitsAcknowledgement: () => false,
  meter: {
    attempted: () => {
      attempts += 1;
    },
  },
  log: quiet,
  now: Date.now,
  ticks: () => performance.now(),
  random: Math.random,
  settings: {
    deliveryLease: 15,
    deliveriesInHand: 2_000,
    longestAttempt: 3_600,
    deliveryGrace: 10,
  },
});
await queueAll();
const before = store.statistics().commits;
const begin = performance.now();
dispatcher.start();
while ((await open()) > 0) await setTimeout(5);
const run: DeliverRun = {
  seconds: (performance.now() - begin) / 1000,
  commits: store.statistics().commits - before,
  attempts,
};
await dispatcher.stop();
await connections.close();
await eventLog.close();
await store.close();
process.stdout.write(JSON.stringify(run));

function configOf(n: number): DestinationConfig {
  const isDown = job.down && n === job.destinations - 1;
  return {
    id: `d${n}`,
    name: `d${n}`,
    transport: 'https',
    concurrency: CONCURRENCY,
    retry: { initialInterval: 5, maximumInterval: 21_600, giveUpAfter: 1_209_600 },
    settings: { url: isDown ? 'https://127.0.0.1:1/' : job.url, ca: `file:${job.ca}` },
  };
}

/** The messages of a case go to one destination; the cases take turns. */
async function queueAll(): Promise<void> {
  const queue = new QueueBatch({ wake: () => {}, now: () => new Date() });
  for (let start = 0; start < job.messages; start += BATCH) {
    const records = Array.from({ length: Math.min(BATCH, job.messages - start) }, (_, index) =>
      recordOf(start + index),
    );
    const { write } = await queue.handle(records);
    await store.write(async (tx) => {
      await eventLog.append(tx, (await write?.(tx)) ?? []);
    });
  }
}

function recordOf(at: number) {
  const [caseId, number] = [`c${at % job.cases}`, Math.floor(at / job.cases)];
  return {
    topic: 'cluster.bench',
    partition: 0,
    offset: BigInt(at),
    at: Date.now(),
    key: caseId,
    value: XML,
    headers: {
      [HEADERS.ceTime]: '2026-11-22T10:00:00.000+01:00',
      [HEADERS.messageId]: `${caseId}-${number}`,
      [HEADERS.messageType]: 'bench.message.0010',
      [HEADERS.submissionId]: `s${at}`,
      [HEADERS.caseId]: caseId,
      [HEADERS.service]: '99050012104000',
      [HEADERS.area]: '072355004004',
      [HEADERS.destination]: `d${(at % job.cases) % job.destinations}`,
      [HEADERS.attachments]: '[]',
      [HEADERS.test]: 'false',
    },
  };
}

/** What is still to be delivered to destinations that are there. */
async function open(): Promise<number> {
  const tables = store.tables<DeliveryTables>();
  if (!job.down) return (await queueSize(tables)).open;
  const { left } = await tables
    .selectFrom('delivery')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('destination', '<>', `d${job.destinations - 1}`)
    .where('state', '<>', 'delivered')
    .executeTakeFirstOrThrow();
  return left;
}
