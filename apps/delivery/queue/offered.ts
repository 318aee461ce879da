import { sql } from 'kysely';
import { isPostgres } from '#store';
import { positional, type Tables } from './positional.js';
import type { ClaimRef } from './settle.js';

/** Deliveries that are taken back in one unit of work: bounds how long others wait for the writer. */
const RECALLED_AT_ONCE = 1_000;

const offered = positional((tables, value) =>
  tables
    .updateTable('delivery')
    .set({
      state: sql.lit('offered'),
      due_at: value(0),
      failures: sql.lit(0),
      first_failed_at: value(1),
      last_code: null,
      last_detail: null,
    })
    .where('id', '=', value(2))
    .where('attempt', '=', value(3))
    .where('state', '=', sql.lit('leased')),
);

/**
 * A message that the case system has within reach: it stays the head of its case, and is due again only when the
 * acknowledgement is overdue. Returns whether the claim stood.
 */
export async function settleOffered(
  tables: Tables,
  claim: ClaimRef,
  clock: { since: number; dueAt: number },
): Promise<boolean> {
  const { changed } = await offered(tables, [clock.dueAt, clock.since, claim.id, claim.attempt]);
  return changed > 0;
}

/** The destinations that acknowledgements are awaited of. Its cost grows with them, not with what waits. */
export async function offeringDestinations(tables: Tables): Promise<string[]> {
  const { rows } = await sql<{ destination: string }>`
    with recursive lane (destination) as (
      select min(destination) from delivery where state = 'offered'
      union all
      select (
        select min(d.destination) from delivery d
        where d.state = 'offered' and d.destination > lane.destination
      ) from lane where lane.destination is not null
    )
    select destination from lane where destination is not null`.execute(tables);
  return rows.map((row) => row.destination);
}

/**
 * Takes offers of a destination back, so that they are attempted as its transport is now, with a fresh schedule.
 * Returns whether there may be more.
 */
export async function recallOffers(
  tables: Tables,
  destination: string,
  now: number,
): Promise<boolean> {
  const ids = tables
    .selectFrom('delivery')
    .select('id')
    .where('destination', '=', destination)
    .where('state', '=', sql.lit('offered'))
    .orderBy('id')
    .limit(RECALLED_AT_ONCE)
    .$if(isPostgres(tables), (found) => found.forNoKeyUpdate());
  const { numUpdatedRows } = await tables
    .updateTable('delivery')
    .set({ state: 'open', due_at: now, first_failed_at: null })
    .where('id', 'in', ids)
    .where('state', '=', sql.lit('offered'))
    .executeTakeFirst();
  return Number(numUpdatedRows) === RECALLED_AT_ONCE;
}
