import { type Kysely, PostgresAdapter } from 'kysely';

/** Whether a database is PostgreSQL; else it is SQLite. */
export function isPostgres(db: Kysely<never> | Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
