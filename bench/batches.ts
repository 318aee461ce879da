import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { TRANSPORTS } from '#destinations';
import type { StoredEvent } from '#event-log';
import { loadLandscape } from '#landscape';
import { loadPackages, type Packages } from '#packages';
import { CaseHolds } from '../apps/transform/case-holds.js';
import { ThreadedMessages } from '../apps/transform/threads/threaded-messages.js';
import { TransformBatch } from '../apps/transform/transform-batch.js';
import { residentMemory } from './resident-memory.js';
import { acceptedSample } from './sample.js';

/** What a run of this program prints, as JSON. */
export interface BatchesRun {
  /** Messages a second. */
  rate: number;
  /** Share of the time that the main thread was busy. */
  busy: number;
  /** Megabytes, of the whole process. */
  memory: number;
}

/** As many as the embedded event log hands over at once under load. */
const BATCH = 200;

const [root = '.', count = '0', seconds = '1'] = process.argv.slice(2);
const folder = join(root, 'schemas');
const packages = await loadPackages(folder);
const landscape = await loadLandscape(join(root, 'landscape/demo'), {
  transports: TRANSPORTS,
  services: packages,
});
const threaded = new ThreadedMessages({
  count: Number(count),
  folder,
  log: { info: () => undefined, warn: ({ ...fields }) => console.error(fields) },
});
const transform = new TransformBatch({
  holds: { load: async () => new CaseHolds([], []), save: async () => undefined },
  records: { at: () => Promise.reject(new Error('Nothing waits here.')) },
  facts: () => ({
    routing: landscape,
    messages: packages,
    threaded: threaded.of(packages),
    product: { name: 'Nahtlos', vendor: 'Nahtlos', version: '0' },
    largestMessage: 950_000,
  }),
  now: () => new Date(),
});
const value = Buffer.from(JSON.stringify(acceptedSample(root)));
const batch = Array.from({ length: BATCH }, (_, index) => record(BigInt(index)));

await loaded(packages);
await handleFor(1);
const before = performance.eventLoopUtilization();
const rate = await handleFor(Number(seconds));
const { utilization } = performance.eventLoopUtilization(before);
const run: BatchesRun = { rate, busy: utilization, memory: residentMemory(process.pid).now };
process.stdout.write(JSON.stringify(run));
await threaded.close();

/** Until the threads have the packages. */
async function loaded(packages: Packages): Promise<void> {
  if (count === '0') return;
  while (threaded.of(packages) === undefined) await setTimeout(10);
  // The others load at the same time.
  await setTimeout(1000);
}

async function handleFor(duration: number): Promise<number> {
  const begin = performance.now();
  let done = 0;
  while (performance.now() < begin + duration * 1000) {
    const { events = [] } = await transform.handle(batch);
    if (events.length !== 2 * BATCH) throw new Error('Some submissions gave no message.');
    done += BATCH;
  }
  return (done * 1000) / (performance.now() - begin);
}

function record(offset: bigint): StoredEvent {
  return {
    topic: 'submissions',
    partition: 0,
    offset,
    at: 1_790_000_000_000,
    key: 'case',
    value,
    headers: {},
  };
}
