import { type Kysely, type Migration, sql } from 'kysely';
import type { Store, Tx } from '#store';

/** Where steps with tables go on. `next_offset` is the offset of the first record that is not handled. */
interface Tables {
  step_position: { step: string; topic: string; partition: number; next_offset: string };
}

export interface StepPartition {
  step: string;
  topic: string;
  partition: number;
}

export const POSITION_MIGRATIONS: Record<string, Migration> = {
  '001_positions': {
    async up(db: Kysely<unknown>) {
      await sql`create table step_position (
        step text not null,
        topic text not null,
        partition integer not null,
        next_offset bigint not null,
        primary key (step, topic, partition)
      )`.execute(db);
    },
  },
};

/** Text, because an offset of Kafka may be larger than a number holds exactly. */
const NEXT = sql<string>`cast(next_offset as text)`.as('next_offset');

export async function positionOf(
  store: Pick<Store, 'tables'>,
  { step, topic, partition }: StepPartition,
): Promise<bigint | undefined> {
  const row = await store
    .tables<Tables>()
    .selectFrom('step_position')
    .select(NEXT)
    .where('step', '=', step)
    .where('topic', '=', topic)
    .where('partition', '=', partition)
    .executeTakeFirst();
  return row && BigInt(row.next_offset);
}

/** The positions of a step on all partitions on which it has one. */
export async function positionsOf(
  store: Pick<Store, 'tables'>,
  step: string,
): Promise<(Omit<StepPartition, 'step'> & { next: bigint })[]> {
  const rows = await store
    .tables<Tables>()
    .selectFrom('step_position')
    .select(['topic', 'partition', NEXT])
    .where('step', '=', step)
    .execute();
  return rows.map(({ topic, partition, next_offset }) => ({
    topic,
    partition,
    next: BigInt(next_offset),
  }));
}

/** Compare and set. Returns whether the position was where the caller had found it. */
export async function advance(
  tx: Tx,
  { step, topic, partition }: StepPartition,
  from: bigint | undefined,
  to: bigint,
): Promise<boolean> {
  const tables = tx.tables<Tables>();
  if (from === undefined) {
    const inserted = await tables
      .insertInto('step_position')
      .values({ step, topic, partition, next_offset: String(to) })
      .onConflict((conflict) => conflict.columns(['step', 'topic', 'partition']).doNothing())
      .executeTakeFirst();
    return inserted.numInsertedOrUpdatedRows === 1n;
  }
  const updated = await tables
    .updateTable('step_position')
    .set({ next_offset: String(to) })
    .where('step', '=', step)
    .where('topic', '=', topic)
    .where('partition', '=', partition)
    .where('next_offset', '=', String(from))
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}
