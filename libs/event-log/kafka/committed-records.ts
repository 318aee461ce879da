import type { Kafka } from 'kafkajs';

/** A record as the client decodes it from a fetch. */
export interface FetchedRecord {
  offset: string;
  key: Buffer | null;
  isControlRecord: boolean;
  batchContext: { producerId: string; inTransaction: boolean };
}

/** What a fetch gives of a partition. The brokers list aborted transactions in the order in which they ended. */
export interface FetchedPartition {
  abortedTransactions?: { producerId: string; firstOffset: string }[] | null;
  messages: FetchedRecord[];
}

interface Cluster {
  findBroker(of: { nodeId: string | number }): Promise<Broker>;
}

interface Broker {
  fetch(request: object): Promise<{ responses: { partitions: FetchedPartition[] }[] }>;
}

/** The key of the mark that ends an aborted transaction: version 0, type 0. */
const ABORTED = Buffer.alloc(4);

/**
 * Lets a client skip just what was aborted. Left to itself it takes the list of aborted transactions for one in the
 * order of their first records and looks at one entry a record, so that where several overlap it shows records that
 * were aborted, and hides some that were not.
 *
 * What was aborted is shown to the client as control records, which it skips, and the list as empty.
 */
export function readCommittedOnly(kafka: Kafka): Kafka {
  const creator = clusterCreator(kafka);
  const holder = kafka as unknown as Record<symbol, (options: object) => Cluster>;
  const create = holder[creator] as (options: object) => Cluster;
  const corrected = new WeakSet<Broker>();
  holder[creator] = (options) => {
    const cluster = create(options);
    const find = cluster.findBroker.bind(cluster);
    cluster.findBroker = async (of) => {
      const broker = await find(of);
      if (!corrected.has(broker)) {
        corrected.add(broker);
        correctFetch(broker);
      }
      return broker;
    };
    return cluster;
  };
  return kafka;
}

/** Under which name a client keeps what makes its connections to the brokers. */
export function clusterCreator(kafka: Kafka): symbol {
  const creator = Object.getOwnPropertySymbols(kafka).find((symbol) =>
    symbol.description?.endsWith('createCluster'),
  );
  if (creator === undefined) throw new Error('This version of kafkajs makes no clusters.');
  return creator;
}

function correctFetch(broker: Broker): void {
  const fetch = broker.fetch.bind(broker);
  broker.fetch = async (request) => {
    const answer = await fetch(request);
    for (const { partitions } of answer.responses) partitions.forEach(markAborted);
    return answer;
  };
}

/** Marks the records of aborted transactions, and empties the list of these. */
export function markAborted(partition: FetchedPartition): void {
  const waiting = [...(partition.abortedTransactions ?? [])]
    .map(({ producerId, firstOffset }) => ({ producerId, first: BigInt(firstOffset) }))
    .sort((one, other) => (one.first < other.first ? -1 : 1));
  if (waiting.length === 0) return;
  const aborting = new Set<string>();
  for (const record of partition.messages) {
    const offset = BigInt(record.offset);
    for (let next = waiting[0]; next !== undefined && next.first <= offset; next = waiting[0]) {
      aborting.add(next.producerId);
      waiting.shift();
    }
    const { producerId, inTransaction } = record.batchContext;
    if (record.isControlRecord) {
      if (record.key?.equals(ABORTED)) aborting.delete(producerId);
    } else if (inTransaction && aborting.has(producerId)) {
      record.isControlRecord = true;
    }
  }
  partition.abortedTransactions = [];
}
