import { setTimeout } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { TOPICS, topicName } from '#domain';
import type { Store } from '#store';
import { connectKafka } from '../connect.js';
import { protocolError } from '../kafka-failure.js';
import type { KafkaLog, KafkaOptions } from '../kafka-options.js';
import { recordsAhead } from '../lag.js';
import { OUTBOX_MIGRATIONS } from '../outbox/migrations.js';
import type { OutboxTables } from '../outbox/outbox.tables.js';
import { PartitionReader } from '../partition-reader.js';
import { POSITION_MIGRATIONS, positionsOf } from '../steps/positions.js';

/** What is still under way in the topics, while no program runs. Starts nothing and changes nothing. */
export class RecordsLeft {
  readonly #options: KafkaOptions;
  readonly #store: Store;
  readonly #admin: Admin;
  readonly #reader: PartitionReader;

  private constructor(options: KafkaOptions, log: KafkaLog, store: Store) {
    const kafka = connectKafka(options, log);
    this.#options = options;
    this.#store = store;
    this.#admin = kafka.admin();
    this.#reader = new PartitionReader(kafka);
  }

  static async open(ports: {
    options: KafkaOptions;
    log: KafkaLog;
    store: Store;
  }): Promise<RecordsLeft> {
    await ports.store.migrate('outbox', OUTBOX_MIGRATIONS);
    await ports.store.migrate('step_positions', POSITION_MIGRATIONS);
    const left = new RecordsLeft(ports.options, ports.log, ports.store);
    await left.#admin.connect();
    return left;
  }

  /**
   * Records of a topic that a step has not handled, that wait for their way to Kafka, or that are remembered.
   *
   * @param topic in the topic map, or a member of one of its families
   */
  async of(topic: string): Promise<number> {
    const name = topicName(topic);
    if (name === undefined) return 0;
    const entry = TOPICS[name];
    const onBrokers = this.#options.prefix + topic;
    let left = await this.#inOutbox(topic);
    if (entry.retention === 'newest') left += await this.#remembered(onBrokers);
    for (const app of entry.consumers) {
      const step = `${app}.${name}`;
      const next =
        'memory' in entry
          ? await this.#committed(step, onBrokers)
          : await this.#positions(step, onBrokers);
      left += await recordsAhead(this.#reader, onBrokers, next);
    }
    return left;
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#admin.disconnect();
  }

  async #inOutbox(topic: string): Promise<number> {
    const { records } = await this.#store
      .tables<OutboxTables>()
      .selectFrom('outbox')
      .select(({ fn }) => fn.countAll<number>().as('records'))
      .where('topic', '=', topic)
      .executeTakeFirstOrThrow();
    return Number(records);
  }

  /** Keys whose newest record is not one that forgets them. */
  async #remembered(topic: string): Promise<number> {
    const starts = await this.#reader.starts(topic);
    let remembered = 0;
    for (const [partition, to] of await this.#reader.ends(topic)) {
      const keys = new Set<string>();
      const from = starts.get(partition) ?? 0n;
      for await (const { key, value } of this.#reader.read(topic, partition, { from, to })) {
        if (value === null) keys.delete(String(key));
        else keys.add(String(key));
      }
      remembered += keys.size;
    }
    return remembered;
  }

  async #committed(step: string, topic: string): Promise<Map<number, bigint>> {
    const groupId = this.#options.groupPrefix + step;
    const [offsets] = await whileCoordinatorsMove(() =>
      this.#admin.fetchOffsets({ groupId, topics: [topic] }),
    );
    return new Map(
      (offsets?.partitions ?? [])
        .map(({ partition, offset }) => [partition, BigInt(offset)] as const)
        .filter(([, offset]) => offset >= 0n),
    );
  }

  async #positions(step: string, topic: string): Promise<Map<number, bigint>> {
    const positions = await positionsOf(this.#store, step);
    return new Map(
      positions
        .filter((position) => position.topic === topic)
        .map(({ partition, next }) => [partition, next]),
    );
  }
}

/** The brokers have just chosen who coordinates a group, or load what is known of it. */
const MOVING = new Set([
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
]);
const TRIES = 20;
const PAUSE = 250;

/** The client asks again by itself only where the connection breaks. */
async function whileCoordinatorsMove<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (cause) {
      if (!MOVING.has(protocolError(cause) ?? '') || tries === TRIES) throw cause;
      await setTimeout(PAUSE);
    }
  }
}
