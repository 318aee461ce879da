import { randomBytes } from 'node:crypto';
import type { Store } from '#store';
import type { DeliveryTables } from './delivery.tables.js';

/** A key of 32 bytes that is made once per installation and never leaves its database. */
export async function installationSecret(
  store: Pick<Store, 'write'>,
  name: string,
): Promise<Buffer> {
  return store.write(async (tx) => {
    const tables = tx.tables<DeliveryTables>();
    await tables
      .insertInto('delivery_secret')
      .values({ name, value: randomBytes(32) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const { value } = await tables
      .selectFrom('delivery_secret')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    return Buffer.from(value);
  });
}
