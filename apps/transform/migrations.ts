import { type Kysely, type Migration, sql } from 'kysely';

export const MIGRATIONS: Record<string, Migration> = {
  '001_holds': {
    async up(db: Kysely<unknown>) {
      await sql`create table hold (
        case_id text not null,
        cluster text not null,
        submission_id text not null,
        primary key (case_id, cluster)
      )`.execute(db);
      await sql`create table held_submission (
        seq bigint primary key,
        case_id text not null,
        cluster text not null,
        submission_id text not null
      )`.execute(db);
      await sql`create index held_submission_by_case on held_submission (case_id, cluster, seq)`.execute(
        db,
      );
    },
  },
};
