import { CompiledQuery, type Kysely } from 'kysely';
import { Failure, TOPICS, type TopicName, topicName } from '#domain';
import type { Store, Tx } from '#store';
import type {
  EventLog,
  ForgetLimits,
  NewEvent,
  PureResult,
  Range,
  RunningStep,
  Step,
  StepResult,
  StoredEvent,
} from '../event-log.js';
import { Signal } from '../signal.js';
import { runBatch, type StepObserver } from '../step-runner.js';
import { forgetOf } from './forget.js';
import { type MemoryTables, recall, remember } from './memory.js';
import { MIGRATIONS } from './migrations.js';

/** A batch ends at this many records or bytes, whichever comes first. */
const BATCH_RECORDS = 200;
const BATCH_BYTES = 4_000_000;
/**
 * A step under load takes what has gathered in this many milliseconds as one batch: fewer commits, each with more in
 * it. A record that comes after a quiet time is handled at once.
 */
const PACE = 10;
/** Rows of one insert, most first; a multiple costs less than as many single ones. */
const ROWS_PER_INSERT = [20, 5, 1];

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
}

type Result = (StepResult & PureResult) | undefined;
type EventRow = Omit<Tables['event'], 'stream'>;

/** The event log in the store's own database: an append joins the caller's transaction. */
export class EmbeddedEventLog implements EventLog {
  readonly #store: Store;
  readonly #observer: StepObserver;
  readonly #now: () => number;
  readonly #arrivals = new Map<TopicName, Signal>();
  readonly #running = new Set<RunningStep>();

  private constructor(ports: { store: Store; observer: StepObserver; now: () => number }) {
    this.#store = ports.store;
    this.#observer = ports.observer;
    this.#now = ports.now;
  }

  static async open(ports: {
    store: Store;
    observer: StepObserver;
    now: () => number;
  }): Promise<EmbeddedEventLog> {
    await ports.store.migrate('event_log', MIGRATIONS);
    return new EmbeddedEventLog(ports);
  }

  async append(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const tables = tx.tables<Tables>();
    const at = this.#now();
    for (let start = 0; start < events.length; ) {
      const left = events.length - start;
      const rows = ROWS_PER_INSERT.find((size) => size <= left) as number;
      const parameters: unknown[] = [];
      for (const event of events.slice(start, start + rows)) {
        parameters.push(streamOf(event.topic), event.topic, event.key, event.value);
        parameters.push(JSON.stringify(event.headers), at);
      }
      await tables.executeQuery(CompiledQuery.raw(INSERT[rows] as string, parameters));
      start += rows;
    }
    const touched = new Set(events.map((event) => streamOf(event.topic)));
    tx.afterCommit(() => {
      for (const stream of touched) this.#arrival(stream).raise();
    });
  }

  process(step: Step): RunningStep {
    const stream = streamOf(step.topic);
    const stop = new Signal();
    const done = this.#run(step, stream, stop);
    const running: RunningStep = {
      stop: async () => {
        stop.raise();
        this.#arrival(stream).raise();
        await done;
        this.#running.delete(running);
      },
    };
    this.#running.add(running);
    return running;
  }

  async *read(topic: string, range: Range): AsyncIterable<StoredEvent> {
    const stream = streamOf(topic);
    let next = Number(range.from);
    const end = range.to === undefined ? Number.MAX_SAFE_INTEGER : Number(range.to);
    while (next < end) {
      const rows = await this.#rows(stream, next, end);
      for (const row of rows) {
        if (topic === stream || row.topic === topic) yield stored(row);
      }
      const last = rows.at(-1);
      if (last === undefined) return;
      next = last.seq + 1;
    }
  }

  async lag(step: Pick<Step, 'name' | 'topic'>): Promise<number> {
    const next = await this.#progress(this.#store.tables<Tables>(), step.name);
    const row = await this.#store
      .tables<Tables>()
      .selectFrom('event')
      .select((select) => select.fn.countAll<number>().as('records'))
      .where('stream', '=', streamOf(step.topic))
      .where('seq', '>=', next)
      .executeTakeFirstOrThrow();
    return row.records;
  }

