import { type Kysely, type Migration, sql } from 'kysely';
import { ordered } from '#store';

/** Where cases have gone from the destinations that were not responsible. */
export const CASE_MOVES: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table case_move (
      case_id ${ordered(db)} not null,
      target text not null,
      left_destination text not null,
      destination text not null,
      area text not null,
      ruled integer not null,
      moved_at bigint not null,
      primary key (case_id, target, left_destination)
    )`.execute(db);
  },
};
