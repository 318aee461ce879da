import { performance } from 'node:perf_hooks';
import { openBatchFlow, recordOf } from './batch-flow.js';
import { residentMemory } from './resident-memory.js';
import { acceptedSample } from './sample.js';

/** What this program prints as JSON: batches of an ordinary submission, with so many threads, for so many seconds. */
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

const [root = '.', threads = '0', seconds = '1'] = process.argv.slice(2);
const flow = await openBatchFlow(root, Number(threads));
const sample = acceptedSample(root);
const batch = Array.from({ length: BATCH }, (_, index) => recordOf(sample, index));

await handleFor(1);
const before = performance.eventLoopUtilization();
const rate = await handleFor(Number(seconds));
const { utilization } = performance.eventLoopUtilization(before);
const run: BatchesRun = { rate, busy: utilization, memory: residentMemory(process.pid).now };
process.stdout.write(JSON.stringify(run));
await flow.close();

async function handleFor(duration: number): Promise<number> {
  const begin = performance.now();
  let done = 0;
  while (performance.now() < begin + duration * 1000) {
    const events = await flow.handle(batch);
    // A message and a line of the journal each.
    if (events.length !== 2 * BATCH) throw new Error('Some submissions gave no message.');
    done += BATCH;
  }
  return (done * 1000) / (performance.now() - begin);
}
