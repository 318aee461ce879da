import { type Kysely, type Migration, sql } from 'kysely';
import { blob, identity, identityOf, ordered } from '#store';
import { ACKNOWLEDGEMENTS } from './acknowledgement/migration.js';
import { ANSWER_DOCUMENTS } from './answers/migration.js';
import { ATTEMPTS } from './attempts/migration.js';
import { DESTINATIONS } from './destinations/migration.js';
import { INBOX_LEASES } from './inbox/messages/migration.js';
import { CASE_MOVES } from './moves/migration.js';
import { REPLIES } from './replies/migration.js';
import { SUMMARIES, SUMMARY_VERSIONS } from './summary/migration.js';

/**
 * Three small indexes carry the queue, and what is settled stands in none of them: `delivery_head` (no two heads
 * a case: the order's last guard), `delivery_waiting` (who is next), `delivery_due` (what may be claimed).
 */
export const MIGRATIONS: Record<string, Migration> = {
  '001_deliveries': {
    async up(db: Kysely<unknown>) {
      await sql`create table delivery (
        id ${identity(db)},
        message_id text not null,
        destination ${ordered(db)} not null,
        case_id ${ordered(db)} not null,
        submission_id text not null,
        cluster text not null,
        size integer not null,
        origin_topic ${ordered(db)} not null,
        origin_partition integer not null,
        origin_offset bigint not null,
        state text not null,
        head integer not null,
        due_at bigint,
        attempt integer not null,
        failures integer not null,
        first_failed_at bigint,
        last_code text,
        last_detail text,
        created_at bigint not null,
        settled_at bigint
      )`.execute(db);
      await sql`create unique index delivery_once on delivery (message_id, destination)`.execute(
        db,
      );
      await sql`create unique index delivery_head on delivery (destination, case_id)
        where head = 1`.execute(db);
      await sql`create index delivery_waiting
        on delivery (destination, case_id, origin_offset, origin_topic, origin_partition)
        where head = 0 and state = 'open'`.execute(db);
      await sql`create index delivery_due on delivery (destination, due_at, id)
        where due_at is not null`.execute(db);
      await sql`create table delivery_payload (
        delivery_id ${identityOf(db)} primary key,
        headers text not null,
        value ${blob(db)} not null
      )`.execute(db);
    },
  },
  '002_acknowledgements': ACKNOWLEDGEMENTS,
  '003_attempts': ATTEMPTS,
  '004_destinations': DESTINATIONS,
  '005_replies': REPLIES,
  '006_secrets': {
    async up(db: Kysely<unknown>) {
      await sql`create table delivery_secret (
        name text primary key,
        value ${blob(db)} not null
      )`.execute(db);
    },
  },
  '007_summaries': SUMMARIES,
  '008_obstacles': {
    async up(db: Kysely<unknown>) {
      await sql`alter table delivery add column obstacle text`.execute(db);
    },
  },
  '009_inbox_leases': INBOX_LEASES,
  '010_buried': {
    async up(db: Kysely<unknown>) {
      // Dead letters beside the head of their case: they are next once that is settled.
      await sql`create index delivery_buried on delivery (destination, case_id)
        where head = 0 and state = 'dead'`.execute(db);
    },
  },
  '011_case_moves': CASE_MOVES,
  '012_summary_versions': SUMMARY_VERSIONS,
  '013_answer_documents': ANSWER_DOCUMENTS,
};
