import { type Kysely, type Migration, sql } from 'kysely';
import { ordered } from '#store';

/**
 * `destination_state` has a row for each destination that was ever attempted or decided about, and `destination_stopped`
 * finds the few at which nothing is claimed. `delivery_clock` has one row.
 */
export const DESTINATIONS: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table destination_state (
      destination ${ordered(db)} primary key,
      breaker text not null,
      failures integer not null,
      opened_at bigint,
      probe_at bigint,
      probes integer not null,
      paused_at bigint,
      paused_by text,
      paused_reason text,
      disabled_at bigint,
      disabled_detail text,
      stopped_total bigint not null,
      stopped_since bigint,
      last_outcome text,
      last_code text,
      last_at bigint
    )`.execute(db);
    await sql`create index destination_stopped on destination_state (destination)
      where stopped_since is not null`.execute(db);
    await sql`create table destination_operation (
      id ${ordered(db)} primary key,
      destination ${ordered(db)} not null,
      operation text not null,
      operator text not null,
      reason text,
      at bigint not null
    )`.execute(db);
    await sql`create index destination_operation_by_destination
      on destination_operation (destination, at)`.execute(db);
    await sql`create table delivery_clock (
      id integer primary key,
      seen_at bigint not null,
      skipped bigint not null
    )`.execute(db);
  },
};
