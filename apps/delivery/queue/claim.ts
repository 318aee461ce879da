import { type Selectable, sql } from 'kysely';
import { isPostgres } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import type { Origin } from '../queued-message.js';
import { inSizes, positional, positions, runOver, type Tables } from './positional.js';

/** A delivery that belongs to this process until its lease ends. `attempt` counts from 1. */
export interface ClaimedDelivery {
  id: number;
  messageId: string;
  submissionId: string;
  caseId: string;
  destination: string;
  cluster: string;
  attempt: number;
  /** Failed attempts since it was opened or reopened. */
  failures: number;
  /** When the first of them failed, in milliseconds since 1970. */
  firstFailedAt: number | null;
  /** Why it is not attempted, but a dead letter. */
  obstacle: string | null;
  /** The record in the cluster's topic, byte for byte. */
  origin: Origin;
  headers: Record<string, string>;
  value: Uint8Array;
}

const due = positional<{ id: number; due_at: number; size: number }>((tables, value) =>
  tables
    .selectFrom('delivery')
    .select(['id', sql<number>`due_at`.as('due_at'), 'size'])
    .where('destination', '=', value(0))
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .orderBy('id')
    .limit(value(1)),
);

/** Passes over what another unit has in hand, and keeps the others from what it finds, until its unit ends. */
const dueAndFree = positional<{ id: number; size: number }>((tables, value) =>
  tables
    .selectFrom('delivery')
    .select(['id', 'size'])
    .where('destination', '=', value(0))
    .where('due_at', '<=', value(1))
    .orderBy('due_at')
    .orderBy('id')
    .limit(value(2))
    .forNoKeyUpdate()
    .skipLocked(),
);

const dueLater = positional<{ due_at: number | null }>((tables, value) =>
  tables
    .selectFrom('delivery')
    .select(({ fn }) => fn.min('due_at').as('due_at'))
    .where('destination', '=', value(0))
    .where('due_at', '>', value(1)),
);

interface Room {
  destination: string;
  limit: number;
  bytes: number;
  now: number;
}

interface Found {
  ids: number[];
  bytes: number;
  nextDueAt: number;
}

/**
 * Finds up to `limit` deliveries of a destination that are due: heads of their cases, longest due first, so that
 * the cases take turns. What another process leased and did not finish in time is due again. `nextDueAt` says when
 * the first of the others is due, in milliseconds since 1970; Infinity where there is none. Payloads are counted
 * before they are read: no more is found than fits into `bytes`, and one where there is any room.
 */
export async function findDue(tables: Tables, room: Room): Promise<Found> {
  if (isPostgres(tables)) return findDueAmongOthers(tables, room);
  const { rows } = await due(tables, [room.destination, room.limit + 1]);
  const ids: number[] = [];
  let bytes = 0;
  for (const row of rows) {
    const full = ids.length === room.limit || bytes >= room.bytes;
    if (full || row.due_at > room.now) return { ids, bytes, nextDueAt: row.due_at };
    ids.push(row.id);
    bytes += row.size;
  }
  return { ids, bytes, nextDueAt: Number.POSITIVE_INFINITY };
}

/** The same where other processes find deliveries too: none waits for another, and no two find the same. */
async function findDueAmongOthers(tables: Tables, room: Room): Promise<Found> {
  const { rows } = await dueAndFree(tables, [room.destination, room.now, room.limit]);
  const ids: number[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (bytes >= room.bytes) break;
    ids.push(row.id);
    bytes += row.size;
  }
  // Perhaps nothing more is due; then the next look says so.
  if (rows.length === room.limit || ids.length < rows.length) {
    return { ids, bytes, nextDueAt: room.now };
  }
  const later = await dueLater(tables, [room.destination, room.now]);
  return { ids, bytes, nextDueAt: later.rows[0]?.due_at ?? Number.POSITIVE_INFINITY };
}

const leasing = inSizes((rows) =>
  positional((tables, value) =>
    tables
      .updateTable('delivery')
      .set({
        state: sql.lit('leased'),
        attempt: sql`attempt + 1`,
        due_at: value(0),
      })
      .where('id', 'in', positions(rows, value, 1)),
  ),
);

const reading = inSizes((rows) =>
  positional<Row>((tables, value) =>
    tables
      .selectFrom('delivery as d')
      .innerJoin('delivery_payload as p', 'p.delivery_id', 'd.id')
      .select([
        'd.id',
        'd.message_id',
        'd.submission_id',
        'd.case_id',
        'd.destination',
        'd.cluster',
        'd.attempt',
        'd.failures',
        'd.first_failed_at',
        'd.obstacle',
        'd.origin_topic',
        'd.origin_partition',
        // Text, because an offset of Kafka may be larger than a number holds exactly.
        sql<string>`cast(d.origin_offset as text)`.as('origin_offset'),
        'p.headers',
        'p.value',
      ])
      .where('d.id', 'in', positions(rows, value, 0)),
  ),
);

type Row = Omit<Selectable<DeliveryTables['delivery']>, 'origin_offset'> & {
  origin_offset: string;
  headers: string;
  value: Uint8Array;
};

/** Leases deliveries that were found due in the same unit of work, and reads what is to be delivered. */
export async function claim(
  tables: Tables,
  ids: readonly number[],
  leasedUntil: number,
): Promise<ClaimedDelivery[]> {
  const list = ids.map((id) => [id]);
  await runOver(leasing, tables, list, [leasedUntil]);
  const rows = await runOver(reading, tables, list);
  return rows.map((row) => ({
    id: row.id,
    messageId: row.message_id,
    submissionId: row.submission_id,
    caseId: row.case_id,
    destination: row.destination,
    cluster: row.cluster,
    origin: {
      topic: row.origin_topic,
      partition: row.origin_partition,
      offset: BigInt(row.origin_offset),
    },
    attempt: row.attempt,
    failures: row.failures,
    firstFailedAt: row.first_failed_at,
    obstacle: row.obstacle,
    headers: JSON.parse(row.headers) as Record<string, string>,
    value: row.value,
  }));
}

/**
 * The destinations with something to claim, now or later. Steps from one destination to the next in the index, so
 * that its cost grows with the destinations and not with what waits.
 */
export async function dueDestinations(
  tables: Tables,
): Promise<{ destination: string; dueAt: number }[]> {
  const { rows } = await sql<{ destination: string; due_at: number }>`
    with recursive lane (destination) as (
      select min(destination) from delivery where due_at is not null
      union all
      select (
        select min(d.destination) from delivery d
        where d.due_at is not null and d.destination > lane.destination
      ) from lane where lane.destination is not null
    )
    select lane.destination, (
      select min(d.due_at) from delivery d
      where d.destination = lane.destination and d.due_at is not null
    ) as due_at
    from lane where lane.destination is not null`.execute(tables);
  return rows.map((row) => ({ destination: row.destination, dueAt: row.due_at }));
}
