import { join } from 'node:path';
import { SqliteStore } from '#store';
import {
  describeEventLogContract,
  type EventLogUnderTest,
} from '../../../test/contracts/event-log.contract.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { EmbeddedEventLog } from './embedded-event-log.js';

describeEventLogContract('embedded', async (observer) => {
  const file = join(temporaryFolder(), 'nahtlos.db');
  const openStore = async () => {
    const store = new SqliteStore(file);
    return { store, eventLog: await EmbeddedEventLog.open({ store, observer, now: Date.now }) };
  };
  const close = async (log: EventLogUnderTest) => {
    await log.eventLog.close();
    await log.store.close();
  };
  const log: EventLogUnderTest = {
    ...(await openStore()),
    restart: async () => {
      await close(log);
      Object.assign(log, await openStore());
    },
    close: () => close(log),
  };
  return log;
});
