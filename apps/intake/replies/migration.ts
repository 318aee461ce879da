import { type Kysely, type Migration, sql } from 'kysely';
import { ordered } from '#store';

/** `number` counts the replies of a client in the order in which they became known: the cursor of who polls. */
export const REPLIES: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table submission add column replies text`.execute(db);
    await sql`create table reply (
      reply_id ${ordered(db)} primary key,
      client text not null,
      number bigint not null,
      submission_id text not null,
      value text not null
    )`.execute(db);
    await sql`create unique index reply_by_number on reply (client, number)`.execute(db);
    await sql`create index reply_by_submission on reply (submission_id, number)`.execute(db);
    await sql`create table reply_count (
      client ${ordered(db)} primary key,
      last bigint not null
    )`.execute(db);
  },
};
