import { type Kysely, type Migration, sql } from 'kysely';

/**
 * `step_memory` holds what steps without tables of their own remember. `event` holds all topics. `stream` is the entry of the topic map, `topic` the concrete name; `seq` is the offset
 * and never used twice, even after a purge. `step_progress` says which record each step handles next.
 */
export const MIGRATIONS: Record<string, Migration> = {
  '001_events': {
    async up(db: Kysely<unknown>) {
      await sql`create table event (
        seq integer primary key autoincrement,
        stream text not null,
        topic text not null,
        key text not null,
        value blob not null,
        headers text not null,
        at integer not null
      )`.execute(db);
      await sql`create index event_by_stream on event (stream, seq)`.execute(db);
      await sql`create table step_progress (
        step text primary key,
        next integer not null
      )`.execute(db);
    },
  },
  '002_memory': {
    async up(db: Kysely<unknown>) {
      await sql`create table step_memory (
        memory text not null,
        key text not null,
        name text not null,
        headers text not null,
        value blob not null,
        primary key (memory, key, name)
      )`.execute(db);
    },
  },
};
