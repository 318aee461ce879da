import type { Selectable } from 'kysely';
import { v7 } from 'uuid';
import { Failure } from '#domain';
import type { Store } from '#store';
import { givenReason, namedOperator } from './decision-words.js';
import { criteriaOf, type DeadLetterFilter, matching, notHeldFrom } from './letter-filter.js';
import type { BulkOperation, BulkState, RegisterTables } from './register.tables.js';

/** Letters a second, where nobody says how many. */
export const USUAL_RATE = 500;
export const HIGHEST_RATE = 5_000;
const LISTED = 50;

/** Replay or discard every open letter that matches. */
export interface BulkRequest {
  filter: Omit<DeadLetterFilter, 'state'>;
  operation: BulkOperation;
  /** Of a discard. */
  reason?: string | undefined;
  /** Letters a second; `USUAL_RATE` where absent. */
  rate?: number | undefined;
}

/** How far it has come. Times are ISO 8601 in UTC. */
export interface BulkProgress {
  id: string;
  operation: BulkOperation;
  operator: string;
  reason: string | null;
  filter: DeadLetterFilter;
  rate: number;
  state: BulkState;
  startedAt: string;
  endedAt: string | null;
  /** Letters that matched at the start; only they are meant. */
  total: number;
  /** Letters that matched and were held for others: left out, unless the filter names who holds them. */
  held: number;
  done: number;
  /** Decided about, or held, by others meanwhile. */
  skipped: number;
  /** Still open: their record had not arrived, or could not be handed back. */
  failed: number;
}

interface Ports {
  store: Pick<Store, 'write' | 'tables'>;
  now(): Date;
}

/** Decisions about many letters: begins them, tells how far they are, and ends them. `BulkRunner` carries them out. */
export class BulkOperations {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Counts the letters that are meant, and notes them for the runner. Fails with `invalid`. */
  async start(request: BulkRequest, operator: string): Promise<BulkProgress> {
    const { operation, rate = USUAL_RATE } = request;
    const by = namedOperator(operator);
    const filter = criteria(request.filter);
    const reason = operation === 'discard' ? givenReason(request.reason ?? '') : null;
    const id = v7();
    await this.#ports.store.write(async (tx) => {
      const tables = tx.tables<RegisterTables>();
      const matched = tables
        .selectFrom('dead_letter')
        .select(({ fn }) => [fn.countAll().as('letters'), fn.max('last_at').as('until')])
        .where(matching({ ...filter, state: 'open' }));
      const all = await matched.executeTakeFirstOrThrow();
      const meant = await matched.where(notHeldFrom(by, filter)).executeTakeFirstOrThrow();
      const total = Number(meant.letters);
      const now = this.#ports.now().getTime();
      await tables
        .insertInto('bulk_operation')
        .values({
          id,
          operation,
          operator: by,
          reason,
          filter: JSON.stringify(filter),
          rate,
          state: total === 0 ? 'done' : 'running',
          started_at: now,
          ended_at: total === 0 ? now : null,
          total,
          held: Number(all.letters) - total,
          done: 0,
          skipped: 0,
          failed: 0,
          until_at: Number(meant.until ?? 0),
          after_at: 0,
          after_id: '',
          leased_by: null,
          leased_until: 0,
        })
        .execute();
    });
    return this.show(id);
  }

  /** Fails with `not-found`. */
  async show(id: string): Promise<BulkProgress> {
    const row = await this.#ports.store
      .tables<RegisterTables>()
      .selectFrom('bulk_operation')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new Failure('not-found', `There is no bulk operation ${id}.`);
    return progress(row);
  }

  /** Those that run, then the newest of the others. */
  async list(): Promise<BulkProgress[]> {
    const rows = await this.#ports.store
      .tables<RegisterTables>()
      .selectFrom('bulk_operation')
      .selectAll()
      .orderBy(({ eb }) => eb.case().when('state', '=', 'running').then(0).else(1).end())
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(LISTED)
      .execute();
    return rows.map(progress);
  }

  /** Ends it after the batch under way; what is decided stays decided. Fails with `not-found`. */
  async cancel(id: string): Promise<BulkProgress> {
    const now = this.#ports.now().getTime();
    await this.#ports.store.write((tx) =>
      tx
        .tables<RegisterTables>()
        .updateTable('bulk_operation')
        .set({ state: 'cancelled', ended_at: now })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .execute(),
    );
    return this.show(id);
  }
}

/** Without any, everything would be meant: nobody gets that by leaving something out. */
function criteria(filter: DeadLetterFilter): DeadLetterFilter {
  const { state: _, ...given } = Object.fromEntries(criteriaOf(filter)) as DeadLetterFilter;
  if (Object.keys(given).length > 0) return given;
  throw new Failure('invalid', 'Say which dead letters are meant: at least one criterion.', {
    findings: [
      { pointer: '/filter', code: 'required', detail: 'Expected at least one criterion.' },
    ],
  });
}

function progress(row: Selectable<RegisterTables['bulk_operation']>): BulkProgress {
  return {
    id: row.id,
    operation: row.operation,
    operator: row.operator,
    reason: row.reason,
    filter: JSON.parse(row.filter) as DeadLetterFilter,
    rate: row.rate,
    state: row.state,
    startedAt: new Date(row.started_at).toISOString(),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at).toISOString(),
    total: row.total,
    held: row.held,
    done: row.done,
    skipped: row.skipped,
    failed: row.failed,
  };
}
