import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TRANSPORTS } from '#destinations';
import type { AcceptedSubmission } from '#domain';
import type { Memory, NewEvent, StoredEvent } from '#event-log';
import { loadLandscape } from '#landscape';
import { loadPackages } from '#packages';
import { ThreadedMessages } from '../apps/transform/threads/threaded-messages.js';
import { TransformBatch } from '../apps/transform/transform-batch.js';

const NO_MEMORY: Memory = {
  about: async () => [],
  value: () => Promise.reject(new Error('Nothing waits here.')),
};

/** Transform on batches that lie in memory, with the packages and the landscape of the demo. */
export interface BatchFlow {
  handle(batch: readonly StoredEvent[]): Promise<readonly NewEvent[]>;
  close(): Promise<void>;
}

/** Opens it with so many threads, and waits until they have loaded the packages. */
export async function openBatchFlow(root: string, threads: number): Promise<BatchFlow> {
  const folder = join(root, 'schemas');
  const packages = await loadPackages(folder);
  const landscape = await loadLandscape(join(root, 'landscape/demo'), {
    transports: TRANSPORTS,
    services: packages,
  });
  const threaded = new ThreadedMessages({
    count: threads,
    folder,
    log: { info: () => undefined, warn: (fields) => process.stderr.write(JSON.stringify(fields)) },
  });
  const transform = new TransformBatch({
    facts: () => ({
      routing: landscape,
      messages: packages,
      threaded: threaded.of(packages),
      product: { name: 'Nahtlos', vendor: 'Nahtlos', version: '0' },
      largestMessage: 950_000,
      content: () => Promise.reject(new Error('Nothing is embedded here.')),
    }),
    now: () => new Date(),
  });
  if (threads > 0) {
    while (threaded.of(packages) === undefined) await setTimeout(10);
    // One is ready; the others load at the same time.
    await setTimeout(1000);
  }
  return {
    handle: async (batch) => (await transform.handle(batch, NO_MEMORY)).events ?? [],
    close: async () => {
      await threaded.close();
      packages.close();
    },
  };
}

/** The record of a submission that is a case of its own. */
export function recordOf(accepted: AcceptedSubmission, offset: number): StoredEvent {
  const caseId = `019a0000-0000-7000-8000-${String(offset).padStart(12, '0')}`;
  return {
    topic: 'submissions',
    partition: 0,
    offset: BigInt(offset),
    at: 1_790_000_000_000,
    key: caseId,
    value: Buffer.from(JSON.stringify({ ...accepted, caseId })),
    headers: {},
  };
}
