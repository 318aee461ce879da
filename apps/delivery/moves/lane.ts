import { sql } from 'kysely';
import { HEADERS } from '#domain';
import type { DeliveryState } from '../delivery.tables.js';
import { lockDeliveries } from '../queue/lock.js';
import type { Tables } from '../queue/positional.js';

/** An unsettled delivery, with its place in the order of its case. */
export interface LaneRow extends Place {
  id: number;
  state: DeliveryState;
  head: number;
  obstacle: string | null;
}

export interface Place {
  topic: string;
  partition: number;
  offset: bigint;
}

/** Below every place that a log gives; far above what a number cannot hold exactly. */
const BEFORE = 2n ** 50n;

/**
 * The place of a delivery among those of another destination. Where these come from a topic of their own, offsets say
 * nothing: what has moved there was submitted before what is sent there at once, and is put before all of it.
 */
export function placeAmong(there: Pick<Place, 'topic' | 'partition'>, place: Place): Place {
  if (there.topic === place.topic) return place;
  const offset = place.offset < -BEFORE / 2n ? place.offset : place.offset - BEFORE;
  return { ...there, offset };
}

/** The unsettled deliveries of a case at a destination that carry the message of a target, locked. */
export async function laneOf(
  tables: Tables,
  lane: { destination: string; caseId: string; target: string },
): Promise<LaneRow[]> {
  const found = await read(tables, lane);
  await lockDeliveries(
    tables,
    found.map(({ id }) => id),
  );
  return read(tables, lane);
}

/** Each part has an index of its own. */
async function read(
  tables: Tables,
  { destination, caseId, target }: { destination: string; caseId: string; target: string },
): Promise<LaneRow[]> {
  const part = (
    which: 'head = 1' | "head = 0 and state = 'open'" | "head = 0 and state = 'dead'",
  ) =>
    sql`select id, state, head, obstacle, origin_topic, origin_partition, origin_offset from delivery
      where destination = ${destination} and case_id = ${caseId} and ${sql.raw(which)}`;
  const { rows } = await sql<Stored>`select d.id, d.state, d.head, d.obstacle, d.origin_topic,
      d.origin_partition, cast(d.origin_offset as text) as origin_offset, p.headers
    from (
      ${part('head = 1')} union all ${part("head = 0 and state = 'open'")}
      union all ${part("head = 0 and state = 'dead'")}
    ) as d join delivery_payload p on p.delivery_id = d.id order by d.id`.execute(tables);
  return rows
    .filter(({ headers }) => targetIn(JSON.parse(headers)) === target)
    .map(({ id, state, head, obstacle, ...row }) => ({
      ...{ id, state, head, obstacle },
      topic: row.origin_topic,
      partition: row.origin_partition,
      offset: BigInt(row.origin_offset),
    }));
}

interface Stored {
  id: number;
  state: DeliveryState;
  head: number;
  obstacle: string | null;
  origin_topic: string;
  origin_partition: number;
  origin_offset: string;
  headers: string;
}

/** What tells the messages of one submission from each other. */
export function targetIn(headers: Record<string, string>): string {
  return headers[HEADERS.target] ?? '';
}
