import { type Kysely, type Migration, sql } from 'kysely';
import { ordered } from '#store';

/** The summaries that were made: one a submission, whichever process was first. */
export const SUMMARIES: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('summary')
      .addColumn('submission_id', ordered(db), (column) => column.primaryKey())
      .addColumn('uri', 'text', (column) => column.notNull().unique())
      .addColumn('size', 'integer', (column) => column.notNull())
      .addColumn('sha512', 'text', (column) => column.notNull())
      .execute();
  },
};

/** A submission that was corrected has one for each state of which a message was made. */
export const SUMMARY_VERSIONS: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('summary_version')
      .addColumn('submission_id', ordered(db), (column) => column.notNull())
      .addColumn('version', ordered(db), (column) => column.notNull())
      .addColumn('uri', 'text', (column) => column.notNull().unique())
      .addColumn('size', 'integer', (column) => column.notNull())
      .addColumn('sha512', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('summary_version_key', ['submission_id', 'version'])
      .execute();
    await sql`insert into summary_version (submission_id, version, uri, size, sha512)
      select submission_id, '', uri, size, sha512 from summary`.execute(db);
    await db.schema.dropTable('summary').execute();
    await db.schema.alterTable('summary_version').renameTo('summary').execute();
  },
};
