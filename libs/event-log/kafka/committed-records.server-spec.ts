import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Transaction } from 'kafkajs';
import { SqliteStore } from '#store';
import { KafkaBed } from '../../../test/event-log/kafka-bed.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { until } from '../../../test/fixtures/until.js';

const PRODUCERS = ['a', 'b', 'c', 'd'];

it('hands a step just what was committed, however transactions on a partition overlap', async () => {
  const bed = await KafkaBed.create({ partitions: 1 });
  const store = new SqliteStore(join(temporaryFolder(), 'nahtlos.db'));
  const eventLog = await bed.open(store);
  const topic = `${bed.prefix}submissions`;
  const send = (transaction: Transaction, text: string) =>
    transaction.send({ topic, messages: [{ key: 'case', value: text }] });

  const producers = PRODUCERS.map((id) =>
    bed.kafka.producer({
      transactionalId: bed.prefix + id,
      maxInFlightRequests: 1,
      idempotent: true,
    }),
  );
  for (let round = 0; round < 3; round += 1) {
    const transactions: Transaction[] = [];
    for (const [index, producer] of producers.entries()) {
      if (round === 0) await producer.connect();
      const transaction = await producer.transaction();
      await send(transaction, `aborted ${PRODUCERS[index]} ${round}`);
      transactions.push(transaction);
    }
    for (const transaction of transactions.reverse()) await transaction.abort();
    for (const [index, producer] of producers.entries()) {
      const transaction = await producer.transaction();
      await send(transaction, `${PRODUCERS[index]} ${round}`);
      await transaction.commit();
    }
  }
  for (const producer of producers) await producer.disconnect();

  const seen: string[] = [];
  const step = eventLog.process({
    name: 'reader',
    topic: 'submissions',
    handle: async (batch) => {
      seen.push(...batch.map(({ value }) => Buffer.from(value).toString()));
      return undefined;
    },
  });
  await until(() => seen.includes('d 2') || undefined);
  await step.stop();
  const read: string[] = [];
  for await (const { value } of eventLog.read('submissions', { from: 0n })) {
    read.push(Buffer.from(value).toString());
  }
  await eventLog.close();
  await store.close();
  const committed = [0, 1, 2].flatMap((round) => PRODUCERS.map((id) => `${id} ${round}`));
  expect(seen).toEqual(committed);
  expect(read).toEqual(committed);
});
