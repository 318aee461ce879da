import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { BatchAbandoned } from '../../batch-abandoned.js';
import type { RunningStep, Step, StoredEvent } from '../../event-log.js';
import { Signal } from '../../signal.js';
import { runBatch } from '../../step-runner.js';
import { isUnreachable } from '../kafka-failure.js';
import type { KafkaObserver } from '../kafka-observer.js';
import { type RawRecord, sizeOf, storedEvent } from '../records.js';
import type { TopicNames } from '../topic-names.js';
import type { PartitionWork } from './partition-work.js';

/** A batch ends at this many records or bytes, whichever comes first. */
const BATCH_RECORDS = 200;
const BATCH_BYTES = 4_000_000;
/** Milliseconds without a heartbeat after which the brokers give the partitions to others. */
const SESSION_TIMEOUT = 10_000;
const HEARTBEAT = 2_000;
/** Milliseconds that members get to finish what they have in hand when the group changes. */
const REBALANCE_TIMEOUT = 60_000;
/**
 * Milliseconds between two batches of a partition under load: what gathers meanwhile is one transaction, which costs
 * the brokers much more than the records in it. After a quiet time nothing waits.
 */
const PACE = 250;
/** Milliseconds between two hints about a partition. */
const HINT = 5_000;
const FETCH_WAIT = 250;
const FETCH_BYTES = 8_000_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;

export interface StepConsumerPorts {
  kafka: Kafka;
  names: TopicNames;
  observer: KafkaObserver;
  /** Partitions handled at the same time. */
  concurrency: number;
  /** The name of the consumer group on the brokers. */
  group: string;
  work(at: { topic: string; partition: number }): PartitionWork<unknown>;
  /** Where the step goes on, for a step whose group's offsets are only hints. */
  positions?(): Promise<readonly { topic: string; partition: number; next: bigint }[]>;
}

interface Partition {
  work: PartitionWork<unknown>;
  next: bigint | undefined;
  /** When the group's offset was last moved as a hint, on the clock of performance.now(). */
  hintedAt: number;
}

/** Runs a step on the partitions that its group gives this process. */
export class StepConsumer implements RunningStep {
  readonly #ports: StepConsumerPorts;
  readonly #step: Pick<Step, 'name' | 'topic'>;
  readonly #consumer: Consumer;
  readonly #stop = new Signal();
  readonly #partitions = new Map<string, Partition>();
  #failures = 0;
  /** Counts the assignments. */
  #generation = 0;
  #started: Promise<void> | undefined;

