import { HEADERS } from '#domain';
import type { StepResult, StoredEvent } from '#event-log';
import type { DeliveryTables } from './delivery.tables.js';
import { followMoves } from './moves/case-moves.js';
import { insertDeliveries } from './queue/insert.js';
import type { Tables } from './queue/positional.js';
import { supersede } from './queue/supersede.js';
import { type QueuedMessage, queuedMessage } from './queued-message.js';
import { journalled } from './records.js';

export interface QueuePorts {
  /** Tells the dispatcher where there is something to do. */
  wake(destinations: Iterable<string>): void;
  now(): Date;
}

/** The step from `cluster.<id>` into the queue: a row per message and destination, however often a record comes. */
export class QueueBatch {
  readonly #ports: QueuePorts;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  async handle(batch: readonly StoredEvent[]): Promise<StepResult> {
    const messages = batch.map(queuedMessage);
    const at = this.#ports.now();
    return {
      write: async (tx) => {
        const tables = tx.tables<DeliveryTables>();
        const destinations = new Set<string>();
        const queued = await queueMessages(tables, messages, at.getTime(), destinations);
        for (const { destination } of queued) destinations.add(destination);
        tx.afterCommit(() => this.#ports.wake(destinations));
        return queued.map((message) => delivering(message, at));
      },
    };
  }
}

/**
 * In their order: what replaces another takes its place, all others stand behind those before them. `touched` gets
 * further destinations that have something to do.
 */
export async function queueMessages(
  tables: Tables,
  messages: readonly QueuedMessage[],
  now: number,
  touched: Set<string>,
): Promise<QueuedMessage[]> {
  const queued: QueuedMessage[] = [];
  for (let from = 0; from < messages.length; ) {
    const next = messages.findIndex((message, at) => at >= from && replacedBy(message));
    const end = next < 0 ? messages.length : next;
    const others = await insertDeliveries(tables, messages.slice(from, end), now);
    for (const other of await followMoves(tables, others, now)) touched.add(other);
    queued.push(...others);
    const corrected = messages[end];
    const replaces = corrected && replacedBy(corrected);
    if (corrected && replaces && (await supersede(tables, corrected, replaces, now, touched))) {
      queued.push(corrected);
    }
    from = end + 1;
  }
  return queued;
}

/** The message that this one replaces. */
function replacedBy({ headers }: QueuedMessage): string | undefined {
  return headers[HEADERS.replaces];
}

/** The journal's entry for a message that was queued. */
export function delivering(message: QueuedMessage, at: Date) {
  const { submissionId, caseId, messageId, destination } = message;
  return journalled({
    type: 'delivering',
    submissionId,
    caseId,
    at: at.toISOString(),
    messageId,
    destination,
  });
}
