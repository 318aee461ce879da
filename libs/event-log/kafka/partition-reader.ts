import type { Kafka } from 'kafkajs';
// The client has no public way to read a partition without a group, which costs seconds to join.
import Batch from 'kafkajs/src/consumer/batch.js';
import { Failure } from '#domain';
import { clusterCreator } from './committed-records.js';
import type { RawRecord } from './records.js';

const READ_COMMITTED = 1;
const EARLIEST = -2;
const LATEST = -1;
const NO_REPLICA = -1;
const FETCH_BYTES = 4_000_000;
/** Milliseconds that a broker waits for data that is not there. */
const FETCH_WAIT = 100;
const ATTEMPTS = 5;

/** What is used of the client's connection to the brokers. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number }[];
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(of: { nodeId: string }): Promise<Broker>;
}

interface Broker {
  listOffsets(request: object): Promise<{
    responses: { partitions: { partition: number; offset: string }[] }[];
  }>;
  fetch(request: object): Promise<{ responses: { partitions: PartitionData[] }[] }>;
}

type PartitionData = ConstructorParameters<typeof Batch>[2];

/** Reads committed records of single partitions, without a consumer group; `kafka` as `connectKafka` makes it. */
export class PartitionReader {
  readonly #cluster: Cluster;
  #connected: Promise<void> | undefined;

  constructor(kafka: Kafka) {
    const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[
      clusterCreator(kafka)
    ];
    this.#cluster = create?.({
      metadataMaxAge: 60_000,
      allowAutoTopicCreation: false,
      isolationLevel: READ_COMMITTED,
    }) as Cluster;
  }

  /** Per partition, the offset of the first record that is there. */
  starts(topic: string): Promise<Map<number, bigint>> {
    return this.#offsets(topic, EARLIEST);
  }

  /** Per partition, the offset after the last record that a reader of committed records can see. */
  ends(topic: string): Promise<Map<number, bigint>> {
    return this.#offsets(topic, LATEST);
  }

  /** The records from `from` up to `to`, which is not included. */
  async *read(
    topic: string,
    partition: number,
    range: { from: bigint; to: bigint },
  ): AsyncIterable<RawRecord> {
    let next = range.from;
    while (next < range.to) {
      const batch = await this.#fetch(topic, partition, next);
      for (const record of batch.messages) {
        if (BigInt(record.offset) >= range.to) return;
        yield record;
      }
      // Nothing at all before the end: what stood there was compacted away.
      if (batch.rawMessages.length === 0) return;
      next = BigInt(batch.lastOffset()) + 1n;
    }
  }

  async close(): Promise<void> {
    if (this.#connected !== undefined) await this.#cluster.disconnect();
  }

  async #fetch(topic: string, partition: number, from: bigint): Promise<Batch> {
    return this.#trying(topic, async () => {
      const broker = await this.#leader(topic, partition);
      const { responses } = await broker.fetch({
        replicaId: NO_REPLICA,
        isolationLevel: READ_COMMITTED,
        maxWaitTime: FETCH_WAIT,
        minBytes: 1,
        maxBytes: FETCH_BYTES,
        topics: [
          {
            topic,
            partitions: [{ partition, fetchOffset: String(from), maxBytes: FETCH_BYTES }],
          },
        ],
      });
      const data = responses[0]?.partitions[0];
      if (data === undefined) throw new Failure('unavailable', `No answer about ${topic}.`);
      return new Batch(topic, String(from), data);
    });
  }

  #offsets(topic: string, timestamp: number): Promise<Map<number, bigint>> {
    return this.#trying(topic, async () => {
      const partitions = this.#cluster.findTopicPartitionMetadata(topic);
      const leaders = this.#cluster.findLeaderForPartitions(
        topic,
        partitions.map(({ partitionId }) => partitionId),
      );
      const answers = await Promise.all(
        Object.entries(leaders).map(async ([nodeId, led]) => {
          const broker = await this.#cluster.findBroker({ nodeId });
          return broker.listOffsets({
            isolationLevel: READ_COMMITTED,
            topics: [{ topic, partitions: led.map((partition) => ({ partition, timestamp })) }],
          });
        }),
      );
      const offsets = answers.flatMap(({ responses }) => responses[0]?.partitions ?? []);
      return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
    });
  }

  async #leader(topic: string, partition: number): Promise<Broker> {
    const [nodeId] = Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]));
    if (nodeId === undefined) {
      throw new Failure('unavailable', `The partition ${partition} of ${topic} has no leader.`);
    }
    return this.#cluster.findBroker({ nodeId });
  }

  /** Leaders move and brokers go: what fails is asked again with fresh metadata. */
  async #trying<T>(topic: string, ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#connected ??= this.#cluster.connect();
        await this.#connected;
        await this.#cluster.addTargetTopic(topic);
        return await ask();
      } catch (cause) {
        this.#connected = undefined;
        if (attempt === ATTEMPTS) throw unreadable(topic, cause);
        await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
        await this.#cluster.refreshMetadata().catch(() => undefined);
      }
    }
  }
}

/** Trouble on the way to the brokers says nothing about the records: whoever reads tries again. */
function unreadable(topic: string, cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  return new Failure('unavailable', `The topic ${topic} cannot be read.`, { retryAfter: 5, cause });
}
