import { type Kysely, sql } from 'kysely';
import { isPostgres } from '#store';
import type { RegisterTables } from './register.tables.js';

/** Tells these locks from others of the database; any number. */
const LETTERS = 471_107;
/** Locks that one unit of work takes at most. */
const SHARES = 64;

/**
 * Lets one unit of work at a time change these letters, also those that are not stored yet: two steps and the operators
 * write them, each from what it has read. On SQLite no two units overlap.
 */
export async function lockLetters(
  tables: Kysely<RegisterTables>,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0 || !isPostgres(tables)) return;
  await sql`select pg_advisory_xact_lock(${sql.lit(LETTERS)}, share) from (
    select distinct hashtext(id) & ${sql.lit(SHARES - 1)} as share
    from unnest(cast(${ids} as text[])) as id order by share
  ) as shares`.execute(tables);
}
