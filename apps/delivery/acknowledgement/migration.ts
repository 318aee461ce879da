import { type Kysely, type Migration, sql } from 'kysely';
import { identityOf } from '#store';

/** `delivery_offered` stands for what waits for an acknowledgement: whoever looks for it passes the rest by. */
export const ACKNOWLEDGEMENTS: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table delivery_acknowledgement (
      delivery_id ${identityOf(db)} primary key,
      outcome text not null,
      code text,
      acknowledged_at bigint not null
    )`.execute(db);
    await sql`create index delivery_offered on delivery (destination)
      where state = 'offered'`.execute(db);
  },
};
