import { type Kysely, sql } from 'kysely';
import { isPostgres, type Tx } from '#store';
import type { RegisterTables } from '../register.tables.js';

/**
 * Whether nobody has decided yet that the data of the submission is deleted. Nobody does until the unit of work ends, so
 * that what it adds to the submission is seen by whoever decides: for apps that would else add to what is just going.
 */
export async function standsBeforePurge(tx: Tx, submissionId: string): Promise<boolean> {
  const tables = tx.tables<RegisterTables>();
  // An app may be at work before the console has ever started.
  if (!(await isThere(tables, 'register'))) return true;
  const row = await tables
    .selectFrom('register')
    .select('emptied_at')
    .where('submission_id', '=', submissionId)
    .$if(isPostgres(tables), (query) => query.forShare())
    .executeTakeFirst();
  return row === undefined || row.emptied_at === null;
}

/** Whether the register has made this table already. */
export async function isThere(
  tables: Kysely<RegisterTables>,
  table: 'register' | 'dead_letter',
): Promise<boolean> {
  const { rows } = isPostgres(tables)
    ? await sql`select 1 where to_regclass(${table}) is not null`.execute(tables)
    : await sql`select 1 from sqlite_master where name = ${table}`.execute(tables);
  return rows.length > 0;
}
