import { randomUUID } from 'node:crypto';
import { HEADERS, memberTopic } from '#domain';
import { messageOf, sizeOf } from '../records.js';
import type { TopicNames } from '../topic-names.js';
import type { Outgoing } from '../transaction.js';
import type { OutboxRow } from './batches.js';

/** What a batch of one record takes beside the record. */
const BATCH_OVERHEAD = 128;

/** How large a record of a topic may be; asked for only when the brokers have refused one. */
export class TopicLimits {
  readonly #limits = new Map<string, number>();
  readonly #describe: (topics: string[]) => Promise<ReadonlyMap<string, number>>;

  /** `describe`: the setting max.message.bytes of these topics, as named on the brokers. */
  constructor(describe: (topics: string[]) => Promise<ReadonlyMap<string, number>>) {
    this.#describe = describe;
  }

  admits({ topic, size }: Outgoing): boolean {
    return size + BATCH_OVERHEAD <= (this.#limits.get(topic) ?? Number.POSITIVE_INFINITY);
  }

  async ask(records: readonly Outgoing[]): Promise<void> {
    const topics = [...new Set(records.map((record) => record.topic))];
    for (const [topic, bytes] of await this.#describe(topics)) this.#limits.set(topic, bytes);
  }
}

/** A row as a record; in place of one that its topic does not admit, a dead letter with its size. */
export function outgoing(row: OutboxRow, names: TopicNames, limits: TopicLimits): Outgoing {
  const { topic, key, value, at, size } = row;
  const headers = JSON.parse(row.headers) as Record<string, string>;
  const record = {
    topic: names.onBrokers(topic),
    message: messageOf({ topic, key, value, headers, at: Number(at) }),
    size,
  };
  if (limits.admits(record)) return record;
  const letter = {
    topic: memberTopic('dead-letters', 'internal'),
    key,
    value: Buffer.alloc(0),
    headers: {
      ...kept(headers),
      [HEADERS.deadLetterId]: headers[HEADERS.deadLetterId] ?? randomUUID(),
      [HEADERS.stage]: 'internal',
      [HEADERS.code]: 'message-too-large',
      [HEADERS.detail]: `A record of ${size} bytes is larger than the topic ${topic} admits (max.message.bytes).`,
      [HEADERS.findings]: '[]',
      [HEADERS.originTopic]: topic,
    },
  };
  return {
    topic: names.onBrokers(letter.topic),
    message: messageOf({ ...letter, at: Number(at) }),
    size: sizeOf(letter),
  };
}

/** The ids alone: the headers may be what is too large. */
function kept(headers: Record<string, string>): Record<string, string> {
  const ids = [HEADERS.submissionId, HEADERS.caseId, HEADERS.messageId, HEADERS.destination];
  return Object.fromEntries(
    ids.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}
