import { type Kysely, type Migration, sql } from 'kysely';
import { blob, ordered } from '#store';
import { REPLIES } from './replies/migration.js';

export const MIGRATIONS: Record<string, Migration> = {
  '001_submissions': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('submission')
        .addColumn('submission_id', ordered(db), (column) => column.primaryKey())
        .addColumn('client', 'text', (column) => column.notNull())
        .addColumn('reference', 'text', (column) => column.notNull())
        .addColumn('case_id', 'text', (column) => column.notNull())
        .addColumn('received_at', ordered(db), (column) => column.notNull())
        .addColumn('destinations', 'text', (column) => column.notNull())
        .addColumn('body', blob(db))
        .addColumn('fingerprint', blob(db))
        .addCheckConstraint(
          'submission_is_remembered',
          sql`body is not null or fingerprint is not null`,
        )
        .execute();
      await sql`create unique index submission_by_reference on submission (client, reference)`.execute(
        db,
      );
      // The ledger walks through a period by it.
      await sql`create index submission_by_receipt on submission (received_at, submission_id)`.execute(
        db,
      );
      await db.schema
        .createTable('attachment')
        .addColumn('uri', 'text', (column) => column.primaryKey())
        .addColumn('submission_id', 'text', (column) => column.notNull())
        .execute();
      await sql`create index attachment_by_submission on attachment (submission_id)`.execute(db);
      await db.schema
        .createTable('installation_secret')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('value', blob(db), (column) => column.notNull())
        .execute();
    },
  },
  '002_replies': REPLIES,
  '003_joined': {
    async up(db: Kysely<unknown>) {
      // The few that joined a case of others.
      await sql`create index submission_joined on submission (case_id)
        where case_id <> submission_id`.execute(db);
    },
  },
};
