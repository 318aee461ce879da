import { sql } from 'kysely';
import { inSizes, positional, positions, runOver, type Tables } from './positional.js';

/**
 * The order of a case. Offsets come first: in the embedded log they are one sequence over all topics, and where
 * they are not, the topics of a case have no order among them.
 */
export const ORIGIN = sql`origin_offset, origin_topic, origin_partition`;

/** Makes the oldest waiting delivery of each settled one's case the head. Only for deliveries that were heads. */
const promotion = inSizes((rows) =>
  positional<{ destination: string }>((tables, value) =>
    tables
      .updateTable('delivery')
      .set({ head: sql.lit(1), due_at: value(0) })
      .where(
        'id',
        'in',
        sql<number>`(
          select (
            select w.id from delivery w
            where w.destination = s.destination and w.case_id = s.case_id
              and w.head = 0 and w.state = 'open'
            order by w.origin_offset, w.origin_topic, w.origin_partition limit 1
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
  const older = await tables
    .selectFrom('delivery as w')
    .select('w.id')
    .where('w.destination', '=', lane.destination)
    .where('w.case_id', '=', lane.caseId)
    .where('w.head', '=', sql.lit(0))
    .where('w.state', '=', sql.lit('open'))
    .$if(head !== undefined, (waiting) =>
      waiting.where(
        sql<boolean>`(w.origin_offset, w.origin_topic, w.origin_partition) <
          (select ${ORIGIN} from delivery h where h.id = ${head?.id})`,
      ),
    )
    .orderBy('w.origin_offset')
    .orderBy('w.origin_topic')
    .orderBy('w.origin_partition')
    .limit(1)
    .executeTakeFirst();
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
    .set({ head: 1, due_at: now })
    .where('id', '=', older.id)
    .execute();
}
