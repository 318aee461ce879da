import { type Kysely, type Migration, sql } from 'kysely';
import type { Store, Tx } from '#store';
import { tableNames } from './table-rows.js';

/** One row once an installation was carried into the database: which move it was. */
export const CARRIED_OVER = 'carried_over';

interface Tables {
  carried_over: { id: string; at: number; log_end: number };
}

const MIGRATIONS: Record<string, Migration> = {
  '001_carried_over': {
    async up(db: Kysely<unknown>) {
      await sql`create table carried_over (
        id text primary key,
        at bigint not null,
        log_end bigint not null
      )`.execute(db);
    },
  },
};

export async function makeCarriedOver(store: Store): Promise<void> {
  await store.migrate('carried', MIGRATIONS);
}

/** In the unit of work that carries everything: so it is there exactly if all of it is. */
export async function noteCarriedOver(
  tx: Tx,
  move: { id: string; at: number; logEnd: number },
): Promise<void> {
  const row = { id: move.id, at: move.at, log_end: move.logEnd };
  await tx.tables<Tables>().insertInto('carried_over').values(row).execute();
}

export async function isCarriedOver(store: Pick<Store, 'tables'>, id: string): Promise<boolean> {
  if (!(await tableNames(store.tables())).includes(CARRIED_OVER)) return false;
  const tables = store.tables<Tables>();
  const row = await tables
    .selectFrom('carried_over')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}
