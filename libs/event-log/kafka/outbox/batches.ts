import type { Kysely } from 'kysely';
import type { Tx } from '#store';
import type { OutboxLease } from './lease.js';
import type { OutboxTables } from './outbox.tables.js';

/** A batch ends at this many rows or bytes, whichever comes first. */
const BATCH_ROWS = 500;
const BATCH_BYTES = 4_000_000;

export type OutboxRow = Pick<
  OutboxTables['outbox'],
  'topic' | 'key' | 'value' | 'headers' | 'at' | 'size'
>;

export interface Batch {
  number: number;
  rows: OutboxRow[];
}

const COLUMNS = ['id', 'topic', 'key', 'value', 'headers', 'at', 'size'] as const;

/** Whether anything waits to be sent, and whether anything is left of what was. */
export async function outboxState(
  tables: Kysely<OutboxTables>,
  sent: number,
): Promise<{ waiting: boolean; sent: boolean }> {
  const fresh = await tables
    .selectFrom('outbox')
    .select('id')
    .where('batch', 'is', null)
    .limit(1)
    .executeTakeFirst();
  const numbered = await tables
    .selectFrom('outbox')
    .select(({ fn }) => [fn.min('batch').as('first'), fn.max('batch').as('last')])
    .where('batch', 'is not', null)
    .executeTakeFirst();
  const last = numbered?.last ?? null;
  const first = numbered?.first ?? null;
  return {
    waiting: fresh !== undefined || (last !== null && Number(last) > sent),
    sent: first !== null && Number(first) <= sent,
  };
}

/**
 * Deletes what was sent, and returns the oldest batch after it. Where there is none, the rows that can be seen become
 * one: rows of transactions that commit later come into a later one, so none is missed and none comes twice.
 */
export async function nextBatch(
  tx: Tx,
  lease: Pick<OutboxLease, 'nextBatch'>,
  sent: number,
): Promise<Batch | undefined> {
  const tables = tx.tables<OutboxTables>();
  await tables.deleteFrom('outbox').where('batch', '<=', sent).execute();
  const left = await tables
    .selectFrom('outbox')
    .select(({ fn }) => fn.min('batch').as('batch'))
    .where('batch', 'is not', null)
    .executeTakeFirst();
  if (left !== undefined && left.batch !== null) {
    const number = Number(left.batch);
    const rows = await tables
      .selectFrom('outbox')
      .select(COLUMNS)
      .where('batch', '=', number)
      .orderBy('id')
      .execute();
    return { number, rows };
  }
  const visible = await tables
    .selectFrom('outbox')
    .select(['id', 'size'])
    .where('batch', 'is', null)
    .orderBy('id')
    .limit(BATCH_ROWS)
    .execute();
  const last = lastThatFits(visible);
  if (last === undefined) return undefined;
  const number = await lease.nextBatch(tx);
  const rows = await tables
    .updateTable('outbox')
    .set({ batch: number })
    .where('batch', 'is', null)
    .where('id', '<=', last)
    .returning(COLUMNS)
    .execute();
  rows.sort((one, other) => one.id - other.id);
  return { number, rows };
}

function lastThatFits(rows: readonly { id: number; size: number }[]): number | undefined {
  let bytes = 0;
  let last: number | undefined;
  for (const { id, size } of rows) {
    bytes += size;
    if (last !== undefined && bytes > BATCH_BYTES) break;
    last = id;
  }
  return last;
}
