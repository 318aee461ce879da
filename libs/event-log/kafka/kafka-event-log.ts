import type { Admin, Kafka } from 'kafkajs';
import { topicName } from '#domain';
import type { Store, Tx } from '#store';
import type { EventLog, NewEvent, Range, RunningStep, Step, StoredEvent } from '../event-log.js';
import { committedOffsets } from './committed-offsets.js';
import { connectKafka } from './connect.js';
import type { KafkaObserver } from './kafka-observer.js';
import type { KafkaLog, KafkaOptions } from './kafka-options.js';
import { recordsAhead } from './lag.js';
import { OutboxLease } from './outbox/lease.js';
import { OUTBOX_MIGRATIONS } from './outbox/migrations.js';
import { Outbox } from './outbox/outbox.js';
import type { OutboxTables } from './outbox/outbox.tables.js';
import { TopicLimits } from './outbox/outgoing-row.js';
import { Relay } from './outbox/relay.js';
import { SentPosition } from './outbox/sent-position.js';
import { PartitionReader } from './partition-reader.js';
import { storedEvent } from './records.js';
import { POSITION_MIGRATIONS, positionsOf } from './steps/positions.js';
import { PureWork } from './steps/pure-work.js';
import { StepConsumer } from './steps/step-consumer.js';
import { TableWork } from './steps/table-work.js';
import { TopicNames } from './topic-names.js';
import { maximumRecordBytes } from './topic-settings.js';
import { POSITIONS_TOPIC } from './topics/plan-topics.js';

export interface KafkaEventLogPorts {
  options: KafkaOptions;
  /** All topics of the installation, without prefix. */
  topics: readonly string[];
  store: Store;
  observer: KafkaObserver;
  log: KafkaLog;
  /** Milliseconds since 1970. */
  now(): number;
}

interface RunningSubscription extends RunningStep {
  step: Step;
  /** Begins anew with the topics of now. */
  renew(): Promise<void>;
}

/** Partitions of a step that are handled at the same time. */
const CONCURRENCY = 16;

/**
 * The event log on Kafka. An append is a row in the outbox of the store, so that what is accepted never waits for
 * Kafka; whoever holds the outbox's lease carries the rows on.
 */
export class KafkaEventLog implements EventLog {
  readonly #store: Store;
  readonly #observer: KafkaObserver;
  readonly #options: KafkaOptions;
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #names: TopicNames;
  readonly #reader: PartitionReader;
  readonly #outbox: Outbox;
  readonly #relay: Relay;
  readonly #running = new Set<RunningSubscription>();
  #administration: Promise<void> | undefined;

  private constructor(ports: KafkaEventLogPorts) {
    const { options, topics, store, observer, log, now } = ports;
    this.#store = store;
    this.#observer = observer;
    this.#options = options;
    this.#kafka = connectKafka(options, log);
    this.#admin = this.#kafka.admin();
    this.#names = new TopicNames(options.prefix, topics);
    this.#reader = new PartitionReader(this.#kafka);
    this.#outbox = new Outbox({ names: this.#names, now });
    this.#relay = new Relay({
      kafka: this.#kafka,
      store,
      outbox: this.#outbox,
      lease: new OutboxLease({ store }),
      position: new SentPosition({
        reader: this.#reader,
        topic: options.prefix + POSITIONS_TOPIC,
      }),
      names: this.#names,
      limits: new TopicLimits(async (asked) => maximumRecordBytes(await this.#asked(), asked)),
      groupPrefix: options.groupPrefix,
      observer,
      now,
    });
  }

  /** Brings the tables up to date and begins to carry the outbox. Kafka need not be there. */
  static async open(ports: KafkaEventLogPorts): Promise<KafkaEventLog> {
    await ports.store.migrate('outbox', OUTBOX_MIGRATIONS);
    await ports.store.migrate('step_positions', POSITION_MIGRATIONS);
    const eventLog = new KafkaEventLog(ports);
    eventLog.#relay.start();
    return eventLog;
  }

  append(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    return this.#outbox.append(tx, events);
  }

