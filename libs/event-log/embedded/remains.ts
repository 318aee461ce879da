import { type Kysely, sql } from 'kysely';
import { TOPICS, type TopicName } from '#domain';
import type { Store } from '#store';
import type { StoredEvent } from '../event-log.js';
import { MIGRATIONS } from './migrations.js';

/** Records in memory at once. */
const PAGE = 50;

interface Tables {
  event: {
    seq: number;
    stream: string;
    topic: string;
    key: string;
    value: Buffer;
    headers: string;
    at: number;
  };
  step_progress: { step: string; next: number };
  step_memory: { memory: string; key: string; name: string; headers: string; value: Buffer };
}

/** An entry of a step's memory with its bytes. */
export interface RememberedRecord {
  key: string;
  name: string;
  headers: Record<string, string>;
  value: Uint8Array;
}

/**
 * What an embedded event log still holds when nothing runs on it any more: the records that its steps have not
 * handled, and what they remember. Reads only.
 */
export class EmbeddedRemains {
  readonly #tables: Kysely<Tables>;
  /** Above every offset that the log has ever given. */
  readonly end: number;

  private constructor(tables: Kysely<Tables>, end: number) {
    this.#tables = tables;
    this.end = end;
  }

  static async open(store: Pick<Store, 'tables'>): Promise<EmbeddedRemains> {
    const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence
      where name = 'event'`.execute(store.tables());
    return new EmbeddedRemains(store.tables<Tables>(), Number(rows[0]?.seq ?? 0) + 1);
  }

  /** The migrations that this version demands of the tables. */
  static readonly migrations: Readonly<Record<string, unknown>> = MIGRATIONS;

  /**
   * What a step of an entry of the topic map has not handled, in order. Nothing for what nobody consumes. Where a topic
   * has several steps, one of them may get again what it has handled.
   */
  async *unhandled(topic: TopicName): AsyncIterable<StoredEvent> {
    const steps = TOPICS[topic].consumers.map((app) => `${app}.${topic}`);
    if (steps.length === 0) return;
    const progress = await this.#tables
      .selectFrom('step_progress')
      .select('next')
      .where('step', 'in', steps)
      .execute();
    const furthest = progress.length < steps.length ? [0] : progress.map((row) => row.next);
    for (let next = Math.min(...furthest); ; ) {
      const rows = await this.#tables
        .selectFrom('event')
        .select(['seq', 'topic', 'key', 'value', 'headers', 'at'])
        .where('stream', '=', topic)
        .where('seq', '>=', next)
        .orderBy('seq')
        .limit(PAGE)
        .execute();
      for (const { seq, headers, ...record } of rows) {
        yield { ...record, headers: JSON.parse(headers), partition: 0, offset: BigInt(seq) };
        next = seq + 1;
      }
      if (rows.length < PAGE) return;
    }
  }

  /** What is remembered in a topic, by key and name. */
  async *remembered(topic: TopicName): AsyncIterable<RememberedRecord> {
    for (let last: { key: string; name: string } | undefined; ; ) {
      const rows: Tables['step_memory'][] = await this.#tables
        .selectFrom('step_memory')
        .selectAll()
        .where('memory', '=', topic)
        .$if(last !== undefined, (query) =>
          query.where(sql<boolean>`(key, name) > (${last?.key}, ${last?.name})`),
        )
        .orderBy('key')
        .orderBy('name')
        .limit(PAGE)
        .execute();
      for (const { key, name, headers, value } of rows) {
        yield { key, name, headers: JSON.parse(headers), value };
        last = { key, name };
      }
      if (rows.length < PAGE) return;
    }
  }
}
