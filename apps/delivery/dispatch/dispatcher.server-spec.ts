import { expect, it } from '@jest/globals';
import { PostgresStore } from '#store';
import { DeliveryBed } from '../../../test/delivery/delivery-bed.js';
import { dispatcherSuite } from '../../../test/delivery/dispatcher-suite.js';
import { freshDatabase } from '../../../test/fixtures/servers.js';
import { emptyPostgres } from '../../../test/fixtures/stores.js';

dispatcherSuite('PostgreSQL', emptyPostgres);

it('two dispatchers on one database deliver each message once, in the order of its case', async () => {
  const url = await freshDatabase();
  const bed = await DeliveryBed.open(() => PostgresStore.open({ url }));
  const elsewhere = await PostgresStore.open({ url });
  const messages = Array.from({ length: 200 }, (_, at) => ({
    id: `m${at}`,
    case: `case-${at % 8}`,
    offset: BigInt(at),
  }));
  bed.start();
  bed.dispatcher(elsewhere).start();
  for (let start = 0; start < messages.length; start += 25) {
    await bed.publish(...messages.slice(start, start + 25));
  }
  // The clock stands still: what follows in a case is found without waiting for a look after a lease.
  await bed.inState('delivered', ...messages.map(({ id }) => id));
  await bed.close();
  await elsewhere.close();
  const attempted = bed.attempted();
  expect(attempted).toHaveLength(messages.length);
  for (let at = 0; at < 8; at += 1) {
    const ids = attempted.filter((id) => Number(id.slice(1)) % 8 === at);
    expect(ids).toEqual(messages.filter((_, index) => index % 8 === at).map(({ id }) => id));
  }
}, 30_000);
