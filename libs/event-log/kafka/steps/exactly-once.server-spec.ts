import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteStore } from '#store';
import { KafkaBed } from '../../../../test/event-log/kafka-bed.js';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.js';
import { until } from '../../../../test/fixtures/until.js';
import { BatchAbandoned } from '../../batch-abandoned.js';
import type { NewEvent } from '../../event-log.js';
import { committedOffsets } from '../committed-offsets.js';
import type { KafkaEventLog } from '../kafka-event-log.js';
import { PartitionReader } from '../partition-reader.js';
import { TopicNames } from '../topic-names.js';
import { PureWork } from './pure-work.js';

const event = (text: string, topic = 'submissions'): NewEvent => ({
  topic,
  key: 'case',
  value: Buffer.from(text),
  headers: {},
});

describe('a pure step on Kafka', () => {
  let bed: KafkaBed;
  let store: SqliteStore;
  let eventLog: KafkaEventLog;
  let reader: PartitionReader;
  let works: PureWork[];

  beforeEach(async () => {
    bed = await KafkaBed.create({ partitions: 1 });
    store = new SqliteStore(join(temporaryFolder(), 'nahtlos.db'));
    eventLog = await bed.open(store);
    reader = new PartitionReader(bed.kafka);
    works = [];
    await store.write((tx) => eventLog.append(tx, [event('one'), event('two'), event('three')]));
    await read('submissions', 3);
  });
  afterEach(async () => {
    for (const work of works) await work.end();
    await reader.close();
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

  /** The work on the one partition, as a process of its own would do it. */
  const owner = () => {
    const group = `${bed.prefix}step`;
    const work = new PureWork(
      {
        kafka: bed.kafka,
        committed: (topic) => bed.administer((admin) => committedOffsets(admin, group, topic)),
        reader,
        names: new TopicNames(bed.prefix, ['submissions', 'holds', 'cluster.gewerbe']),
        groupPrefix: bed.prefix,
      },
      { name: 'step', topic: 'submissions', memory: 'holds', handle: async () => ({}) },
      { topic: `${bed.prefix}submissions`, partition: 0 },
      group,
    );
    works.push(work);
    return work;
  };
  const out = (text: string) => ({ events: [event(text, 'cluster.gewerbe')] });
  const remembering = (name: string) => ({
    memory: [{ key: 'case', name, content: { headers: {}, value: Buffer.from(name) } }],
  });

  it('goes on where the last commit ended, whoever made it', async () => {
    const first = owner();
    expect(await first.begin()).toBeUndefined();
    await first.commit(out('of one'), 1n);
    const second = owner();
    expect(await second.begin()).toBe(1n);
  });

  it('lets no owner write who was replaced, even in the middle of its batch', async () => {
    const zombie = owner();
    await zombie.begin();
    await zombie.commit(out('of one'), 1n);
    const next = owner();
    expect(await next.begin()).toBe(1n);
    await expect(zombie.commit(out('of two, by the zombie'), 2n)).rejects.toThrow(BatchAbandoned);
    await next.commit(out('of two'), 2n);
    expect(await read('cluster.gewerbe', 2)).toEqual(['of one', 'of two']);
    expect(await owner().begin()).toBe(2n);
  });

  it('makes a replaced owner begin anew from the progress of the other', async () => {
    const first = owner();
    await first.begin();
    const second = owner();
    await second.begin();
    await second.commit(out('of one'), 1n);
    await expect(first.commit(out('of one again'), 1n)).rejects.toThrow(BatchAbandoned);
    expect(await first.begin()).toBe(1n);
    await first.commit(out('of two'), 2n);
    await expect(second.commit(out('of two again'), 2n)).rejects.toThrow(BatchAbandoned);
    expect(await read('cluster.gewerbe', 2)).toEqual(['of one', 'of two']);
  });

  it('remembers what was committed, and nothing of what was not', async () => {
    const zombie = owner();
    await zombie.begin();
    const next = owner();
    await next.begin();
    await expect(zombie.commit(remembering('of the zombie'), 1n)).rejects.toThrow(BatchAbandoned);
    await next.commit(remembering('kept'), 1n);
    expect(await remembered(next)).toEqual(['kept']);
    const last = owner();
    await last.begin();
    expect(await remembered(last)).toEqual(['kept']);
  });

  it('leaves no trace of a batch whose record is too large, and says which topic refused it', async () => {
    const work = owner();
    await work.begin();
    const huge = {
      events: [event('small', 'cluster.gewerbe'), event('x'.repeat(2_000_000), 'cluster.gewerbe')],
    };
    await expect(work.commit(huge, 1n)).rejects.toThrow(
      /A record of 2000\d{3} bytes is larger than the topic .*cluster\.gewerbe admits/,
    );
    await work.commit(out('of one'), 1n);
    expect(await read('cluster.gewerbe', 1)).toEqual(['of one']);
  });
});

/** The names that an owner has in its memory. */
async function remembered(work: PureWork): Promise<string[]> {
  return (await work.memory.about(['case'])).map(({ name }) => name);
}
