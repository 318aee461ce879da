import { type Kysely, type Migration, sql } from 'kysely';
import { isPostgres, ordered } from '#store';

/** What is settled and not purged yet stands in one small index, what is unsettled in the other. */
export const PURGE: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table register add column cluster ${ordered(db)}`.execute(db);
    await sql`alter table register add column settled_at bigint`.execute(db);
    await sql`alter table register add column purged_at bigint`.execute(db);
    const first = isPostgres(db)
      ? sql`cast(messages as json) -> 0 ->> 'cluster'`
      : sql`json_extract(messages, '$[0].cluster')`;
    await sql`update register set
      cluster = ${first},
      settled_at = case when status in ('delivered', 'rejected', 'discarded') then updated_at end`.execute(
      db,
    );
    await sql`create index register_settled on register (cluster, settled_at, submission_id)
      where settled_at is not null and purged_at is null`.execute(db);
    await sql`create index register_unsettled on register (received_at)
      where settled_at is null`.execute(db);
    await sql`create table purge_turn (
      one integer primary key,
      holder text not null,
      until bigint not null
    )`.execute(db);
  },
};

/**
 * By its purge, not by its last event: an index on what every event moves would slow down all of them. The few that
 * joined a case of others stand in an index of their own. `forgotten` has one row.
 */
export const FORGETTING: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table register add column forgotten_at bigint`.execute(db);
    await sql`create index register_purged on register (purged_at, submission_id)
      where purged_at is not null and forgotten_at is null`.execute(db);
    await sql`create index register_forgotten on register (forgotten_at, submission_id)
      where forgotten_at is not null`.execute(db);
    await sql`create index register_joined on register (case_id)
      where case_id <> submission_id`.execute(db);
    await sql`create table forgotten (
      one integer primary key,
      submissions bigint not null,
      received_until bigint not null
    )`.execute(db);
  },
};

/** What a purge was decided about stays marked, also where there is data again that came later. */
export const EMPTIED: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table register add column emptied_at bigint`.execute(db);
    await sql`update register set emptied_at = purged_at where purged_at is not null`.execute(db);
  },
};
