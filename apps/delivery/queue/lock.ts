import { sql } from 'kysely';
import { isPostgres } from '#store';
import type { QueuedMessage } from '../queued-message.js';
import { positional, type Tables } from './positional.js';

/*
 * Where units of work overlap, the row of a case's head is what they agree on: who settles it, puts another in its
 * place or adds a delivery behind it has locked it first. A statement sees what was committed before it began, so
 * that after the lock the queue is as it will stay. On SQLite no two units overlap, and nothing is locked.
 */

const locking = positional<{ id: number }>((tables, value) =>
  tables
    .selectFrom('delivery')
    .select('id')
    .where('id', '=', sql<number>`any(cast(${value(0)} as bigint[]))`)
    .orderBy('id')
    .forNoKeyUpdate(),
);

/** Locks deliveries until the unit ends; all units lock in the order of the ids, lest two wait for each other. */
export async function lockDeliveries(tables: Tables, ids: readonly number[]): Promise<void> {
  if (ids.length > 0 && isPostgres(tables)) await locking(tables, [ids]);
}

const lockingHeads = positional<{ destination: string; case_id: string }>((tables, value) =>
  tables
    .selectFrom('delivery as h')
    .innerJoin(lanes(value), (join) =>
      join.onRef('h.destination', '=', 'lane.destination').onRef('h.case_id', '=', 'lane.case_id'),
    )
    .select(['h.destination', 'h.case_id'])
    .where('h.head', '=', sql.lit(1))
    .orderBy('h.id')
    .forNoKeyUpdate('h'),
);

function lanes(value: (position: number) => never) {
  return sql<{ destination: string; case_id: string }>`(
    select * from unnest(cast(${value(0)} as text[]), cast(${value(1)} as text[]))
      as both_of (destination, case_id)
  )`.as<'lane'>('lane');
}

/**
 * Those of the messages whose case has a head that stays until the unit ends. The head of the others was settled
 * since the message was declined for it.
 */
export async function withHeads(
  tables: Tables,
  messages: readonly QueuedMessage[],
): Promise<readonly QueuedMessage[]> {
  if (messages.length === 0 || !isPostgres(tables)) return messages;
  const { rows } = await lockingHeads(tables, [
    messages.map(({ destination }) => destination),
    messages.map(({ caseId }) => caseId),
  ]);
  const found = new Set(rows.map((row) => `${row.destination} ${row.case_id}`));
  return messages.filter(({ destination, caseId }) => found.has(`${destination} ${caseId}`));
}

const withItsHead = positional<{ id: number; head_id: number | null }>((tables, value) =>
  tables
    .selectFrom('delivery as d')
    .leftJoin('delivery as h', (join) =>
      join
        .onRef('h.destination', '=', 'd.destination')
        .onRef('h.case_id', '=', 'd.case_id')
        .on('h.head', '=', sql.lit(1)),
    )
    .select(['d.id', 'h.id as head_id'])
    .where('d.message_id', '=', value(0))
    .where('d.destination', '=', value(1)),
);

/** Locks a delivery that need not be the head of its case, and whatever is: else it could become it meanwhile. */
export async function lockWithHead(
  tables: Tables,
  ref: { messageId: string; destination: string },
): Promise<void> {
  if (!isPostgres(tables)) return;
  const find = async () => (await withItsHead(tables, [ref.messageId, ref.destination])).rows[0];
  for (let found = await find(); found !== undefined; ) {
    const { id, head_id } = found;
    await lockDeliveries(tables, head_id === null ? [id] : [id, head_id]);
    found = await find();
    if (found?.head_id === head_id) return;
  }
}
