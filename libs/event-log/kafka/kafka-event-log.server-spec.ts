import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { SqliteStore } from '#store';
import { type KafkaServer, startKafka } from '../../../servers/kafka.js';
import {
  describeEventLogContract,
  type EventLogUnderTest,
} from '../../../test/contracts/event-log.contract.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { KafkaEventLog } from './kafka-event-log.js';

const TOPICS = [
  'submissions',
  'holds',
  'cluster.gewerbe',
  'cluster.steuern',
  'dead-letters.internal',
  'operations',
  'journal',
];

let kafka: KafkaServer;
let installations = 0;
beforeAll(async () => {
  kafka = await startKafka({ folder: mkdtempSync(join(tmpdir(), 'kafka-')) });
}, 120_000);
afterAll(() => kafka.stop());

async function createTopics(prefix: string): Promise<void> {
  const admin = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [...TOPICS, 'outbox-positions'].map((topic) => ({
      topic: prefix + topic,
      numPartitions: topic === 'outbox-positions' ? 1 : 3,
    })),
  });
  await admin.disconnect();
}

describeEventLogContract('on Kafka', async (observer) => {
  installations += 1;
  const prefix = `contract-${installations}.`;
  await createTopics(prefix);
  const file = join(temporaryFolder(), 'nahtlos.db');
  const openStore = async () => {
    const store = new SqliteStore(file);
    const eventLog = await KafkaEventLog.open({
      options: {
        brokers: kafka.brokers,
        clientId: 'contract',
        prefix,
        groupPrefix: prefix,
        tls: null,
        sasl: null,
      },
      topics: TOPICS,
      store,
      observer: {
        ...observer,
        retrying: (step, attempt, pause, cause) => {
          if (process.env.SHOW) console.log(step, attempt, pause, cause);
        },
        crashed: (step, cause) => console.error(step, cause),
        relayFails: (attempt, cause) => console.error(attempt, cause),
        relayWorks: () => undefined,
      },
      log: {
        info: () => undefined,
        warn: (fields, message) => process.env.SHOW && console.warn(message, fields),
        error: console.error,
      },
      now: Date.now,
    });
    return { store, eventLog };
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
