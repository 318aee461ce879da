import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { DestinationConfig } from '#domain';
import { EmbeddedEventLog } from '#event-log';
import { SqliteStore } from '#store';
import { OpenConnections } from '../apps/delivery/attempts/open-connections.js';
import type { DeliveryTables } from '../apps/delivery/delivery.tables.js';
import { Dispatcher } from '../apps/delivery/dispatch/dispatcher.js';
import { MIGRATIONS } from '../apps/delivery/migrations.js';
import { residentMemory } from './resident-memory.js';

/** What this program prints as JSON. */
export interface WaitedWeek {
  /** Seconds until the others had all of theirs. */
  seconds: number;
  /** Megabytes at the end of the week. */
  memory: number;
  /** Attempts at the one that is down. */
  attempts: number;
}

/** So many wait for a destination that is down for a week, in which it is probed every five minutes. */
const [, , waiting = '1000'] = process.argv;
const DOWN = 'down';
const OTHERS = Array.from({ length: 20 }, (_, n) => `d${n}`);
const EACH = 500;
const PROBE = 300_000;
const PROBES = (7 * 86_400_000) / PROBE;

const folder = await mkdtemp(join(tmpdir(), 'nahtlos-bench-'));
const store = new SqliteStore(join(folder, 'nahtlos.db'));
const observer = { retrying: () => {}, poisoned: () => {} };
const eventLog = await EmbeddedEventLog.open({ store, observer, now: Date.now });
await store.migrate('delivery', MIGRATIONS);
await queue(Number(waiting), DOWN);
for (const id of OTHERS) await queue(EACH, id);

let passed = 0;
let attempts = 0;
let delivered = 0;
const configs = new Map([DOWN, ...OTHERS].map((id) => [id, configOf(id)]));
const log = { info: () => {}, warn: () => {}, error: () => {} };
const dispatcher = new Dispatcher({
  store,
  eventLog,
  log,
  blobs: {
    open: () => {
      throw new Error('No attachments here');
    },
  },
  summaries: { of: async () => undefined },
  connections: new OpenConnections({
    log,
    knowsTransport: () => true,
    open: ({ id }) => ({
      deliver: async () => {
        if (id === DOWN) {
          attempts += 1;
          return { kind: 'retry', code: 'unreachable', detail: 'It is down.' };
        }
        await setTimeout(2);
        delivered += 1;
        return { kind: 'accepted', receipt: 'taken' };
      },
      close: async () => {},
    }),
  }),
  destination: (id) => configs.get(id),
  awaitsAcknowledgement: () => false,
  meter: { attempted: () => {} },
  now: () => Date.now() + passed,
  ticks: () => performance.now(),
  random: Math.random,
  settings: {
    deliveryLease: 15,
    deliveriesInHand: 2_000,
    longestAttempt: 3_600,
    deliveryGrace: 10,
  },
});
const begin = performance.now();
dispatcher.start();
while (delivered < OTHERS.length * EACH) await setTimeout(5);
const seconds = (performance.now() - begin) / 1000;
for (let probe = 0; probe < PROBES; probe += 1) {
  passed += PROBE;
  dispatcher.wake([]);
  await setTimeout(3);
}
const memory = residentMemory(process.pid).now;
await dispatcher.stop();
await eventLog.close();
await store.close();
await rm(folder, { recursive: true });
process.stdout.write(JSON.stringify({ seconds, memory, attempts } satisfies WaitedWeek));

function configOf(id: string): DestinationConfig {
  const retry = { initialInterval: 5, maximumInterval: 21_600, giveUpAfter: 1_209_600 };
  return { id, name: id, transport: 'scripted', concurrency: 4, retry, settings: {} };
}

/** Messages of 3 KB, each of a case of its own. */
async function queue(messages: number, destination: string): Promise<void> {
  const now = Date.now();
  await store.write(async (tx) => {
    const tables = tx.tables<DeliveryTables>();
    await sql`
      with recursive n (i) as (select 1 union all select i + 1 from n where i < ${messages})
      insert into delivery (message_id, destination, case_id, submission_id, cluster, size, origin_topic,
        origin_partition, origin_offset, state, head, due_at, attempt, failures, created_at)
      select ${destination} || i, ${destination}, 'c-' || i, 's-' || i, 'gewerbe', 3000, 'cluster.gewerbe', 0, i,
        'open', 1, ${now}, 0, 0, ${now} from n`.execute(tables);
    await sql`
      insert into delivery_payload (delivery_id, headers, value)
      select id, '{}', cast(printf('%.*c', 3000, 'x') as blob) from delivery
      where destination = ${destination}`.execute(tables);
  });
}
