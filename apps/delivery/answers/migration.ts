import { type Kysely, type Migration, sql } from 'kysely';

/** What was uploaded for answers by topic, until an answer names it. */
export const ANSWER_DOCUMENTS: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table answer_document (
      message_id text not null,
      destination text not null,
      id text not null,
      submission_id text not null,
      media_type text not null,
      uri text not null,
      size bigint not null,
      sha512 text not null,
      uploaded_at bigint not null,
      primary key (message_id, destination, id)
    )`.execute(db);
    await sql`create index answer_document_by_uri on answer_document (uri)`.execute(db);
    await sql`create index answer_document_by_submission
      on answer_document (submission_id)`.execute(db);
    await sql`create index answer_document_by_age on answer_document (uploaded_at)`.execute(db);
  },
};
