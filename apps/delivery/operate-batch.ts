import { Failure, HEADERS } from '#domain';
import type { NewEvent, StepResult, StoredEvent } from '#event-log';
import type { DeliveryTables } from './delivery.tables.js';
import { insertDeliveries } from './queue/insert.js';
import { discard, reopen } from './queue/operate.js';
import type { Tables } from './queue/positional.js';
import { delivering, type QueuePorts } from './queue-batch.js';
import { replayedMessage } from './queued-message.js';

/** What an operator decided about a dead letter, as far as it concerns the queue. */
type Decided = (tables: Tables, at: Date) => Promise<{ destination: string; events: NewEvent[] }>;

/**
 * The step that carries out what operators decided about dead letters. A replay reopens the row and a discard
 * settles it, both only while it is dead-lettered: pressed twice, the second changes nothing. The replay of a
 * record that never became a row queues it.
 */
export class OperateBatch {
  readonly #ports: QueuePorts;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  async handle(batch: readonly StoredEvent[]): Promise<StepResult> {
    const decided = batch.map(decidedIn);
    const at = this.#ports.now();
    return {
      write: async (tx) => {
        const tables = tx.tables<DeliveryTables>();
        const destinations = new Set<string>();
        const events: NewEvent[] = [];
        for (const carryOut of decided) {
          const done = await carryOut(tables, at);
          destinations.add(done.destination);
          events.push(...done.events);
        }
        tx.afterCommit(() => this.#ports.wake(destinations));
        return events;
      },
    };
  }
}

function decidedIn(record: StoredEvent): Decided {
  const operation = record.headers[HEADERS.operation];
  if (operation !== 'replay' && operation !== 'discard') {
    throw new Failure('poison', `The record has no known ${HEADERS.operation}.`);
  }
  if (operation === 'replay' && record.value.length > 0) {
    const message = replayedMessage(record);
    return async (tables, at) => {
      const queued = await insertDeliveries(tables, [message], at.getTime());
      return {
        destination: message.destination,
        events: queued.map((inserted) => delivering(inserted, at)),
      };
    };
  }
  const messageId = record.headers[HEADERS.messageId] ?? '';
  const destination = record.headers[HEADERS.destination] ?? '';
  const carryOut = operation === 'replay' ? reopen : discard;
  return async (tables, at) => {
    await carryOut(tables, { messageId, destination }, at.getTime());
    return { destination, events: [] };
  };
}
