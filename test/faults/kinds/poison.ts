import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { HEADERS } from '#domain';
import type { FaultBed } from '../bed.js';
import type { Fault } from '../fault.js';
import { FOREIGN } from '../outcome.js';

/** The largest value that the topics of the installation take in a record without a key and with one header. */
const LARGEST = 1_179_000;

export const POISON: Fault = {
  name: 'a stranger writes garbage into every topic',
  instances: {},
  happen: async (bed) => {
    const kafka = new Kafka({ brokers: bed.servers.kafka.brokers, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
    await Promise.all([admin.connect(), producer.connect()]);
    try {
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(bed.prefix));
      for (const topic of bed.random.inAnyOrder(topics)) {
        for (const { key, value, headers = {} } of garbage(bed)) {
          const message = { key, value, headers: { ...headers, [FOREIGN]: 'true' } };
          await producer.send({ topic, messages: [message] }).catch(refused);
        }
      }
    } finally {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    }
  },
};

/** A topic that keeps the newest record of each key takes none without a key. */
function refused(error: Error & { type?: string }): void {
  if (error.type !== 'INVALID_RECORD') throw error;
}

interface Garbage {
  key: Buffer | string | null;
  value: Buffer | string | null;
  headers?: Record<string, Buffer | string>;
}

/**
 * In the midst of a case of ours, and beside all. It names no submission: what names one is no garbage but a forgery,
 * which the ledger has to show.
 */
function garbage({ random, load }: FaultBed): Garbage[] {
  /** Begin with what no database takes as text. */
  const bytes = (length: number) =>
    Buffer.from([0, ...Array.from({ length: length - 1 }, () => random.between(0, 256))]);
  const { caseId } = random.oneOf(load.accepted);
  return [
    { key: null, value: bytes(200) },
    { key: caseId, value: bytes(200) },
    { key: bytes(20), value: '{"submissionId":' },
    { key: caseId, value: '{}' },
    { key: caseId, value: '<a/>', headers: { [HEADERS.messageId]: bytes(16) } },
    { key: 'no case', value: '[]', headers: { [HEADERS.operation]: 'replay' } },
    {
      key: caseId,
      value: 'null',
      headers: { [HEADERS.deadLetterId]: 'none', [HEADERS.operation]: 'neither' },
    },
    { key: 'empty', value: '' },
    { key: 'large', value: Buffer.alloc(1_000_000, 'x') },
    { key: 'largest', value: Buffer.alloc(LARGEST, '{') },
  ];
}
