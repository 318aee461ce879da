import { type Kysely, type Migration, type RawBuilder, sql } from 'kysely';
import { blob, isPostgres, ordered } from '#store';
import { FORWARDING } from './forwarding/migration.js';
import { EMPTIED, FORGETTING, PURGE } from './purge/migration.js';

/** The register's tables; the console runs these under its own name. */
export const REGISTER_MIGRATIONS: Record<string, Migration> = {
  '001_register': {
    async up(db: Kysely<unknown>) {
      await sql`create table register (
        submission_id ${ordered(db)} primary key,
        case_id text not null,
        client text,
        reference text,
        service text,
        area text,
        kind text,
        test integer,
        restricted integer,
        attachments integer,
        received_at bigint,
        status text not null,
        lifecycle text not null,
        messages text not null,
        message_count integer not null,
        authority text,
        municipality text,
        landscape_version text,
        package_version text,
        letters text not null,
        position bigint not null,
        updated_at bigint not null
      )`.execute(db);
      await sql`create index register_by_receipt on register (received_at, submission_id)`.execute(
        db,
      );
      await sql`create table register_progress (
        topic text primary key,
        records bigint not null
      )`.execute(db);
      await sql`create table timeline (
        submission_id text not null,
        position bigint not null,
        event text not null,
        primary key (submission_id, position)
      )${clustered(db)}`.execute(db);
    },
  },
  '002_dead_letters': {
    async up(db: Kysely<unknown>) {
      await sql`create table dead_letter (
        id ${ordered(db)} primary key,
        stage text not null,
        code text not null,
        findings text not null,
        detail text not null,
        place text not null,
        cluster text not null,
        submission_id text,
        case_id text not null,
        client text,
        service text,
        area text,
        message_id text,
        message_type text,
        destination text,
        landscape_version text,
        package_version text,
        restricted integer,
        origin_topic text,
        record_key text,
        record_value ${blob(db)},
        record_headers text,
        record_origin text,
        record_position bigint,
        announced integer not null,
        journaled integer not null,
        handled integer not null,
        operation text,
        settled integer not null,
        state text not null,
        first_at bigint not null,
        last_at bigint not null
      )`.execute(db);
      await sql`create index dead_letter_by_state on dead_letter (state, last_at, id)`.execute(db);
      await sql`create index dead_letter_by_submission on dead_letter (submission_id)`.execute(db);
      await sql`create table dead_letter_operation (
        dead_letter_id text not null,
        failure integer not null,
        operation text not null,
        operator text not null,
        reason text,
        at bigint not null,
        primary key (dead_letter_id, failure)
      )`.execute(db);
    },
  },
  '003_rejection_code': {
    async up(db: Kysely<unknown>) {
      await sql`alter table dead_letter add column rejection_code text`.execute(db);
    },
  },
  '004_bulk_operations': {
    async up(db: Kysely<unknown>) {
      // Holds all that a group tells, so that grouping reads nothing else.
      await sql`create index dead_letter_by_cause on dead_letter
        (state, code, place, package_version, destination, first_at, last_at)`.execute(db);
      await sql`create table bulk_operation (
        id ${ordered(db)} primary key,
        operation text not null,
        operator text not null,
        reason text,
        filter text not null,
        rate integer not null,
        state text not null,
        started_at bigint not null,
        ended_at bigint,
        total bigint not null,
        done bigint not null,
        skipped bigint not null,
        failed bigint not null,
        until_at bigint not null,
        after_at bigint not null,
        after_id text not null,
        leased_by text,
        leased_until bigint not null
      )`.execute(db);
      await sql`create index bulk_operation_by_start on bulk_operation (started_at)`.execute(db);
    },
  },
  '005_assignments': {
    async up(db: Kysely<unknown>) {
      await sql`create table dead_letter_assignment (
        dead_letter_id ${ordered(db)} primary key,
        assigned_to text not null,
        assigned_by text not null,
        note text,
        at bigint not null
      )`.execute(db);
    },
  },
  '006_purge': PURGE,
  '007_corrections': {
    async up(db: Kysely<unknown>) {
      await sql`alter table dead_letter_operation add column fields text`.execute(db);
      await sql`create table corrected_submission (
        submission_id ${ordered(db)} primary key,
        body ${blob(db)} not null,
        at bigint not null
      )`.execute(db);
    },
  },
  '008_emptied': EMPTIED,
  '009_bulk_decisions': {
    async up(db: Kysely<unknown>) {
      await sql`alter table dead_letter_operation add column bulk_id text`.execute(db);
      await sql`alter table bulk_operation add column held bigint not null default 0`.execute(db);
    },
  },
  '010_forwarding': FORWARDING,
  '011_forgetting': FORGETTING,
};

/** Keeps the rows in the tree of the primary key, where the database knows how: one tree to write instead of two. */
function clustered(db: Kysely<unknown>): RawBuilder<unknown> {
  return isPostgres(db) ? sql`` : sql` without rowid`;
}
