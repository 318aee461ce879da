import { randomUUID } from 'node:crypto';
import { asFailure, FAILURES, HEADERS, isFromOutside, memberTopic } from '#domain';
import { BatchAbandoned } from './batch-abandoned.js';
import type { NewEvent, Step, StoredEvent } from './event-log.js';

/** How often a record that fails for an unknown reason is tried before it counts as poison. */
const ATTEMPTS_BEFORE_POISON = 5;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 30_000;

/** What the runner tells about its work; never a value of an application. */
export interface StepObserver {
  retrying(step: string, attempt: number, pauseMilliseconds: number, cause: unknown): void;
  poisoned(step: string, record: StoredEvent, cause: unknown): void;
}

/** The half of a step that the adapter brings. */
export interface StepStorage<Result> {
  handle(batch: readonly StoredEvent[]): Promise<Result>;
  /** Makes the result and the progress past `batch` durable together. */
  commit(
    batch: readonly StoredEvent[],
    result: Result | { events: readonly NewEvent[] },
  ): Promise<void>;
  /** Waits; ends early when the step is stopped. */
  pause(milliseconds: number): Promise<void>;
  stopping(): boolean;
}

/**
 * Handles one batch to its end: committed, or given up because the step stops. This is the only place that turns
 * what a handler throws into a retry or a dead letter.
 *
 * @throws BatchAbandoned as the storage throws it
 */
export async function runBatch<Result>(
  step: Pick<Step, 'name' | 'topic'>,
  batch: readonly StoredEvent[],
  storage: StepStorage<Result>,
  observer: StepObserver,
): Promise<void> {
  for (let attempt = 1; !storage.stopping(); attempt += 1) {
    try {
      await storage.commit(batch, await storage.handle(batch));
      return;
    } catch (cause) {
      if (cause instanceof BatchAbandoned) throw cause;
      const failure = asFailure(cause);
      const lasting = failure.code === 'internal' || failure.disposition !== 'retry';
      const [only] = batch;
      if (lasting && only !== undefined && batch.length > 1) {
        for (const record of batch) await runBatch(step, [record], storage, observer);
        return;
      }
      if (lasting && only !== undefined && attempt >= ATTEMPTS_BEFORE_POISON) {
        observer.poisoned(step.name, only, cause);
        await storage.commit(batch, { events: poisonLetter(step, only) });
        return;
      }
      const pause = Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE);
      observer.retrying(step.name, attempt, pause, cause);
      await storage.pause(pause);
    }
  }
}

/** A dead letter that itself is poison is told to the log and not announced again: it would go round for ever. */
function poisonLetter(step: Pick<Step, 'name' | 'topic'>, record: StoredEvent): NewEvent[] {
  if (step.topic === 'dead-letters') return [];
  const headers = isFromOutside(record.topic) ? {} : record.headers;
  return [
    {
      topic: memberTopic('dead-letters', 'internal'),
      key: record.key,
      value: record.value,
      headers: {
        ...headers,
        // By its place alone it could not be told from a record of a log that was before this one.
        [HEADERS.deadLetterId]: headers[HEADERS.deadLetterId] ?? randomUUID(),
        [HEADERS.stage]: 'internal',
        [HEADERS.code]: 'poison',
        [HEADERS.detail]: `${FAILURES.poison.title} by the step ${step.name}. The log tells the cause.`,
        [HEADERS.findings]: '[]',
        [HEADERS.originTopic]: record.topic,
        [HEADERS.originPartition]: String(record.partition),
        [HEADERS.originOffset]: String(record.offset),
      },
    },
  ];
}
