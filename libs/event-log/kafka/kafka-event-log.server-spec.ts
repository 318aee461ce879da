import { join } from 'node:path';
import { PostgresStore, SqliteStore, type Store } from '#store';
import {
  describeEventLogContract,
  type EventLogUnderTest,
} from '../../../test/contracts/event-log.contract.js';
import { KafkaBed } from '../../../test/event-log/kafka-bed.js';
import { freshDatabase } from '../../../test/fixtures/servers.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';

const STORES: Record<string, () => Promise<() => Promise<Store>>> = {
  SQLite: async () => {
    const file = join(temporaryFolder(), 'nahtlos.db');
    return async () => new SqliteStore(file);
  },
  PostgreSQL: async () => {
    const url = await freshDatabase();
    return () => PostgresStore.open({ url });
  },
};

for (const [database, freshStore] of Object.entries(STORES)) {
  describeEventLogContract(`on Kafka, with ${database}`, async (observer) => {
    const bed = await KafkaBed.create();
    const storeOf = await freshStore();
    const openAll = async () => {
      const store = await storeOf();
      return { store, eventLog: await bed.open(store, observer) };
    };
    const close = async (log: EventLogUnderTest) => {
      await log.eventLog.close();
      await log.store.close();
    };
    const log: EventLogUnderTest = {
      ...(await openAll()),
      restart: async () => {
        await close(log);
        Object.assign(log, await openAll());
      },
      close: () => close(log),
    };
    return log;
  });
}
