import { sql } from 'kysely';
import { isPostgres } from '#store';
import type { DeliveryRef } from './operate.js';
import { inSizes, positional, positions, runOver, type Tables } from './positional.js';

/** Ended leases that are cleared away in one unit of work: more than it gives. */
const CLEARED_AT_ONCE = 500;
/** Looks in one unit of work: beside others the first may find what another has just taken. */
const LOOKS = 3;

const offeredAndFree = (tables: Tables, value: (position: number) => never) =>
  tables
    .selectFrom('delivery as d')
    .leftJoin('delivery_lease as l', 'l.delivery_id', 'd.id')
    .select(['d.id', sql<number>`cast(${value(0)} as bigint)`.as('leased_until')])
    .select(sql<string | null>`cast(${value(1)} as text)`.as('worker'))
    .where('d.destination', '=', value(2))
    .where('d.state', '=', sql.lit('offered'))
    .where((is) => is.or([is('l.leased_until', 'is', null), is('l.leased_until', '<=', value(3))]))
    .orderBy('d.due_at')
    .orderBy('d.id')
    .limit(value(4));

const COLUMNS = ['delivery_id', 'leased_until', 'worker'] as const;

/**
 * One statement finds and takes: what another takes at the same moment is passed over, and where its lease has become
 * known only now, it stands.
 */
const taking = positional<{ delivery_id: number }>((tables, value) =>
  tables
    .insertInto('delivery_lease')
    .columns([...COLUMNS])
    .expression(
      isPostgres(tables)
        ? offeredAndFree(tables, value).forNoKeyUpdate('d').skipLocked()
        : offeredAndFree(tables, value),
    )
    .onConflict((conflict) =>
      conflict
        .column('delivery_id')
        .doUpdateSet((set) => ({
          leased_until: set.ref('excluded.leased_until'),
          worker: set.ref('excluded.worker'),
        }))
        .where('delivery_lease.leased_until', '<=', value(3)),
    )
    .returning('delivery_id'),
);

export interface LeaseRequest {
  destination: string;
  limit: number;
  /** Who takes, where the caller says so. */
  worker: string | null;
  now: number;
  leasedUntil: number;
}

/**
 * Leases messages that are offered at a destination and belong to nobody, those first that lie there longest. Only
 * heads of cases are ever offered, so that a case is with one worker at a time. Returns the ids of the deliveries, the
 * oldest first.
 */
export async function leaseOffered(tables: Tables, request: LeaseRequest): Promise<number[]> {
  const { destination, worker, now, leasedUntil } = request;
  await clearEnded(tables, now);
  const ids: number[] = [];
  for (let look = 0; look < LOOKS && ids.length < request.limit; look += 1) {
    const left = request.limit - ids.length;
    const { rows } = await taking(tables, [leasedUntil, worker, destination, now, left]);
    ids.push(...rows.map((row) => row.delivery_id));
    if (!isPostgres(tables)) break;
  }
  return ids.sort((one, other) => one - other);
}

/** A lease that has ended means nothing. What another unit clears away is left to it. */
async function clearEnded(tables: Tables, now: number): Promise<void> {
  const ended = tables
    .selectFrom('delivery_lease')
    .select('delivery_id')
    .where('leased_until', '<=', now)
    .orderBy('leased_until')
    .limit(CLEARED_AT_ONCE)
    .$if(isPostgres(tables), (found) => found.forUpdate().skipLocked());
  await tables.deleteFrom('delivery_lease').where('delivery_id', 'in', ended).execute();
}

/** A message as it is listed. */
export interface LeasedMessage {
  id: number;
  messageId: string;
  submissionId: string;
  caseId: string;
  size: number;
  headers: Record<string, string>;
}

const reading = inSizes((rows) =>
  positional<{
    id: number;
    message_id: string;
    submission_id: string;
    case_id: string;
    size: number;
    headers: string;
  }>((tables, value) =>
    tables
      .selectFrom('delivery as d')
      .innerJoin('delivery_payload as p', 'p.delivery_id', 'd.id')
      .select(['d.id', 'd.message_id', 'd.submission_id', 'd.case_id', 'd.size', 'p.headers'])
      .where('d.id', 'in', positions(rows, value, 0)),
  ),
);

/** What is told about messages, the oldest first. */
export async function readLeased(tables: Tables, ids: readonly number[]): Promise<LeasedMessage[]> {
  const rows = await runOver(
    reading,
    tables,
    ids.map((id) => [id]),
  );
  return rows
    .sort((one, other) => one.id - other.id)
    .map((row) => ({
      id: row.id,
      messageId: row.message_id,
      submissionId: row.submission_id,
      caseId: row.case_id,
      size: row.size,
      headers: JSON.parse(row.headers) as Record<string, string>,
    }));
}

const givingBack = positional((tables, value) =>
  tables
    .deleteFrom('delivery_lease')
    .where('delivery_id', 'in', (within) =>
      within
        .selectFrom('delivery')
        .select('id')
        .where('message_id', '=', value(0))
        .where('destination', '=', value(1)),
    )
    .where('leased_until', '>', value(2))
    .where(sql<boolean>`coalesce(worker, '') = ${value(3)}`),
);

/** Ends a lease before its time. Returns whether the worker had one. */
export async function giveBackLease(
  tables: Tables,
  ref: DeliveryRef,
  worker: string | null,
  now: number,
): Promise<boolean> {
  const { changed } = await givingBack(tables, [ref.messageId, ref.destination, now, worker ?? '']);
  return changed > 0;
}
