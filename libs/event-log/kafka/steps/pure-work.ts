import type { Kafka, Producer, Transaction } from 'kafkajs';
import { BatchAbandoned } from '../../batch-abandoned.js';
import type { NewEvent, PureResult, PureStep, StoredEvent } from '../../event-log.js';
import { isTooLarge, tooLarge } from '../kafka-failure.js';
import type { PartitionReader } from '../partition-reader.js';
import { messageOf, sizeOf } from '../records.js';
import type { TopicNames } from '../topic-names.js';
import { type Outgoing, sendAll, throwAway, transactionalProducer } from '../transaction.js';
import { PartitionMemory } from './partition-memory.js';
import type { PartitionWork } from './partition-work.js';

export interface PureWorkPorts {
  kafka: Kafka;
  /** The group's committed offsets per partition. */
  committed(topic: string): Promise<ReadonlyMap<number, bigint>>;
  reader: PartitionReader;
  names: TopicNames;
  groupPrefix: string;
}

type Result = PureResult | undefined;

/**
 * A pure step on one partition: what it makes of a batch, what it remembers and its progress are one transaction of
 * the brokers. The client knows no group metadata in transactions (KIP-447), so each partition has a transactional
 * id: to begin is to own it, which fences off an owner that still believes in itself and settles what it left open.
 * Only then the committed offset is final, and is read again. Any error ends the producer: see `begin`.
 */
export class PureWork implements PartitionWork<Result> {
  readonly commitsOffset = true;
  readonly #ports: PureWorkPorts;
  readonly #step: PureStep;
  readonly #at: { topic: string; partition: number };
  readonly #group: string;
  /** As it was after the last commit. */
  readonly memory: PartitionMemory;
  #producer: Producer | undefined;
  /** Begun with the ownership, used by the first commit. */
  #begun: Transaction | undefined;

  constructor(
    ports: PureWorkPorts,
    step: PureStep,
    at: { topic: string; partition: number },
    group: string,
  ) {
    this.#ports = ports;
    this.#step = step;
    this.#at = at;
    this.#group = group;
    this.memory = new PartitionMemory(ports.reader, {
      topic: ports.names.onBrokers(step.memory),
      partition: at.partition,
    });
  }

  async begin(): Promise<bigint | undefined> {
    const { kafka, committed } = this.#ports;
    const { topic, partition } = this.#at;
    const id = `${this.#ports.groupPrefix}${this.#step.name}.${topic}.${partition}`;
    this.#producer = await transactionalProducer(kafka, id);
    this.#begun = await this.#producer.transaction();
    await this.memory.recall();
    return (await committed(topic)).get(partition);
  }

  handle(batch: readonly StoredEvent[]): Promise<Result> {
    return this.#step.handle(batch, this.memory);
  }

  async commit(result: Result | { events: readonly NewEvent[] }, next: bigint): Promise<void> {
    const outgoing = (result?.events ?? []).map((event) => this.#outgoing(event));
    const changes = result !== undefined && 'memory' in result ? (result.memory ?? []) : [];
    try {
      const producer = this.#producer;
      if (producer === undefined) throw new Error('The work on this partition has ended.');
      const transaction = this.#begun ?? (await producer.transaction());
      this.#begun = undefined;
      await sendAll(transaction, outgoing);
      const remembered = await this.memory.write(transaction, changes);
      await transaction.sendOffsets({
        consumerGroupId: this.#group,
        topics: [
          {
            topic: this.#at.topic,
            partitions: [{ partition: this.#at.partition, offset: String(next) }],
          },
        ],
      });
      await transaction.commit();
      remembered();
    } catch (cause) {
      await this.end();
      const [largest] = outgoing.sort((one, other) => other.size - one.size);
      if (largest === undefined || !isTooLarge(cause)) throw new BatchAbandoned(cause);
      await this.begin();
      throw tooLarge(largest.topic, largest.size, cause);
    }
  }

  async end(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    this.#begun = undefined;
    if (producer !== undefined) await throwAway(producer);
  }

  #outgoing(event: NewEvent): Outgoing {
    return {
      topic: this.#ports.names.onBrokers(event.topic),
      message: messageOf(event),
      size: sizeOf(event),
    };
  }
}
