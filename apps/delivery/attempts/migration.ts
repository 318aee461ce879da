import { type Kysely, type Migration, sql } from 'kysely';
import { identityOf, isPostgres } from '#store';

/** In the tree of its key alone, where the database knows how: an entry more for each attempt, and no second one. */
export const ATTEMPTS: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table delivery_attempt (
      delivery_id ${identityOf(db)} not null,
      attempt integer not null,
      at bigint not null,
      milliseconds integer not null,
      outcome text not null,
      code text,
      detail text,
      status text,
      excerpt text,
      primary key (delivery_id, attempt)
    )${isPostgres(db) ? sql`` : sql` without rowid`}`.execute(db);
  },
};
