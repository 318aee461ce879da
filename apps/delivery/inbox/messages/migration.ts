import { type Kysely, type Migration, sql } from 'kysely';
import { identityOf } from '#store';

/**
 * `delivery_offered_in_order` finds what has been offered the longest at a destination, however many are. By time, not
 * by id: by id a database would rather walk through all deliveries, the settled ones first.
 */
export const INBOX_LEASES: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table delivery_lease (
      delivery_id ${identityOf(db)} primary key,
      leased_until bigint not null,
      worker text
    )`.execute(db);
    await sql`create index delivery_lease_end on delivery_lease (leased_until)`.execute(db);
    await sql`create index delivery_offered_in_order on delivery (destination, due_at, id)
      where state = 'offered'`.execute(db);
  },
};
