import { type Admin, Kafka, logLevel } from 'kafkajs';
import { KafkaEventLog, type KafkaObserver } from '#event-log';
import type { Store } from '#store';
import { kafkaBrokers, kafkaPrefix } from '../fixtures/servers.js';

/** The topics of a small installation, as the topic map names them. */
export const BED_TOPICS = [
  'submissions',
  'holds',
  'cluster.gewerbe',
  'cluster.steuern',
  'dead-letters.gewerbe',
  'dead-letters.unrouted',
  'dead-letters.internal',
  'operations',
  'journal',
];

const SILENT: KafkaObserver = {
  retrying: () => undefined,
  poisoned: () => undefined,
  crashed: () => undefined,
  relayFails: () => undefined,
  relayWorks: () => undefined,
};

let installations = 0;

/** An installation of its own on the Kafka server of the test run. */
export class KafkaBed {
  readonly kafka = new Kafka({ brokers: kafkaBrokers(), logLevel: logLevel.NOTHING });
  readonly prefix: string;

  private constructor() {
    installations += 1;
    this.prefix = `${kafkaPrefix()}${installations}.`;
  }

  static async create({ partitions = 3 } = {}): Promise<KafkaBed> {
    const bed = new KafkaBed();
    await bed.administer((admin) =>
      admin.createTopics({
        waitForLeaders: true,
        topics: [
          ...BED_TOPICS.map((topic) => ({ topic: bed.prefix + topic, numPartitions: partitions })),
          { topic: `${bed.prefix}outbox-positions`, numPartitions: 1 },
        ],
      }),
    );
    return bed;
  }

  get options() {
    return {
      brokers: kafkaBrokers(),
      clientId: 'test',
      prefix: this.prefix,
      groupPrefix: this.prefix,
      tls: null,
      sasl: null,
    };
  }

  open(
    store: Store,
    observer: Partial<KafkaObserver> = {},
    brokers = kafkaBrokers(),
  ): Promise<KafkaEventLog> {
    return KafkaEventLog.open({
      options: { ...this.options, brokers },
      topics: BED_TOPICS,
      store,
      observer: { ...SILENT, ...observer },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now: Date.now,
    });
  }

  async administer<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
