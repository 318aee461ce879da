import { type Kysely, type Migration, sql } from 'kysely';
import { isPostgres } from '#store';

/**
 * Transform has no tables any more: its holds live in the memory of its step. Installations that still have tables
 * of holds carry them over; `event` and `step_memory` are the embedded log's, whose migrations run before.
 */
export const MIGRATIONS: Record<string, Migration> = {
  '001_holds': {
    async up(db: Kysely<unknown>) {
      if (isPostgres(db)) return;
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
  '002_holds_in_memory': {
    async up(db: Kysely<unknown>) {
      if (isPostgres(db)) return;
      await sql`insert into step_memory (memory, key, name, headers, value)
        select 'holds', case_id, 'hold/' || cluster,
          json_object('cluster', cluster, 'nahtlos_submission_id', submission_id), x''
        from hold`.execute(db);
      await sql`insert into step_memory (memory, key, name, headers, value)
        select 'holds', h.case_id, 'waiting/' || h.cluster || '/' || printf('%020d', h.seq),
          json_patch(e.headers, json_object('cluster', h.cluster,
            'nahtlos_submission_id', h.submission_id, 'nahtlos_origin_partition', '0',
            'nahtlos_origin_offset', cast(h.seq as text), 'nahtlos_origin_at', cast(e.at as text))),
          e.value
        from held_submission h join event e on e.seq = h.seq`.execute(db);
      await sql`drop table held_submission`.execute(db);
      await sql`drop table hold`.execute(db);
    },
  },
};
