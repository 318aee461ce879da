import type { Kysely, Migration } from 'kysely';
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