  async forget(limits: ForgetLimits): Promise<number> {
    for (const stream of Object.keys(TOPICS) as TopicName[]) {
      const records = await forgetOf(this.#store, stream, limits);
      if (records > 0) return records;
    }
    return 0;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.stop()));
  }

  async #run(step: Step, stream: TopicName, stop: Signal): Promise<void> {
    const arrival = this.#arrival(stream);
    let next: number | undefined;
    let handledAt = 0;
    while (!stop.raised) {
      const seen = arrival.count;
      try {
        const early = handledAt + PACE - performance.now();
        if (early > 0) await stop.within(early);
        next ??= await this.#progress(this.#store.tables<Tables>(), step.name);
        const rows = await this.#rows(stream, next, Number.MAX_SAFE_INTEGER);
        if (rows.length === 0) {
          await arrival.after(seen);
          continue;
        }
        handledAt = rows.length < BATCH_RECORDS ? performance.now() : 0;
        await runBatch(
          step,
          rows.map(stored),
          {
            handle: (batch) => this.#handle(step, batch),
            stopping: () => stop.raised,
            pause: (milliseconds) => stop.within(milliseconds),
            commit: async (batch, result) => {
              next = await this.#commit(step, next as number, batch, result);
            },
          },
          this.#observer,
        );
      } catch (cause) {
        this.#observer.retrying(step.name, 1, 1000, cause);
        next = undefined;
        await stop.within(1000);
      }
    }
  }

  #handle(step: Step, batch: readonly StoredEvent[]): Promise<Result> {
    if (step.memory === undefined) return step.handle(batch);
    return step.handle(batch, recall(this.#store.tables<MemoryTables>(), step.memory));
  }

  async #commit(
    step: Step,
    next: number,
    batch: readonly StoredEvent[],
    result: Result,
  ): Promise<number> {
    const after = Number(batch.at(-1)?.offset) + 1;
    await this.#store.write(async (tx) => {
      const more = await result?.write?.(tx);
      await this.append(tx, [...(result?.events ?? []), ...(more ?? [])]);
      if (step.memory !== undefined) {
        await remember(tx.tables<MemoryTables>(), step.memory, result?.memory ?? []);
      }
      await advance(tx, step.name, next, after);
    });
    return after;
  }

  async #progress(tables: Kysely<Tables>, step: string): Promise<number> {
    const row = await tables
      .selectFrom('step_progress')
      .select('next')
      .where('step', '=', step)
      .executeTakeFirst();
    return row?.next ?? 0;
  }

  async #rows(stream: TopicName, from: number, to: number): Promise<EventRow[]> {
    const { rows } = await this.#store
      .tables<Tables>()
      .executeQuery<EventRow>(CompiledQuery.raw(SELECT, [stream, from, to]));
    let bytes = 0;
    const fitting = rows.findIndex((row) => {
      bytes += row.value.length;
      return bytes > BATCH_BYTES;
    });
    return fitting > 0 ? rows.slice(0, fitting) : rows;
  }

  #arrival(stream: TopicName): Signal {
    let signal = this.#arrivals.get(stream);
    if (signal === undefined) {
      signal = new Signal();
      this.#arrivals.set(stream, signal);
    }
    return signal;
  }
}

const SELECT = `select seq, topic, key, value, headers, at from event
  where stream = ? and seq >= ? and seq < ? order by seq limit ${BATCH_RECORDS}`;

const INSERT: Record<number, string> = Object.fromEntries(
  ROWS_PER_INSERT.map((rows) => [
    rows,
    `insert into event (stream, topic, key, value, headers, at) values ${Array(rows)
      .fill('(?, ?, ?, ?, ?, ?)')
      .join(', ')}`,
  ]),
);

/** Compare and set: a step that runs twice by mistake is stopped here, before it can repeat its effects. */
async function advance(tx: Tx, step: string, from: number, to: number): Promise<void> {
  const tables = tx.tables<Tables>();
  const updated = await tables.executeQuery(
    CompiledQuery.raw('update step_progress set next = ? where step = ? and next = ?', [
      to,
      step,
      from,
    ]),
  );
  if (updated.numAffectedRows === 1n) return;
  if (from !== 0) throw new Failure('internal', `The step ${step} runs elsewhere too.`);
  await tables.executeQuery(
    CompiledQuery.raw('insert into step_progress (step, next) values (?, ?)', [step, to]),
  );
}

function stored(row: EventRow): StoredEvent {
  return {
    topic: row.topic,
    key: row.key,
    value: row.value,
    headers: JSON.parse(row.headers) as Record<string, string>,
    partition: 0,
    offset: BigInt(row.seq),
    at: row.at,
  };
}

function streamOf(topic: string): TopicName {
  const name = topicName(topic);
  if (name === undefined) throw new Failure('internal', `The topic map has no topic ${topic}.`);
  return name;
}
