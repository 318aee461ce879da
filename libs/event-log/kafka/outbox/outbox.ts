import { prepared, type Tx } from '#store';
import type { NewEvent } from '../../event-log.js';
import { Signal } from '../../signal.js';
import { sizeOf } from '../records.js';
import type { TopicNames } from '../topic-names.js';
import type { OutboxTables } from './outbox.tables.js';

/** Rows of one insert, most first; a multiple costs less than as many single ones. */
const ROWS_PER_INSERT = [20, 5, 1];
const COLUMNS = ['topic', 'key', 'value', 'headers', 'at', 'size'] as const;

/** The way into Kafka for what happens in the store: an append joins the caller's transaction. */
export class Outbox {
  /** Raised by what this process appends. */
  readonly arrival = new Signal();
  readonly #names: TopicNames;
  readonly #now: () => number;

  constructor(ports: { names: TopicNames; now: () => number }) {
    this.#names = ports.names;
    this.#now = ports.now;
  }

  async append(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const tables = tx.tables<OutboxTables>();
    const at = this.#now();
    for (const { topic } of events) this.#names.onBrokers(topic);
    for (let start = 0; start < events.length; ) {
      const left = events.length - start;
      const rows = ROWS_PER_INSERT.find((size) => size <= left) as number;
      const values = events
        .slice(start, start + rows)
        .flatMap((event) => [
          event.topic,
          event.key,
          Buffer.from(event.value.buffer, event.value.byteOffset, event.value.byteLength),
          JSON.stringify(event.headers),
          at,
          sizeOf(event),
        ]);
      await INSERTS.get(rows)?.(tables, values as never);
      start += rows;
    }
    tx.afterCommit(() => this.arrival.raise());
  }
}

/** Inserts of so many rows, their values by position. */
const INSERTS = new Map(
  ROWS_PER_INSERT.map((rows) => [
    rows,
    prepared<OutboxTables, Record<string, never>>((tables, value) =>
      tables
        .insertInto('outbox')
        .values(
          Array.from({ length: rows }, (_, row) =>
            Object.fromEntries(
              COLUMNS.map((column, index) => [column, value(String(row * COLUMNS.length + index))]),
            ),
          ) as never,
        ),
    ),
  ]),
);
