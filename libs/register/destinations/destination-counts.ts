import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ReadDestinationTables } from './destinations.tables.js';

/** What lies at a destination. */
export interface Lying {
  /** Not settled and no dead letter. */
  waiting: number;
  /** When the oldest of those whose turn it is was queued, in milliseconds since 1970. */
  oldest: number | null;
  dead: number;
}

/** Counts index entries of what is not settled: what was ever delivered costs nothing. */
export async function lyingAt(
  tables: Kysely<ReadDestinationTables>,
  destination?: string,
): Promise<Map<string, Lying>> {
  const here = destination === undefined ? sql`` : sql`and destination = ${destination}`;
  const rows = <Row>(query: RawBuilder<Row>) => query.execute(tables).then((found) => found.rows);
  const heads = await rows(sql<{ destination: string; found: number }>`
    select destination, count(*) as found from delivery
    where head = 1 ${here} group by destination`);
  const behind = await rows(sql<{ destination: string; found: number }>`
    select destination, count(*) as found from delivery
    where head = 0 and state = 'open' ${here} group by destination`);
  const turns = await rows(sql<{ destination: string; found: number; created_at: number }>`
    select h.destination, h.found, d.created_at from (
      select destination, count(*) as found, min(id) as id from delivery
      where due_at is not null ${here} group by destination
    ) h join delivery d on d.id = h.id`);
  const lying = new Map<string, Lying>();
  for (const { destination: id, found } of heads) {
    lying.set(id, { waiting: 0, oldest: null, dead: found });
  }
  for (const { destination: id, found, created_at } of turns) {
    const heads = lying.get(id)?.dead ?? found;
    lying.set(id, { waiting: found, oldest: created_at, dead: Math.max(0, heads - found) });
  }
  for (const { destination: id, found } of behind) {
    const known = lying.get(id) ?? { waiting: 0, oldest: null, dead: 0 };
    lying.set(id, { ...known, waiting: known.waiting + found });
  }
  return lying;
}
