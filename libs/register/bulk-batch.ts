import { type Kysely, type Selectable, sql } from 'kysely';
import type { EventLog } from '#event-log';
import { isPostgres, type Tx } from '#store';
import { decideLetters, isDecidable, type StoredLetter } from './decide-letters.js';
import { type DeadLetterFilter, matching, notHeldFrom } from './letter-filter.js';
import { lockLetters } from './lock-letters.js';
import type { RegisterTables } from './register.tables.js';

/** Bytes of failing records in memory at once; a single one may have more. */
const ROOM = 8_000_000;

export interface BatchOrder {
  bulkId: string;
  /** Names the process that works on it. */
  worker: string;
  /** Milliseconds since 1970. */
  now: number;
  /** For how long nobody else works on it, in milliseconds. */
  lease: number;
  /** Letters at most. */
  most: number;
}

/** What one batch did: so many letters looked at, or nothing because it is over or another process works on it. */
export type BatchResult = { type: 'worked'; letters: number } | { type: 'over' | 'leased' };

type BulkRow = Selectable<RegisterTables['bulk_operation']>;
type Tables = Kysely<RegisterTables>;

/**
 * Decides about the next letters of a bulk operation. The decisions and how far it has come commit together, so that
 * whoever goes on after a kill begins where the last batch ended; and a letter that somebody else has decided about is
 * skipped, so that each failure is decided once.
 */
export async function workOff(
  tx: Tx,
  ports: { eventLog: Pick<EventLog, 'append'> },
  order: BatchOrder,
): Promise<BatchResult> {
  const tables = tx.tables<RegisterTables>();
  const bulk = await held(tables, order);
  if (bulk?.state !== 'running') return { type: 'over' };
  if (isLeased(bulk, order)) return { type: 'leased' };
  const next = await nextLetters(tables, bulk, order.most);
  const last = next.at(-1);
  if (last === undefined) {
    await end(tables, bulk, order.now);
    return { type: 'over' };
  }
  const open = await openAmong(
    tables,
    next.map(({ id }) => id),
  );
  const rows = next.flatMap(({ id }) => open.get(id) ?? []);
  const decidable = rows.filter(isDecidable);
  const { operation, operator, reason } = bulk;
  const at = new Date(order.now).toISOString();
  await decideLetters(tx, ports, decidable, { operation, operator, reason, bulkId: bulk.id, at });
  await moveOn(tables, bulk, order, {
    last,
    done: decidable.length,
    failed: rows.length - decidable.length,
    skipped: next.length - rows.length,
  });
  return { type: 'worked', letters: next.length };
}

/** The letter that a batch of one would decide about; undefined where there is none left. */
export async function nextLetter(
  tables: Tables,
  { bulkId }: BatchOrder,
): Promise<string | undefined> {
  const bulk = await tables
    .selectFrom('bulk_operation')
    .selectAll()
    .where('id', '=', bulkId)
    .executeTakeFirst();
  return bulk && (await nextLetters(tables, bulk, 1))[0]?.id;
}

/**
 * Passes over a letter that cannot be decided about for a reason of its own. Where that one is not next any more, or
 * another process works on the operation by now, nothing is passed over.
 */
export async function passOver(tx: Tx, order: BatchOrder, letterId: string): Promise<void> {
  const tables = tx.tables<RegisterTables>();
  const bulk = await held(tables, order);
  if (bulk?.state !== 'running' || isLeased(bulk, order)) return;
  const [last] = await nextLetters(tables, bulk, 1);
  if (last?.id !== letterId) return;
  await moveOn(tables, bulk, order, { last, done: 0, failed: 1, skipped: 0 });
}

/**
 * Whether another process works on it. A lease that ends much later than any should was written before the clock was
 * set back; twice as late may still come from a clock that is ahead.
 */
function isLeased(bulk: BulkRow, { worker, now, lease }: BatchOrder): boolean {
  const left = bulk.leased_until - now;
  return bulk.leased_by !== worker && left > 0 && left <= 2 * lease;
}

function held(tables: Tables, { bulkId }: BatchOrder): Promise<BulkRow | undefined> {
  return tables
    .selectFrom('bulk_operation')
    .selectAll()
    .where('id', '=', bulkId)
    .$if(isPostgres(tables), (row) => row.forUpdate())
    .executeTakeFirst();
}

interface Place {
  id: string;
  last_at: number;
}

/**
 * The oldest first, so that a case keeps its order. What it decided about is not meant again, whatever the clocks say
 * about when that failed once more.
 */
async function nextLetters(tables: Tables, bulk: BulkRow, most: number): Promise<Place[]> {
  const filter = JSON.parse(bulk.filter) as DeadLetterFilter;
  const rows = await tables
    .selectFrom('dead_letter')
    .select(['id', 'last_at', sql<number>`coalesce(length(record_value), 0)`.as('size')])
    .where(matching({ ...filter, state: 'open' }))
    .where(notHeldFrom(bulk.operator, filter))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('dead_letter_operation')
            .select('failure')
            .whereRef('dead_letter_id', '=', 'dead_letter.id')
            .where('bulk_id', '=', bulk.id),
        ),
      ),
    )
    .where('last_at', '<=', bulk.until_at)
    .where(sql<boolean>`(last_at, id) > (${bulk.after_at}, ${bulk.after_id})`)
    .orderBy('last_at')
    .orderBy('id')
    .limit(most)
    .execute();
  let bytes = 0;
  return rows.filter((row, at) => {
    bytes += Number(row.size);
    return at === 0 || bytes <= ROOM;
  });
}

/** Locked, and read only then: what was decided about in between is not among them. */
async function openAmong(
  tables: Tables,
  ids: readonly string[],
): Promise<Map<string, StoredLetter>> {
  await lockLetters(tables, ids);
  const rows = await tables
    .selectFrom('dead_letter')
    .selectAll()
    .where('id', 'in', ids)
    .where('state', '=', 'open')
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function moveOn(
  tables: Tables,
  bulk: BulkRow,
  order: BatchOrder,
  counted: { last: Place; done: number; failed: number; skipped: number },
): Promise<void> {
  await tables
    .updateTable('bulk_operation')
    .set({
      done: bulk.done + counted.done,
      failed: bulk.failed + counted.failed,
      skipped: bulk.skipped + counted.skipped,
      after_at: counted.last.last_at,
      after_id: counted.last.id,
      leased_by: order.worker,
      leased_until: order.now + order.lease,
    })
    .where('id', '=', bulk.id)
    .execute();
}

/** What is left of the letters counted at the start was decided about by others. */
async function end(tables: Tables, bulk: BulkRow, now: number): Promise<void> {
  await tables
    .updateTable('bulk_operation')
    .set({
      state: 'done',
      ended_at: now,
      skipped: Math.max(bulk.skipped, bulk.total - bulk.done - bulk.failed),
      leased_by: null,
      leased_until: 0,
    })
    .where('id', '=', bulk.id)
    .execute();
}
