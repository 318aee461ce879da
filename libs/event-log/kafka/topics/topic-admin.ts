import type { Admin } from 'kafkajs';
import { connectKafka } from '../connect.js';
import type { KafkaLog, KafkaOptions } from '../kafka-options.js';
import { withBrokers } from './broker-trouble.js';

/** Does something with the brokers' topics. Throws Failure with a sentence where they refuse or are away. */
export function withAdmin<T>(
  options: KafkaOptions,
  log: KafkaLog,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  return withBrokers(options.brokers, async () => {
    const admin = connectKafka(options, log).admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  });
}
