import type { Store } from '#store';
import { connectKafka } from '../connect.js';
import type { KafkaLog, KafkaOptions } from '../kafka-options.js';
import { PartitionReader } from '../partition-reader.js';
import { POSITIONS_TOPIC } from '../topics/plan-topics.js';
import { OUTBOX_MIGRATIONS } from './migrations.js';
import type { OutboxTables } from './outbox.tables.js';
import { SentPosition } from './sent-position.js';

/** What an outbox of a restored database went on with. */
export interface AdoptedOutbox {
  /** The batch after which it goes on; the newest before that was `before`. */
  after: number;
  before: number;
  /** Rows that had waited when the backup was made, and may have been sent since. */
  doubtful: number;
}

/**
 * Lets the outbox of a database that was restored from a backup go on after what Kafka has of it. Only while no
 * program runs. Returns undefined where the database is not older than Kafka.
 */
export async function adoptOutbox(ports: {
  options: KafkaOptions;
  store: Store;
  log: KafkaLog;
}): Promise<AdoptedOutbox | undefined> {
  const { options, store, log } = ports;
  await store.migrate('outbox', OUTBOX_MIGRATIONS);
  const lease = await store
    .tables<OutboxTables>()
    .selectFrom('outbox_lease')
    .select(['outbox_id', 'batch'])
    .executeTakeFirst();
  if (lease === undefined) return undefined;
  const reader = new PartitionReader(connectKafka(options, log));
  const position = new SentPosition({ reader, topic: options.prefix + POSITIONS_TOPIC });
  const after = await position.of(lease.outbox_id).finally(() => reader.close());
  const before = Number(lease.batch);
  if (after <= before) return undefined;
  const doubtful = await store.write(async (tx) => {
    const tables = tx.tables<OutboxTables>();
    await tables.updateTable('outbox_lease').set({ batch: after }).execute();
    const { numUpdatedRows } = await tables
      .updateTable('outbox')
      .set({ batch: null })
      .executeTakeFirst();
    return Number(numUpdatedRows);
  });
  return { after, before, doubtful };
}
