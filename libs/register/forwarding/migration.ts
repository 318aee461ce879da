import { type Kysely, type Migration, sql } from 'kysely';

/** What a rule of the landscape has yet to forward stands in one small index. */
export const FORWARDING: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table dead_letter add column forward_area text`.execute(db);
    await sql`create index dead_letter_forwarded on dead_letter (last_at, id)
      where forward_area is not null and state = 'open'`.execute(db);
  },
};
