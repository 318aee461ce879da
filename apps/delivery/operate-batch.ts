import { Failure, HEADERS } from '#domain';
import type { NewEvent, StepResult, StoredEvent } from '#event-log';
import type { DeliveryTables } from './delivery.tables.js';
import {
  type DestinationDecision,
  operateDestination,
} from './destinations/operate-destination.js';
import { readClock } from './dispatch/schedule-clock.js';
import { discard, reopen } from './queue/operate.js';
import type { Tables } from './queue/positional.js';
import { delivering, type QueuePorts, queueMessages } from './queue-batch.js';
import { replayedMessage } from './queued-message.js';

/** What an operator decided about a dead letter or a destination, as far as it concerns the queue. */
type Decided = (
  tables: Tables,
  at: Date,
) => Promise<{ destinations: Iterable<string>; events: NewEvent[] }>;

export interface OperatePorts extends QueuePorts {
  /** Tells the dispatcher which destinations an operator has stopped or let go on. */
  decided(destinations: Iterable<string>): void;
}

/**
 * The step that carries out what operators decided. The replay of a dead letter reopens the row and a discard
 * settles it, both only while it is dead-lettered: pressed twice, the second changes nothing. The replay of a
 * record that never became a row queues it. A destination is paused and resumed.
 */
export class OperateBatch {
  readonly #ports: OperatePorts;

  constructor(ports: OperatePorts) {
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
          for (const destination of done.destinations) destinations.add(destination);
          events.push(...done.events);
        }
        tx.afterCommit(() => this.#ports.decided(destinations));
        return events;
      },
    };
  }
}

function decidedIn(record: StoredEvent): Decided {
  const operation = record.headers[HEADERS.operation];
  if (operation === 'pause' || operation === 'resume') return aboutDestination(record, operation);
  if (operation !== 'replay' && operation !== 'discard') {
    throw new Failure('poison', `The record has no known ${HEADERS.operation}.`);
  }
  if (operation === 'replay' && record.value.length > 0) {
    const message = replayedMessage(record);
    return async (tables, at) => {
      const destinations = new Set([message.destination]);
      const queued = await queueMessages(tables, [message], at.getTime(), destinations);
      return {
        destinations,
        events: queued.map((inserted) => delivering(inserted, at)),
      };
    };
  }
  const messageId = record.headers[HEADERS.messageId] ?? '';
  const destination = record.headers[HEADERS.destination] ?? '';
  const carryOut = operation === 'replay' ? reopen : discard;
  return async (tables, at) => {
    const destinations = new Set([destination]);
    await carryOut(tables, { messageId, destination }, at.getTime(), destinations);
    return { destinations, events: [] };
  };
}

function aboutDestination({ headers }: StoredEvent, operation: 'pause' | 'resume'): Decided {
  const [id, destination] = [headers[HEADERS.operationId], headers[HEADERS.destination]];
  if (!id || !destination) {
    throw new Failure('poison', 'The record does not say which decision it is, and about what.');
  }
  const decision: DestinationDecision = {
    id,
    destination,
    operation,
    operator: headers[HEADERS.operator] ?? '',
    reason: headers[HEADERS.reason] ?? null,
  };
  return async (tables, at) => {
    const now = at.getTime();
    const time = now - ((await readClock(tables))?.skipped ?? 0);
    await operateDestination(tables, decision, { now, time });
    return { destinations: [destination], events: [] };
  };
}
