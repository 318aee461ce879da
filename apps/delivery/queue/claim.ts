import { type Selectable, sql } from 'kysely';
import { HEADERS } from '#domain';
import type { DeliveryTables } from '../delivery.tables.js';
import { positional, type Tables } from './positional.js';

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
  /** Start of the schedule's clock, in milliseconds since 1970. */
  firstAttemptAt: number;
  /** The record in the cluster's topic, byte for byte. */
  headers: Record<string, string>;
  value: Uint8Array;
}

type Row = Pick<
  Selectable<DeliveryTables['delivery']>,
  'id' | 'message_id' | 'submission_id' | 'case_id' | 'destination' | 'cluster'
> & {
  attempt: number;
  failures: number;
  first_attempt_at: number;
  origin_topic: string;
  origin_partition: number;
  origin_offset: string;
  headers: string;
  value: Uint8Array;
};

const claiming = positional<Row>((tables, value) =>
  tables
    .updateTable('delivery')
    .set({
      state: sql.lit('leased'),
      attempt: sql`attempt + 1`,
      due_at: value(0),
      first_attempt_at: sql`coalesce(first_attempt_at, ${value(1)})`,
    })
    .where('id', 'in', (select) =>
      select
        .selectFrom('delivery')
        .select('id')
        .where('destination', '=', value(2))
        .where('due_at', '<=', value(1))
        .orderBy('due_at')
        .orderBy('id')
        .limit(value(3)),
    )
    .returning([
      'id',
      'message_id',
      'submission_id',
      'case_id',
      'destination',
      'cluster',
      'attempt',
      'failures',
      sql<number>`first_attempt_at`.as('first_attempt_at'),
      'origin_topic',
      'origin_partition',
      // Text, because an offset of Kafka may be larger than a number holds exactly.
      sql<string>`cast(origin_offset as text)`.as('origin_offset'),
      sql<string>`(select p.headers from delivery_payload p where p.delivery_id = delivery.id)`.as(
        'headers',
      ),
      sql<Uint8Array>`(select p.value from delivery_payload p where p.delivery_id = delivery.id)`.as(
        'value',
      ),
    ]),
);

/**
 * Leases up to `limit` deliveries of a destination that are due: heads of their cases, longest due first, so that
 * the cases take turns. What another process leased and did not finish in time is due again.
 */
export async function claimDue(
  tables: Tables,
  claim: { destination: string; limit: number; now: number; leasedUntil: number },
): Promise<ClaimedDelivery[]> {
  const { rows } = await claiming(tables, [
    claim.leasedUntil,
    claim.now,
    claim.destination,
    claim.limit,
  ]);
  return rows.map((row) => ({
    id: row.id,
    messageId: row.message_id,
    submissionId: row.submission_id,
    caseId: row.case_id,
    destination: row.destination,
    cluster: row.cluster,
    attempt: row.attempt,
    failures: row.failures,
    firstAttemptAt: row.first_attempt_at,
    headers: {
      ...(JSON.parse(row.headers) as Record<string, string>),
      [HEADERS.originTopic]: row.origin_topic,
      [HEADERS.originPartition]: String(row.origin_partition),
      [HEADERS.originOffset]: row.origin_offset,
    },
    value: row.value,
  }));
}

const earliest = positional<{ due_at: number | null }>((tables, value) =>
  tables
    .selectFrom('delivery')
    .select((select) => select.fn.min<number | null>('due_at').as('due_at'))
    .where('destination', '=', value(0))
    .where('due_at', '>', value(1)),
);

/** When the next delivery of a destination is due after `now`; Infinity where none is. */
export async function nextDueAt(tables: Tables, destination: string, now: number): Promise<number> {
  const { rows } = await earliest(tables, [destination, now]);
  return rows[0]?.due_at ?? Number.POSITIVE_INFINITY;
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
