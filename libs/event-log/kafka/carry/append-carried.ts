import type { Tx } from '#store';
import type { NewEvent } from '../../event-log.js';
import type { OutboxTables } from '../outbox/outbox.tables.js';
import { sizeOf } from '../records.js';

/** A record of another log, with its time there. */
export type CarriedRecord = NewEvent & { at: number };

/** Puts records of another log on their way to Kafka, in this order and with the times that they have. */
export async function appendCarried(tx: Tx, records: readonly CarriedRecord[]): Promise<void> {
  if (records.length === 0) return;
  await tx
    .tables<OutboxTables>()
    .insertInto('outbox')
    .values(
      records.map((record) => ({
        topic: record.topic,
        key: record.key,
        value: Buffer.from(record.value),
        headers: JSON.stringify(record.headers),
        at: record.at,
        size: sizeOf(record),
      })),
    )
    .execute();
}
