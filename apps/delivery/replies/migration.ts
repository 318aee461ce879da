import { type Kysely, type Migration, sql } from 'kysely';
import { blob } from '#store';

/** What case systems posted: the reference keeps a repetition from becoming two. */
export const REPLIES: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table case_reply (
      reply_id text primary key,
      destination text not null,
      reference text not null,
      message_id text not null,
      submission_id text not null,
      case_id text not null,
      received_at text not null,
      fingerprint ${blob(db)} not null
    )`.execute(db);
    await sql`create unique index case_reply_by_reference
      on case_reply (destination, reference)`.execute(db);
    await sql`create index case_reply_by_submission on case_reply (submission_id)`.execute(db);
    await sql`create table case_reply_document (
      uri text primary key,
      reply_id text not null
    )`.execute(db);
    await sql`alter table delivery_acknowledgement add column file_number ${blob(db)}`.execute(db);
    await sql`create index case_reply_document_by_reply
      on case_reply_document (reply_id)`.execute(db);
  },
};
