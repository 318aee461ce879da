import { sql } from 'kysely';
import { letFollowAll } from '../moves/case-moves.js';
import { promoteNext, seatOldest } from './heads.js';
import { lockDeliveries } from './lock.js';
import { moveIn } from './obstacle.js';
import { inSizes, positional, runOver, type Sized, type Tables } from './positional.js';

/** Names a claim: the delivery, and which of its claims. */
export interface ClaimRef {
  id: number;
  attempt: number;
}

/**
 * The deliveries whose claim still stands. Another process may have taken over what was not settled in time; then
 * what we know about it is no longer ours to write. They are locked already: the list is read once, at the beginning.
 */
function stillOurs(rows: number, value: (position: number) => never, from: number) {
  const claims = Array.from(
    { length: rows },
    (_, row) =>
      sql`(cast(${value(from + row * 2)} as bigint), cast(${value(from + row * 2 + 1)} as integer))`,
  );
  return sql<number>`(
    with ours (id, attempt) as (values ${sql.join(claims)})
    select d.id from ours join delivery d on d.id = ours.id
    where d.attempt = ours.attempt and d.state = 'leased'
  )`;
}

interface Settled {
  id: number;
  obstacle: string | null;
}

const delivered = inSizes((rows) =>
  positional<Settled>((tables, value) =>
    tables
      .updateTable('delivery')
      .set({
        state: sql.lit('delivered'),
        head: sql.lit(0),
        due_at: null,
        settled_at: value(0),
        last_code: null,
        last_detail: null,
      })
      .where('id', 'in', stillOurs(rows, value, 1))
      .returning(['id', 'obstacle']),
  ),
);

const renewed = inSizes((rows) =>
  positional<{ id: number }>((tables, value) =>
    tables
      .updateTable('delivery')
      .set({ due_at: value(0) })
      .where('id', 'in', stillOurs(rows, value, 1))
      .returning('id'),
  ),
);

const releasing = (attempt: 'begun' | 'not begun') =>
  inSizes((rows) =>
    positional<{ id: number }>((tables, value) =>
      tables
        .updateTable('delivery')
        .set({
          state: sql.lit('open'),
          due_at: value(0),
          attempt: attempt === 'begun' ? sql`attempt` : sql`attempt - 1`,
        })
        .where('id', 'in', stillOurs(rows, value, 1))
        .returning('id'),
    ),
  );
const released = { begun: releasing('begun'), 'not begun': releasing('not begun') };

/**
 * Settles what was delivered, and lets the cases go on. Returns which of the claims still stood, and the
 * destinations that have something to do now.
 */
export async function settleDelivered(
  tables: Tables,
  claims: readonly ClaimRef[],
  now: number,
): Promise<{ settled: Set<number>; promoted: string[] }> {
  const rows = await overClaims(delivered, tables, claims, now);
  const settled = new Set(rows.map((row) => row.id));
  const promoted = await promoteNext(tables, [...settled], now);
  // They were under way when their case moved elsewhere.
  const left = rows.filter((row) => moveIn(row.obstacle) !== undefined).map((row) => row.id);
  return { settled, promoted: [...promoted, ...(await letFollowAll(tables, left, now))] };
}

/** Moves the end of leases. */
export async function renewLeases(
  tables: Tables,
  claims: readonly ClaimRef[],
  leasedUntil: number,
): Promise<void> {
  await overClaims(renewed, tables, claims, leasedUntil);
}

/** Gives claims back without an outcome. Where the attempt was not begun, it does not count. */
export async function releaseLeases(
  tables: Tables,
  claims: readonly ClaimRef[],
  attempt: 'begun' | 'not begun',
  now: number,
): Promise<void> {
  await overClaims(released[attempt], tables, claims, now);
}

async function overClaims<Row>(
  statements: Sized<Row>,
  tables: Tables,
  claims: readonly ClaimRef[],
  value: number,
): Promise<Row[]> {
  const list = claims.map((claim) => [claim.id, claim.attempt]);
  await lockDeliveries(
    tables,
    claims.map(({ id }) => id),
  );
  return runOver(statements, tables, list, [value]);
}

const failed = positional((tables, value) =>
  tables
    .updateTable('delivery')
    .set({
      state: value(0),
      due_at: value(1),
      failures: sql`failures + ${value(7)}`,
      first_failed_at: sql`coalesce(first_failed_at, ${value(6)})`,
      last_code: value(2),
      last_detail: value(3),
    })
    .where('id', '=', value(4))
    .where('attempt', '=', value(5))
    .where('state', '=', sql.lit('leased')),
);

/**
 * A failed attempt: due again at `dueAt`, or dead-lettered where that is null. `clock` is the time on the clock of the
 * destination; of what is not `charged` the schedule knows nothing. Returns whether the claim stood.
 */
export async function settleFailed(
  tables: Tables,
  claim: ClaimRef & { destination: string; caseId: string },
  failure: { code: string; detail: string; dueAt: number | null; charged?: boolean },
  now: number,
  clock: number = now,
): Promise<boolean> {
  const { charged = true } = failure;
  const { changed } = await failed(tables, [
    failure.dueAt === null ? 'dead' : 'open',
    failure.dueAt,
    failure.code,
    failure.detail,
    claim.id,
    claim.attempt,
    charged ? clock : null,
    charged ? 1 : 0,
  ]);
  if (changed === 0) return false;
  if (failure.dueAt !== null) await seatOldest(tables, claim, now);
  return true;
}
