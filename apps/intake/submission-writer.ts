import { Failure } from '#domain';
import type { EventLog, NewEvent } from '#event-log';
import { isPostgres, prepared, type Store, type Tx } from '#store';
import type { IntakeTables } from './intake.tables.js';
import {
  type ComparableSubmission,
  type SubmissionRow,
  submissionByReference,
} from './submission-rows.js';

/** What becomes durable with one submission, all of it or nothing. */
export interface NewSubmission {
  row: SubmissionRow;
  attachmentUris: readonly string[];
  events: readonly NewEvent[];
}

interface Waiting {
  submission: NewSubmission;
  resolve(known: ComparableSubmission | undefined): void;
  reject(cause: unknown): void;
}

/** Submissions written in one unit of work at most; bounds how long the event loop is kept. */
const BATCH_LIMIT = 200;
/** Rows of one insert: one statement with many rows costs much less than many with one. */
const ROWS_PER_INSERT = [20, 5, 1];

/**
 * Writes submissions. Those that wait when the store's turn comes share one unit of work and its statements. Should
 * such a unit fail for another reason than the store's own, each is written alone, so that none falls with another.
 */
export class SubmissionWriter {
  readonly #store: Pick<Store, 'write'>;
  readonly #eventLog: Pick<EventLog, 'append'>;
  #waiting: Waiting[] = [];

  constructor(ports: { store: Pick<Store, 'write'>; eventLog: Pick<EventLog, 'append'> }) {
    this.#store = ports.store;
    this.#eventLog = ports.eventLog;
  }

  /**
   * Resolves when the submission is durable: with undefined, or with the earlier one of the same client and
   * reference where there is one; then nothing was written.
   */
  keep(submission: NewSubmission): Promise<ComparableSubmission | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ submission, resolve, reject });
      if (this.#waiting.length === 1) void this.#writeWaiting();
    });
  }

  async #writeWaiting(): Promise<void> {
    let batch: Waiting[] = [];
    try {
      const known = await this.#store.write((tx) => {
        batch = this.#waiting.splice(0, BATCH_LIMIT);
        if (this.#waiting.length > 0) void this.#writeWaiting();
        return this.#writeAll(tx, batch);
      });
      for (const [index, waiting] of batch.entries()) waiting.resolve(known[index]);
    } catch (cause) {
      if (batch.length === 0) batch = this.#waiting.splice(0);
      const ownFault = batch.length > 1 && !(cause instanceof Failure);
      for (const waiting of batch) {
        if (ownFault) void this.#writeAlone(waiting);
        else waiting.reject(cause);
      }
    }
  }

  async #writeAlone(waiting: Waiting): Promise<void> {
    try {
      const [known] = await this.#store.write((tx) => this.#writeAll(tx, [waiting]));
      waiting.resolve(known);
    } catch (cause) {
      waiting.reject(cause);
    }
  }

  async #writeAll(
    tx: Tx,
    batch: readonly Waiting[],
  ): Promise<readonly (ComparableSubmission | undefined)[]> {
    const submissions = batch.map(({ submission }) => submission);
    const written = await insertSubmissions(
      tx,
      submissions.map(({ row }) => row),
    );
    const fresh = submissions.filter(({ row }) => written.has(row.submission_id));
    for (const { row, attachmentUris } of fresh) {
      if (attachmentUris.length === 0) continue;
      await tx
        .tables<IntakeTables>()
        .insertInto('attachment')
        .values(attachmentUris.map((uri) => ({ uri, submission_id: row.submission_id })))
        .execute();
    }
    await this.#eventLog.append(
      tx,
      fresh.flatMap(({ events }) => events),
    );
    if (fresh.length === submissions.length) return [];
    const known: (ComparableSubmission | undefined)[] = [];
    for (const { row } of submissions) {
      known.push(
        written.has(row.submission_id)
          ? undefined
          : await submissionByReference(tx, row.client, row.reference),
      );
    }
    return known;
  }
}

/** @returns the ids of those inserted: all but those whose client has used the reference before */
async function insertSubmissions(tx: Tx, rows: readonly SubmissionRow[]): Promise<Set<string>> {
  const tables = tx.tables<IntakeTables>();
  const written = new Set<string>();
  const ordered = isPostgres(tables) ? inOneOrder(rows) : rows;
  for (let start = 0; start < ordered.length; ) {
    const count = ROWS_PER_INSERT.find((size) => size <= ordered.length - start) as number;
    const inserting = ordered.slice(start, start + count);
    const values = inserting.flatMap(valuesOf);
    const outcome = await INSERTS[count]?.(tables, values as unknown as Record<string, never>);
    const ids = inserting.map((row) => row.submission_id);
    // The rule needs no answer in rows, which costs as much as the insert itself.
    for (const id of outcome?.changed === count ? ids : await thoseThatExist(tx, ids)) {
      written.add(id);
    }
    start += count;
  }
  return written;
}

/** Units that overlap insert references in one order, lest two wait for each other. */
function inOneOrder(rows: readonly SubmissionRow[]): SubmissionRow[] {
  const key = (row: SubmissionRow) => `${row.client} ${row.reference}`;
  return [...rows].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

async function thoseThatExist(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx
    .tables<IntakeTables>()
    .selectFrom('submission')
    .select('submission_id')
    .where('submission_id', 'in', ids)
    .execute();
  return rows.map((row) => row.submission_id);
}

const COLUMNS = [
  'submission_id',
  'client',
  'reference',
  'case_id',
  'received_at',
  'destinations',
  'body',
  'replies',
] as const satisfies readonly (keyof SubmissionRow)[];

function valuesOf(row: SubmissionRow): SubmissionRow[keyof SubmissionRow][] {
  return COLUMNS.map((column) => row[column]);
}

/** Inserts of so many rows, their values by position. */
const INSERTS = Object.fromEntries(
  ROWS_PER_INSERT.map((count) => [
    count,
    prepared<IntakeTables, Record<string, never>>((tables, value) =>
      tables
        .insertInto('submission')
        .values(
          Array.from({ length: count }, (_, row) =>
            Object.fromEntries(
              COLUMNS.map((column, index) => [column, value(String(row * COLUMNS.length + index))]),
            ),
          ) as never,
        )
        .onConflict((conflict) => conflict.columns(['client', 'reference']).doNothing()),
    ),
  ]),
);
