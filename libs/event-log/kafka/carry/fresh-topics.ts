import { createHash } from 'node:crypto';
import { type Admin, type Kafka, Partitioners } from 'kafkajs';
import { Failure, TOPICS, type TopicName } from '#domain';
import type { RememberedRecord } from '../../embedded/remains.js';
import { committedOffsets } from '../committed-offsets.js';
import { connectKafka } from '../connect.js';
import type { KafkaLog, KafkaOptions } from '../kafka-options.js';
import { PartitionReader } from '../partition-reader.js';
import { headersOf, sizeOf } from '../records.js';
import { recordKey } from '../steps/partition-memory.js';
import { withBrokers } from '../topics/broker-trouble.js';
import { type PlannedTopic, POSITIONS_TOPIC } from '../topics/plan-topics.js';

/** Bytes of one request. */
const ROUND_BYTES = 700_000;

/** Topics that an installation is carried into: applied, and never used before. */
export class FreshTopics {
  readonly #options: KafkaOptions;
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #reader: PartitionReader;

  private constructor(options: KafkaOptions, log: KafkaLog) {
    this.#options = options;
    this.#kafka = connectKafka(options, log);
    this.#admin = this.#kafka.admin();
    this.#reader = new PartitionReader(this.#kafka);
  }

  static async open(options: KafkaOptions, log: KafkaLog): Promise<FreshTopics> {
    const topics = new FreshTopics(options, log);
    await withBrokers(options.brokers, () => topics.#admin.connect());
    return topics;
  }

  /**
   * What is remembered may stand there already: an attempt that was cut off left it.
   *
   * @throws Failure `conflict` where a topic has, or had, records of others, or a group has read before
   */
  async demandFresh(
    plan: readonly PlannedTopic[],
    remembered: () => AsyncIterable<RememberedRecord>,
  ): Promise<void> {
    await withBrokers(this.#options.brokers, async () => {
      for (const { topic, name, retention } of plan) {
        if (topic === POSITIONS_TOPIC || retention === 'newest') continue;
        const ends = await this.#reader.ends(name);
        if ([...ends.values()].some((end) => end > 0n)) throw used(name);
      }
      for (const [topic, entry] of Object.entries(TOPICS)) {
        if (!('memory' in entry)) continue;
        await this.#demandOwn(entry.memory, remembered);
        for (const app of entry.consumers) await this.#demandUnread(`${app}.${topic}`, topic);
      }
    });
  }

  /** Writes what is remembered, each entry into the partition of its key, and reads it back. */
  async remember(topic: TopicName, entries: () => AsyncIterable<RememberedRecord>): Promise<void> {
    const name = this.#options.prefix + topic;
    const partitionMetadata = (await this.#admin.fetchTopicMetadata({ topics: [name] })).topics[0]
      ?.partitions;
    if (partitionMetadata === undefined) throw new Failure('unavailable', `${name} is missing.`);
    const partitioner = Partitioners.DefaultPartitioner();
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    try {
      const message = (entry: RememberedRecord) => ({
        key: recordKey(entry),
        value: Buffer.from(entry.value),
        headers: entry.headers,
        // Where the step looks for it: in the partition that the records of this key come from.
        partition: partitioner({
          topic: name,
          partitionMetadata,
          message: { key: entry.key, value: null },
        }),
      });
      let round: ReturnType<typeof message>[] = [];
      let bytes = 0;
      const send = async () => {
        if (round.length > 0) await producer.send({ topic: name, messages: round, acks: -1 });
        [round, bytes] = [[], 0];
      };
      for await (const entry of entries()) {
        const size = sizeOf({ ...entry, key: recordKey(entry) });
        if (bytes + size > ROUND_BYTES) await send();
        round.push(message(entry));
        bytes += size;
      }
      await send();
    } finally {
      await producer.disconnect();
    }
    const written = await this.#digests(name);
    for await (const entry of entries()) {
      if (written.get(recordKey(entry)) !== digest(entry)) {
        throw new Failure('internal', `${name} does not give back what was written to it.`);
      }
    }
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#admin.disconnect();
  }

  async #demandOwn(
    topic: TopicName,
    remembered: () => AsyncIterable<RememberedRecord>,
  ): Promise<void> {
    const name = this.#options.prefix + topic;
    const there = await this.#digests(name);
    if (there.size === 0) return;
    for await (const entry of remembered()) {
      if (there.get(recordKey(entry)) === digest(entry)) there.delete(recordKey(entry));
    }
    if (there.size > 0) throw used(name);
  }

  async #demandUnread(step: string, topic: string): Promise<void> {
    const group = this.#options.groupPrefix + step;
    const offsets = await committedOffsets(this.#admin, group, this.#options.prefix + topic);
    if (![...offsets.values()].some((offset) => offset > 0n)) return;
    throw new Failure(
      'conflict',
      `The consumer group ${group} has read before and would pass records over. Set NAHTLOS_KAFKA_GROUP_PREFIX to a new one, or delete the group.`,
    );
  }

  /** Of each key's newest record, as far as it is no record that forgets. */
  async #digests(name: string): Promise<Map<string, string>> {
    const digests = new Map<string, string>();
    const starts = await this.#reader.starts(name);
    for (const [partition, to] of await this.#reader.ends(name)) {
      const from = starts.get(partition) ?? 0n;
      for await (const record of this.#reader.read(name, partition, { from, to })) {
        const key = String(record.key);
        if (record.value === null) digests.delete(key);
        else digests.set(key, digest({ headers: headersOf(record), value: record.value }));
      }
    }
    return digests;
  }
}

function digest({ headers, value }: Pick<RememberedRecord, 'headers' | 'value'>): string {
  const sorted = Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).update(value).digest('base64');
}

function used(name: string): Failure {
  return new Failure(
    'conflict',
    `The topic ${name} has been used before, and the order of cases would be lost. Set NAHTLOS_KAFKA_PREFIX to a new one, or delete the topics, and call "nahtlos topics --apply".`,
  );
}
