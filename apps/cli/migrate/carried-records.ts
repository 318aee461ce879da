import { sql } from 'kysely';
import type { TopicName } from '#domain';
import type { CarriedRecord, EmbeddedRemains } from '#event-log';
import { headersBeforeTheLog } from './before-the-log.js';
import type { AnyTables } from './table-rows.js';

/** Deliveries in memory at once. */
const PAGE = 25;

/**
 * What tells of the past goes first: whoever handles a record writes new ones to the topics before its own, and those
 * must not overtake what was told already.
 */
const ORDER: readonly TopicName[] = [
  'journal',
  'dead-letters',
  'operations',
  'replies',
  'cluster',
  'submissions',
  'purges',
];

export interface Carriage {
  remains: EmbeddedRemains;
  tables: AnyTables;
  /** Milliseconds since 1970. */
  now: number;
}

/** The records that the new log begins with, in their order. */
export async function* carriedRecords(carriage: Carriage): AsyncIterable<CarriedRecord> {
  for (const topic of ORDER) {
    if (topic === 'cluster') yield* unsettledMessages(carriage);
    yield* unhandled(carriage, topic);
  }
}

/** What a step has not handled goes on with the times of the old log: a message is as old as what it comes from. */
export async function* unhandled(
  { remains }: Pick<Carriage, 'remains'>,
  topic: TopicName,
): AsyncIterable<CarriedRecord> {
  for await (const { topic: member, key, value, headers, at } of remains.unhandled(topic)) {
    yield { topic: member, key, value, at, headers: headersBeforeTheLog(headers, remains.end) };
  }
}

/**
 * The messages of unsettled deliveries. Delivery has their rows and passes the records over; they stand in the topics
 * for those who read these themselves, whichever transport a destination has now or later. In its topic a message
 * begins to age only now.
 */
export async function* unsettledMessages({
  tables,
  now,
}: Omit<Carriage, 'remains'>): AsyncIterable<CarriedRecord> {
  // No index tells them apart by their place, and few of all deliveries are unsettled.
  const { rows: unsettled } = await sql<{ id: number }>`select id from delivery
    where state in ('open', 'leased', 'offered', 'dead')
    order by origin_offset, id`.execute(tables);
  for (let start = 0; start < unsettled.length; start += PAGE) {
    const ids = unsettled.slice(start, start + PAGE).map(({ id }) => id);
    const { rows } = await sql<{ topic: string; key: string; headers: string; value: Buffer }>`
      select d.origin_topic as topic, d.case_id as key, p.headers, p.value
      from delivery d join delivery_payload p on p.delivery_id = d.id
      where d.id in (${sql.join(ids)}) order by d.origin_offset, d.id`.execute(tables);
    for (const row of rows) yield { ...row, headers: JSON.parse(row.headers), at: now };
  }
}
