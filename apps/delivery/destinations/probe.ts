import { sql } from 'kysely';
import { isPostgres } from '#store';
import { positional, type Tables } from '../queue/positional.js';

/** The next in line, whenever its own turn would be: who probes asks as seldom as it is. */
const candidate = (shared: boolean) =>
  positional<{ id: number; size: number }>((tables, value) =>
    tables
      .selectFrom('delivery')
      .select(['id', 'size'])
      .where('destination', '=', value(0))
      .where('due_at', 'is not', null)
      .where(
        sql<boolean>`(state = 'open' or (state in ('leased', 'offered') and due_at <= ${value(1)}))`,
      )
      .orderBy('due_at')
      .orderBy('id')
      .limit(1)
      .$if(shared, (row) => row.forNoKeyUpdate().skipLocked()),
  );
const candidates = { alone: candidate(false), shared: candidate(true) };

/** Waits for no other unit: who has the state in hand takes the probe itself, or changes what is to be probed. */
const taken = positional((tables, value) =>
  tables
    .updateTable('destination_state')
    .set({ breaker: sql.lit('half-open'), probe_at: value(0) })
    .where('destination', 'in', (within) =>
      within
        .selectFrom('destination_state')
        .select('destination')
        .where('destination', '=', value(1))
        .where(sql<boolean>`breaker in ('open', 'half-open')`)
        .where('probe_at', '<=', value(2))
        .where('paused_at', 'is', null)
        .where('disabled_at', 'is', null)
        .$if(isPostgres(tables), (row) => row.forNoKeyUpdate().skipLocked()),
    ),
);

/**
 * Finds the delivery with which a destination is probed, and makes its breaker half-open until the lease of that ends:
 * of all processes one does; for the others it is `taken`.
 */
export async function takeProbe(
  tables: Tables,
  destination: string,
  { now, leasedUntil }: { now: number; leasedUntil: number },
): Promise<{ id: number; size: number } | 'taken' | 'nothing waits'> {
  const find = isPostgres(tables) ? candidates.shared : candidates.alone;
  const [found] = (await find(tables, [destination, now])).rows;
  if (found === undefined) return 'nothing waits';
  const { changed } = await taken(tables, [leasedUntil, destination, now]);
  return changed > 0 ? found : 'taken';
}

const renewed = positional((tables, value) =>
  tables
    .updateTable('destination_state')
    .set({ probe_at: value(0) })
    .where('destination', '=', value(1))
    .where('breaker', '=', sql.lit('half-open')),
);

/** A probe that takes long stays the only one. */
export async function renewProbe(
  tables: Tables,
  destination: string,
  leasedUntil: number,
): Promise<void> {
  await renewed(tables, [leasedUntil, destination]);
}

/**
 * What failed while the destination was failing need not wait for its own turn once it is there again: all of it is
 * due. They are few, for nothing is attempted at a destination that is stopped.
 */
export async function bringForward(
  tables: Tables,
  destination: string,
  now: number,
): Promise<void> {
  const waiting = tables
    .selectFrom('delivery')
    .select('id')
    .where('destination', '=', destination)
    .where('due_at', '>', now)
    .where('state', '=', sql.lit('open'))
    .$if(isPostgres(tables), (rows) => rows.forNoKeyUpdate().skipLocked());
  await tables.updateTable('delivery').set({ due_at: now }).where('id', 'in', waiting).execute();
}
