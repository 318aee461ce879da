import { type RawBuilder, sql } from 'kysely';
import { BEHIND } from './obstacle.js';
import { inSizes, positional, positions, runOver, type Tables } from './positional.js';

/**
 * The order of a case. Offsets come first: in the embedded log they are one sequence over all topics, and where
 * they are not, the topics of a case have no order among them.
 */
export const ORIGIN = sql`origin_offset, origin_topic, origin_partition`;

/**
 * Who is next in a case: the oldest that waits, or a dead letter that could not have the head because another delivery
 * was under way; never what comes behind another that has yet to follow its case. Each half steps through an index of its own.
 */
function nextInLine(destination: RawBuilder<unknown>, caseId: RawBuilder<unknown>) {
  const oldest = (state: 'open' | 'dead') => sql`
    select * from (
      select w.id, w.state, w.origin_offset, w.origin_topic, w.origin_partition from delivery w
      where w.destination = ${destination} and w.case_id = ${caseId}
        and w.head = 0 and w.state = ${sql.lit(state)}
        and (w.obstacle is null or w.obstacle <> ${sql.lit(BEHIND)})
      order by w.origin_offset, w.origin_topic, w.origin_partition limit 1
    ) as oldest_of_${sql.raw(state)}`;
  return sql`(${oldest('open')} union all ${oldest('dead')})`;
}

/** Makes the next of each settled one's case the head; a dead letter is not due. Only for deliveries that were heads. */
const promotion = inSizes((rows) =>
  positional<{ destination: string }>((tables, value) =>
    tables
      .updateTable('delivery')
      .set({
        head: sql.lit(1),
        due_at: sql<number | null>`case when state = 'open' then cast(${value(0)} as bigint) end`,
      })
      .where(
        'id',
        'in',
        sql<number>`(
          select (
            select n.id from ${nextInLine(sql`s.destination`, sql`s.case_id`)} as n
            order by n.origin_offset, n.origin_topic, n.origin_partition limit 1
          ) from delivery s where s.id in (${sql.join(positions(rows, value, 1))})
        )`,
      )
      .returning('destination'),
  ),
);

/** After deliveries were settled: their cases go on. Returns the destinations that have something to do now. */
export async function promoteNext(
  tables: Tables,
  settledIds: readonly number[],
  now: number,
): Promise<string[]> {
  const promoted = await runOver(
    promotion,
    tables,
    settledIds.map((id) => [id]),
    [now],
  );
  return promoted.map((row) => row.destination);
}

/**
 * Gives the head to the oldest where a younger one has it, or none: needed where a delivery enters late, such as the
 * replay of a record that was poison. What is under way or dead-lettered stays head.
 */
export async function seatOldest(
  tables: Tables,
  lane: { destination: string; caseId: string },
  now: number,
): Promise<void> {
  const head = await tables
    .selectFrom('delivery')
    .select(['id', 'state'])
    .where('destination', '=', lane.destination)
    .where('case_id', '=', lane.caseId)
    .where('head', '=', sql.lit(1))
    .executeTakeFirst();
  if (head !== undefined && head.state !== 'open') return;
  const line = nextInLine(sql`${lane.destination}`, sql`${lane.caseId}`);
  const { rows } = await sql<{ id: number; state: string }>`
    select n.id, n.state from ${line} as n
    where ${
      head === undefined
        ? sql`1 = 1`
        : sql`(n.origin_offset, n.origin_topic, n.origin_partition) <
            (select ${ORIGIN} from delivery h where h.id = ${head.id})`
    }
    order by n.origin_offset, n.origin_topic, n.origin_partition limit 1`.execute(tables);
  const [older] = rows;
  if (older === undefined) return;
  if (head !== undefined) {
    await tables
      .updateTable('delivery')
      .set({ head: 0, due_at: null })
      .where('id', '=', head.id)
      .execute();
  }
  await tables
    .updateTable('delivery')
    .set({ head: 1, due_at: older.state === 'open' ? now : null })
    .where('id', '=', older.id)
    .execute();
}
