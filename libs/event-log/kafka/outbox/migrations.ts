import { type Kysely, type Migration, sql } from 'kysely';
import { blob, identity } from '#store';

/**
 * `outbox` holds events on their way to Kafka; `batch` is null until the relay has put a row into one, and batches
 * go in the order of their numbers. `outbox_lease` says who is the relay, and the number of the newest batch.
 */
export const OUTBOX_MIGRATIONS: Record<string, Migration> = {
  '001_outbox': {
    async up(db: Kysely<unknown>) {
      await sql`create table outbox (
        id ${identity(db)},
        batch bigint,
        topic text not null,
        key text not null,
        value ${blob(db)} not null,
        headers text not null,
        at bigint not null,
        size integer not null
      )`.execute(db);
      await sql`create index outbox_new on outbox (id) where batch is null`.execute(db);
      await sql`create index outbox_batch on outbox (batch, id) where batch is not null`.execute(
        db,
      );
      await sql`create table outbox_lease (
        name text primary key,
        outbox_id text not null,
        holder text not null,
        until bigint not null,
        batch bigint not null
      )`.execute(db);
    },
  },
};
