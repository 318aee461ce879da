import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import type { AcceptedSubmission } from '#domain';
import { KafkaEventLog, type NewEvent, type StoredEvent } from '#event-log';
import { SqliteStore } from '#store';
import { startKafka } from '../servers/kafka.js';
import { openBatchFlow, recordOf } from './batch-flow.js';
import type { Measurement } from './measurement.js';
import { acceptedSample } from './sample.js';

const PARTITIONS = 6;
const BATCH = 200;
const TOPICS = ['submissions', 'holds', 'cluster.gewerbe', 'journal', 'dead-letters.internal'];

/**
 * The transform stage alone, topic to topic, each batch in one transaction; and a loop of the client library that
 * consumes the same records and produces as many of the same size in the same transactions, and does nothing else.
 */
export async function benchExactlyOnce(root: string, records: number): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nahtlos-bench-'));
  const server = await startKafka({ folder: join(folder, 'kafka') });
  const flow = await openBatchFlow(root, 0);
  try {
    const kafka = new Kafka({ brokers: server.brokers, logLevel: logLevel.NOTHING });
    const accepted = acceptedSample(root);
    const [like] = [await flow.handle([recordOf(accepted, 0)])];
    const rates = { bare: 0, transform: 0 };
    // The first round warms up the brokers and this process.
    for (const round of ['warm-up', 'measured']) {
      for (const subject of ['bare', 'transform'] as const) {
        const prefix = `${round}.${subject}.`;
        await fill(kafka, prefix, accepted, records);
        const run = subject === 'bare' ? bareLoop : transformStage;
        const seconds = await run({ kafka, prefix, records, folder, server, like, flow });
        rates[subject] = records / seconds;
      }
    }
    return [
      {
        name: 'a bare loop of the client, topic to topic, exactly once',
        value: rates.bare,
        unit: 'messages/s',
      },
      {
        name: 'transform, topic to topic, exactly once',
        value: rates.transform,
        unit: 'messages/s',
        ratio: { of: 'the bare loop', value: rates.transform / rates.bare, aim: 0.6 },
      },
    ];
  } finally {
    await flow.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  kafka: Kafka;
  prefix: string;
  records: number;
  folder: string;
  server: { brokers: string[] };
  /** What transform makes of one record. */
  like: readonly NewEvent[];
  flow: { handle(batch: readonly StoredEvent[]): Promise<readonly NewEvent[]> };
}

async function fill(
  kafka: Kafka,
  prefix: string,
  accepted: AcceptedSubmission,
  records: number,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [
      ...TOPICS.map((topic) => ({ topic: prefix + topic, numPartitions: PARTITIONS })),
      { topic: `${prefix}outbox-positions`, numPartitions: 1 },
    ],
  });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  for (let start = 0; start < records; start += BATCH) {
    const messages = Array.from({ length: Math.min(BATCH, records - start) }, (_, index) => {
      const { key, value, headers } = recordOf(accepted, start + index);
      return { key, value: Buffer.from(value), headers };
    });
    await producer.send({ topic: `${prefix}submissions`, messages });
  }
  await producer.disconnect();
}

async function transformStage(run: Run): Promise<number> {
  const { prefix, records, folder, server, flow } = run;
  const store = new SqliteStore(join(folder, `${prefix}db`));
  const complain = (...told: unknown[]) => process.stderr.write(`${told.join(' ')}\n`);
  const eventLog = await KafkaEventLog.open({
    options: {
      brokers: server.brokers,
      clientId: 'bench',
      prefix,
      groupPrefix: prefix,
      tls: null,
      sasl: null,
    },
    topics: TOPICS,
    store,
    observer: {
      retrying: (step, _attempt, _pause, cause) => complain('retrying', step, String(cause)),
      poisoned: (step) => complain('poison in', step),
      crashed: (step, cause) => complain('crashed', step, String(cause)),
      relayFails: (_attempt, cause) => complain('relay', String(cause)),
      relayWorks: () => undefined,
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now: Date.now,
  });
  const progress = new Progress(records);
  const step = eventLog.process({
    name: 'transform.submissions',
    topic: 'submissions',
    memory: 'holds',
    handle: async (batch) => {
      progress.begin();
      const events = await flow.handle(batch);
      progress.handled(batch.length);
      return { events };
    },
  });
  const seconds = await progress.done;
  await step.stop();
  await eventLog.close();
  await store.close();
  return seconds;
}

async function bareLoop({ kafka, prefix, records, like }: Run): Promise<number> {
  const groupId = `${prefix}group`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250 });
  const producers = new Map<number, Promise<Producer>>();
  const producerOf = (partition: number) => {
    let producer = producers.get(partition);
    if (producer === undefined) {
      producer = connected(kafka, `${prefix}${partition}`);
      producers.set(partition, producer);
    }
    return producer;
  };
  const progress = new Progress(records);
  await consumer.connect();
  await consumer.subscribe({ topics: [`${prefix}submissions`], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatch: async ({ batch, resolveOffset }) => {
      progress.begin();
      const producer = await producerOf(batch.partition);
      for (let start = 0; start < batch.messages.length; start += BATCH) {
        const slice = batch.messages.slice(start, start + BATCH);
        const last = slice.at(-1)?.offset as string;
        const transaction = await producer.transaction();
        for (const half of [slice.slice(0, BATCH / 2), slice.slice(BATCH / 2)]) {
          await transaction.sendBatch({
            topicMessages: like.map(({ topic, value, headers }) => ({
              topic: prefix + topic,
              messages: half.map(({ key }) => ({ key, value: Buffer.from(value), headers })),
            })),
          });
        }
        const partitions = [{ partition: batch.partition, offset: String(BigInt(last) + 1n) }];
        await transaction.sendOffsets({
          consumerGroupId: groupId,
          topics: [{ topic: batch.topic, partitions }],
        });
        await transaction.commit();
        resolveOffset(last);
        progress.handled(slice.length);
      }
    },
  });
  const seconds = await progress.done;
  await consumer.disconnect();
  for (const producer of producers.values()) await (await producer).disconnect();
  return seconds;
}

async function connected(kafka: Kafka, transactionalId: string): Promise<Producer> {
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  return producer;
}

/** Seconds from the first record to the last: joining a group is not what is measured. */
class Progress {
  readonly done: Promise<number>;
  #left: number;
  #begun: number | undefined;
  #end: (seconds: number) => void = () => undefined;

  constructor(records: number) {
    this.#left = records;
    this.done = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  begin(): void {
    this.#begun ??= performance.now();
  }

  handled(records: number): void {
    this.#left -= records;
    if (this.#left <= 0) this.#end((performance.now() - (this.#begun ?? 0)) / 1000);
  }
}
