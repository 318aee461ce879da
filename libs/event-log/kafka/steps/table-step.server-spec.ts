import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PostgresStore } from '#store';
import { KafkaBed } from '../../../../test/event-log/kafka-bed.js';
import { freshDatabase } from '../../../../test/fixtures/servers.js';
import { until } from '../../../../test/fixtures/until.js';
import { BatchAbandoned } from '../../batch-abandoned.js';
import type { NewEvent } from '../../event-log.js';
import { committedOffsets } from '../committed-offsets.js';
import type { KafkaEventLog } from '../kafka-event-log.js';
import { TableWork } from './table-work.js';

const event = (text: string, topic: string): NewEvent => ({
  topic,
  key: 'case',
  value: Buffer.from(text),
  headers: {},
});

describe('a step with tables on Kafka', () => {
  let bed: KafkaBed;
  let store: PostgresStore;
  let eventLog: KafkaEventLog;

  beforeEach(async () => {
    bed = await KafkaBed.create({ partitions: 1 });
    store = await PostgresStore.open({ url: await freshDatabase() });
    eventLog = await bed.open(store);
  });
  afterEach(async () => {
    await eventLog.close();
    await store.close();
  });

  const read = (topic: string, count: number) =>
    until(async () => {
      const found: string[] = [];
      for await (const { value } of eventLog.read(topic, { from: 0n })) {
        found.push(Buffer.from(value).toString());
      }
      return found.length >= count ? found : undefined;
    });
  const owner = () =>
    new TableWork(
      { store, outbox: eventLog },
      { name: 'step', topic: 'operations', handle: async () => undefined },
      { topic: `${bed.prefix}operations`, partition: 0 },
    );
  const told = (text: string) => ({ events: [event(text, 'journal')] });

  it('lets no owner write who was replaced', async () => {
    const zombie = owner();
    expect(await zombie.begin()).toBeUndefined();
    const next = owner();
    await next.begin();
    await next.commit(told('by the next'), 1n);
    await expect(zombie.commit(told('by the zombie'), 1n)).rejects.toThrow(BatchAbandoned);
    expect(await zombie.begin()).toBe(1n);
    await next.commit(told('and again'), 2n);
    await expect(zombie.commit(told('by the zombie'), 2n)).rejects.toThrow(BatchAbandoned);
    expect(await read('journal', 2)).toEqual(['by the next', 'and again']);
  });

  it('goes on by its own position, whatever the offset of its group says, and moves that as a hint', async () => {
    const seen: string[] = [];
    const run = () =>
      eventLog.process({
        name: 'step',
        topic: 'operations',
        handle: async (batch) => {
          seen.push(...batch.map(({ value }) => Buffer.from(value).toString()));
          return undefined;
        },
      });
    const append = (text: string) =>
      store.write((tx) => eventLog.append(tx, [event(text, 'operations')]));
    const group = `${bed.prefix}step`;
    const topic = `${bed.prefix}operations`;
    const hinted = () => bed.administer((admin) => committedOffsets(admin, group, topic));

    await append('one');
    const first = run();
    await until(async () => ((await hinted()).get(0) === 1n ? true : undefined));
    await first.stop();
    await bed.administer((admin) =>
      admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '0' }] }),
    );
    await append('two');
    const second = run();
    await until(() => (seen.length === 2 ? true : undefined));
    await second.stop();
    await append('three');
    await read('operations', 3);
    // As after a restore: the hint is ahead, and nothing new comes.
    await bed.administer(async (admin) => {
      const [{ offset } = { offset: '0' }] = await admin.fetchTopicOffsets(topic);
      await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset }] });
    });
    const third = run();
    await until(() => (seen.length === 3 ? true : undefined));
    await third.stop();
    expect(seen).toEqual(['one', 'two', 'three']);
  });
});