  constructor(ports: StepConsumerPorts, step: Pick<Step, 'name' | 'topic'>) {
    this.#ports = ports;
    this.#step = step;
    this.#consumer = ports.kafka.consumer({
      groupId: ports.group,
      sessionTimeout: SESSION_TIMEOUT,
      heartbeatInterval: HEARTBEAT,
      rebalanceTimeout: REBALANCE_TIMEOUT,
      maxWaitTimeInMs: FETCH_WAIT,
      maxBytes: FETCH_BYTES,
      allowAutoTopicCreation: false,
      readUncommitted: false,
    });
    // What was owned before may be another's now; what is still ours is begun anew with its next batch.
    this.#consumer.on(this.#consumer.events.GROUP_JOIN, ({ payload }) => {
      void this.#letAllGo();
      void this.#goToPositions(payload.memberAssignment);
    });
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => {
      void this.#letAllGo();
      if (payload.restart) ports.observer.retrying(step.name, 1, FIRST_PAUSE, payload.error);
      else if (!this.#stop.raised) ports.observer.crashed(step.name, payload.error);
    });
  }

  start(): void {
    this.#started ??= this.#begin();
  }

  async stop(): Promise<void> {
    this.#stop.raise();
    await this.#started;
    await this.#consumer.disconnect().catch(() => undefined);
    await this.#letAllGo();
  }

  /** Kafka may be away when a process starts that accepts without it: its steps begin once Kafka is there. */
  async #begin(): Promise<void> {
    for (let tries = 1; !this.#stop.raised; tries += 1) {
      try {
        await this.#run();
        return;
      } catch (cause) {
        if (this.#stop.raised) return;
        if (!isUnreachable(cause)) {
          this.#ports.observer.crashed(this.#step.name, cause);
          return;
        }
        this.#ports.observer.retrying(this.#step.name, tries, LONGEST_PAUSE, cause);
        await this.#stop.within(LONGEST_PAUSE);
      }
    }
  }

  async #run(): Promise<void> {
    const topics = this.#ports.names.membersOf(this.#step.topic);
    // A family without members: whoever takes new topics begins it anew.
    if (topics.length === 0) return;
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics, fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.#ports.concurrency,
      eachBatch: (payload) => this.#take(payload),
    });
  }

  /** Never throws: the client would end the whole consumer for the trouble of one partition. */
  async #take(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch;
    const beating = this.#keepAlive(payload);
    const begunAt = performance.now();
    try {
      await this.#handleAll(payload, beating.lost);
      this.#failures = 0;
      await this.#pause(Math.max(0, begunAt + PACE - performance.now()), beating.lost);
    } catch (cause) {
      await this.#letGo(topic, partition);
      this.#failures += 1;
      const pause = Math.min(FIRST_PAUSE * 2 ** (this.#failures - 1), LONGEST_PAUSE);
      const told = cause instanceof BatchAbandoned ? cause.cause : cause;
      this.#ports.observer.retrying(this.#step.name, this.#failures, pause, told);
      await Promise.race([this.#stop.within(pause), beating.lost.after(0)]);
    } finally {
      beating.end();
    }
  }

  async #handleAll(payload: EachBatchPayload, lost: Signal): Promise<void> {
    const { batch, isRunning, isStale, resolveOffset } = payload;
    const partition = await this.#partition(batch);
    if (partition === undefined) return;
    const { topic } = batch;
    const name = this.#ports.names.inMap(topic);
    const over = () => this.#stop.raised || lost.raised || !isRunning() || isStale();
    const records = batch.messages.filter(({ offset }) => BigInt(offset) >= (partition.next ?? 0n));
    for (const slice of slices(records)) {
      if (over()) return;
      await runBatch(
        this.#step,
        slice.map((record) => storedEvent(name, batch.partition, record)),
        {
          handle: (events) => partition.work.handle(events),
          commit: async (events, result) => {
            const next = (events.at(-1) as StoredEvent).offset + 1n;
            await partition.work.commit(result as never, next);
            partition.next = next;
          },
          pause: (milliseconds) => this.#pause(milliseconds, lost),
          stopping: over,
        },
        this.#ports.observer,
      );
      const last = slice.at(-1);
      if (last === undefined || partition.next !== BigInt(last.offset) + 1n) return;
      resolveOffset(last.offset);
    }
    if (records.length === 0) resolveOffset(batch.lastOffset());
    await this.#hint(partition, payload);
  }

  async #hint(partition: Partition, payload: EachBatchPayload): Promise<void> {
    const { topic, partition: number } = payload.batch;
    const { work, next, hintedAt } = partition;
    if (work.commitsOffset || next === undefined || performance.now() - hintedAt < HINT) return;
    partition.hintedAt = performance.now();
    const partitions = [{ partition: number, offset: String(next) }];
    // Nothing rests on it: what the brokers do not take now, they are told with the next one.
    await payload
      .commitOffsetsIfNecessary({ topics: [{ topic, partitions }] })
      .catch(() => undefined);
  }

  /** Undefined where the client stands elsewhere: it fetches anew from where the work goes on. */
  async #partition(batch: EachBatchPayload['batch']): Promise<Partition | undefined> {
    const { topic, partition } = batch;
    const key = `${topic}/${partition}`;
    const known = this.#partitions.get(key);
    if (known !== undefined) return known;
    const work = this.#ports.work({ topic, partition });
    const begun: Partition = { work, next: undefined, hintedAt: 0 };
    this.#partitions.set(key, begun);
    begun.next = await work.begin();
    const { fetchedOffset } = batch as unknown as { fetchedOffset: string };
    if (begun.next === undefined || begun.next === BigInt(fetchedOffset)) return begun;
    this.#consumer.seek({ topic, partition, offset: String(begun.next) });
    return undefined;
  }

  /**
   * A partition on which nothing new comes would never show that its hint is ahead of the position, as it is after a
   * database was restored from a backup.
   */
  async #goToPositions(assigned: Record<string, number[]>): Promise<void> {
    const { positions } = this.#ports;
    if (positions === undefined) return;
    const generation = ++this.#generation;
    while (!this.#stop.raised && generation === this.#generation) {
      try {
        for (const { topic, partition, next } of await positions()) {
          const begun = this.#partitions.has(`${topic}/${partition}`);
          if (begun || assigned[topic]?.includes(partition) !== true) continue;
          this.#consumer.seek({ topic, partition, offset: String(next) });
        }
        return;
      } catch (cause) {
        this.#ports.observer.retrying(this.#step.name, 1, LONGEST_PAUSE, cause);
        await this.#stop.within(LONGEST_PAUSE);
      }
    }
  }

  #pause(milliseconds: number, lost: Signal): Promise<void> {
    return Promise.race([this.#stop.within(milliseconds), lost.after(0)]);
  }

  /** Says to the brokers that this process lives, however long a batch takes; tells when they think otherwise. */
  #keepAlive({ heartbeat }: EachBatchPayload): { lost: Signal; end(): void } {
    const lost = new Signal();
    const timer = setInterval(() => {
      heartbeat().catch(() => lost.raise());
    }, HEARTBEAT / 2);
    return { lost, end: () => clearInterval(timer) };
  }

  async #letGo(topic: string, partition: number): Promise<void> {
    const key = `${topic}/${partition}`;
    const known = this.#partitions.get(key);
    this.#partitions.delete(key);
    await known?.work.end();
  }

  async #letAllGo(): Promise<void> {
    const all = [...this.#partitions.values()];
    this.#partitions.clear();
    await Promise.all(all.map(({ work }) => work.end()));
  }
}

function slices(records: readonly RawRecord[]): RawRecord[][] {
  const all: RawRecord[][] = [];
  let current: RawRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = sizeOf({ key: '', value: record.value ?? new Uint8Array(), headers: {} });
    if (current.length === BATCH_RECORDS || (current.length > 0 && bytes + size > BATCH_BYTES)) {
      all.push(current);
      current = [];
      bytes = 0;
    }
    current.push(record);
    bytes += size;
  }
  if (current.length > 0) all.push(current);
  return all;
}