  process(step: Step): RunningStep {
    let consumer = this.#consumer(step);
    const running: RunningSubscription = {
      step,
      stop: async () => {
        this.#running.delete(running);
        await consumer.stop();
      },
      renew: async () => {
        await consumer.stop();
        if (this.#running.has(running)) consumer = this.#consumer(step);
      },
    };
    this.#running.add(running);
    return running;
  }

  /** From now on these are the topics of the installation; steps go on with new members of their families. */
  async takeTopics(topics: readonly string[]): Promise<void> {
    const added = this.#names.take(topics);
    const concerned = [...this.#running].filter(({ step }) =>
      added.some((topic) => topicName(topic) === step.topic),
    );
    await Promise.all(concerned.map((running) => running.renew()));
  }

  #consumer(step: Step): StepConsumer {
    const group = this.#group(step);
    const consumer = new StepConsumer(
      {
        kafka: this.#kafka,
        names: this.#names,
        observer: this.#observer,
        concurrency: CONCURRENCY,
        group,
        ...(step.memory === undefined
          ? { positions: () => positionsOf(this.#store, step.name) }
          : {}),
        work: (at) =>
          step.memory === undefined
            ? new TableWork({ store: this.#store, outbox: this.#outbox }, step, at)
            : new PureWork(
                {
                  kafka: this.#kafka,
                  committed: (topic) => this.#committed(group, topic),
                  reader: this.#reader,
                  names: this.#names,
                  groupPrefix: this.#options.groupPrefix,
                },
                step,
                at,
                group,
              ),
      },
      step,
    );
    consumer.start();
    return consumer;
  }

  async *read(topic: string, range: Range): AsyncIterable<StoredEvent> {
    for (const member of this.#names.membersOf(topic)) {
      for (const [partition, end] of await this.#reader.ends(member)) {
        const to = range.to !== undefined && range.to < end ? range.to : end;
        const records = this.#reader.read(member, partition, { from: range.from, to });
        for await (const record of records) {
          yield storedEvent(this.#names.inMap(member), partition, record);
        }
      }
    }
  }

  async lag(step: Pick<Step, 'name' | 'topic' | 'memory'>): Promise<number> {
    const members = this.#names.membersOf(step.topic);
    let lag = await this.#inOutbox(members);
    const positions = step.memory === undefined ? await positionsOf(this.#store, step.name) : [];
    for (const topic of members) {
      const next =
        step.memory === undefined
          ? new Map(
              positions
                .filter((position) => position.topic === topic)
                .map(({ partition, next }) => [partition, next]),
            )
          : await this.#committed(this.#group(step), topic);
      lag += await recordsAhead(this.#reader, topic, next);
    }
    return lag;
  }

  /** What still waits for its way to Kafka; `oldestAt` in milliseconds since 1970. */
  async outboxState(): Promise<{
    records: number;
    oldestAt: number | null;
    failingSince: number | undefined;
  }> {
    const row = await this.#store
      .tables<OutboxTables>()
      .selectFrom('outbox')
      .select(({ fn }) => [fn.countAll<number>().as('records'), fn.min('at').as('oldest')])
      .executeTakeFirstOrThrow();
    return {
      records: Number(row.records),
      oldestAt: row.oldest === null ? null : Number(row.oldest),
      failingSince: this.#relay.failingSince,
    };
  }

  async forget(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.stop()));
    await this.#relay.stop();
    await this.#reader.close();
    if (this.#administration !== undefined) await this.#admin.disconnect().catch(() => undefined);
  }

  #group({ name }: Pick<Step, 'name'>): string {
    return this.#options.groupPrefix + name;
  }

  async #committed(groupId: string, topic: string): Promise<Map<number, bigint>> {
    return committedOffsets(await this.#asked(), groupId, topic);
  }

  async #inOutbox(members: readonly string[]): Promise<number> {
    if (members.length === 0) return 0;
    const { records } = await this.#store
      .tables<OutboxTables>()
      .selectFrom('outbox')
      .select(({ fn }) => fn.countAll<number>().as('records'))
      .where(
        'topic',
        'in',
        members.map((member) => this.#names.inMap(member)),
      )
      .executeTakeFirstOrThrow();
    return Number(records);
  }

  async #asked(): Promise<Admin> {
    this.#administration ??= this.#admin.connect();
    try {
      await this.#administration;
    } catch (cause) {
      this.#administration = undefined;
      throw cause;
    }
    return this.#admin;
  }
}
