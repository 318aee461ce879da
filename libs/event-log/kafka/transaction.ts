import type { Kafka, Message, Producer, Transaction } from 'kafkajs';
import { Partitioners } from 'kafkajs';

/** Bytes of one topic in one request: it becomes one batch a partition, and the topic limits the batch. */
const ROUND_BYTES = 700_000;
/** Milliseconds after which the brokers give up a transaction whose process has gone. */
const TRANSACTION_TIMEOUT = 30_000;

/** A record on its way to a topic as the brokers name it. */
export interface Outgoing {
  topic: string;
  message: Message;
  /** In bytes. */
  size: number;
}

/** A producer of transactions. To own its id, others are fenced off from the first transaction on. */
export async function transactionalProducer(
  kafka: Kafka,
  transactionalId: string,
): Promise<Producer> {
  const producer = kafka.producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: TRANSACTION_TIMEOUT,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    // Each failure ends the transaction and its producer; only finding the brokers is tried again here.
    retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 8 },
  });
  await producer.connect();
  return producer;
}

/** Sends in the order given per topic, in requests that the topics' limits admit. */
export async function sendAll(
  transaction: Transaction,
  records: readonly Outgoing[],
): Promise<void> {
  for (let start = 0; start < records.length; ) {
    const round = new Map<string, { topic: string; messages: Message[]; bytes: number }>();
    for (; start < records.length; start += 1) {
      const { topic, message, size } = records[start] as Outgoing;
      const ofTopic = round.get(topic) ?? { topic, messages: [], bytes: 0 };
      if (ofTopic.bytes > 0 && ofTopic.bytes + size > ROUND_BYTES) break;
      ofTopic.messages.push(message);
      ofTopic.bytes += size;
      round.set(topic, ofTopic);
    }
    await transaction.sendBatch({ topicMessages: [...round.values()], acks: -1 });
  }
}

/** Ends a producer whose transaction may be open; the next owner of the id, or the time-out, aborts it. */
export async function throwAway(producer: Producer): Promise<void> {
  try {
    await producer.disconnect();
  } catch {
    // There is nothing more to be done with it.
  }
}
