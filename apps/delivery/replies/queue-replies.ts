import type { StepResult, StoredEvent } from '#event-log';
import type { DeliveryTables } from '../delivery.tables.js';
import { insertDeliveries } from '../queue/insert.js';
import type { QueuePorts } from '../queue-batch.js';
import { queuedReply } from './queued-reply.js';

export interface QueueRepliesPorts extends QueuePorts {
  /** Whether the landscape has this destination at this moment. */
  knows(destination: string): boolean;
}

/**
 * The step from `replies` into the queue, for clients that have a webhook; the others fetch. A reply that comes twice
 * is one, by its id.
 */
export class QueueReplies {
  readonly #ports: QueueRepliesPorts;

  constructor(ports: QueueRepliesPorts) {
    this.#ports = ports;
  }

  async handle(batch: readonly StoredEvent[]): Promise<StepResult> {
    const replies = batch
      .map(queuedReply)
      .filter(({ destination }) => this.#ports.knows(destination));
    const now = this.#ports.now().getTime();
    return {
      write: async (tx) => {
        const queued = await insertDeliveries(tx.tables<DeliveryTables>(), replies, now);
        const destinations = new Set(queued.map(({ destination }) => destination));
        tx.afterCommit(() => this.#ports.wake(destinations));
        return undefined;
      },
    };
  }
}
