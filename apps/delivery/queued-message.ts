import { alongsideIn, Failure, HEADERS, type StoredAttachment } from '#domain';
import type { StoredEvent } from '#event-log';

/** Where a record stands in the log. */
export interface Origin {
  topic: string;
  partition: number;
  offset: bigint;
}

/** A message as it enters the queue. Unique by message and destination: a record that comes twice is one. */
export interface QueuedMessage {
  messageId: string;
  destination: string;
  caseId: string;
  submissionId: string;
  cluster: string;
  origin: Origin;
  headers: Record<string, string>;
  value: Uint8Array;
}

/** Without these a message cannot be delivered, or nobody would know what it is. */
const REQUIRED = [
  HEADERS.messageId,
  HEADERS.messageType,
  HEADERS.submissionId,
  HEADERS.caseId,
  HEADERS.destination,
  HEADERS.service,
  HEADERS.area,
  HEADERS.ceTime,
] as const;

/** Headers that a dead letter and an operation add to the record's own. */
const ADDED = new Set<string>([
  HEADERS.operation,
  HEADERS.operator,
  HEADERS.reason,
  HEADERS.deadLetterId,
  HEADERS.stage,
  HEADERS.code,
  HEADERS.findings,
  HEADERS.detail,
  HEADERS.attempt,
  HEADERS.forwardArea,
  HEADERS.originTopic,
  HEADERS.originPartition,
  HEADERS.originOffset,
]);

/** Reads a record of a cluster topic. Throws Failure `poison` where its headers say too little. */
export function queuedMessage(record: StoredEvent): QueuedMessage {
  return read(record, record.headers, record);
}

/**
 * Reads the replay of a record that was poison: the record itself, with the headers of its dead letter. It keeps
 * its place in the order.
 */
export function replayedMessage(record: StoredEvent): QueuedMessage {
  const topic = record.headers[HEADERS.originTopic] ?? '';
  const offset = record.headers[HEADERS.originOffset] ?? '';
  const partition = record.headers[HEADERS.originPartition] ?? '0';
  if (!/^-?\d+$/.test(offset) || !/^\d+$/.test(partition)) {
    throw new Failure('poison', 'The replayed record does not say where it stood.');
  }
  const headers = Object.fromEntries(
    Object.entries(record.headers).filter(([name]) => !ADDED.has(name)),
  );
  return read(record, headers, { topic, partition: Number(partition), offset: BigInt(offset) });
}

function read(
  record: StoredEvent,
  headers: Record<string, string>,
  { topic, partition, offset }: Origin,
): QueuedMessage {
  const [family, cluster] = topic.split('.', 2);
  if (family !== 'cluster' || cluster === undefined || cluster === '') {
    throw new Failure('poison', 'The record does not come from a cluster topic.');
  }
  for (const name of REQUIRED) {
    if (!headers[name]) throw new Failure('poison', `The record has no header ${name}.`);
  }
  attachmentsOf(headers);
  alongsideIn(headers);
  return {
    messageId: headers[HEADERS.messageId] as string,
    destination: headers[HEADERS.destination] as string,
    caseId: headers[HEADERS.caseId] as string,
    submissionId: headers[HEADERS.submissionId] as string,
    cluster,
    origin: { topic, partition, offset },
    headers,
    value: record.value,
  };
}

/** The attachments that the headers announce. Throws Failure `poison` where they are not a list of them. */
export function attachmentsOf(headers: Record<string, string>): StoredAttachment[] {
  const text = headers[HEADERS.attachments];
  if (text === undefined || text === '[]') return [];
  let attachments: unknown;
  try {
    attachments = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
  }
  if (!Array.isArray(attachments) || !attachments.every(isAttachment)) {
    throw new Failure('poison', `The header ${HEADERS.attachments} is not a list of attachments.`);
  }
  return attachments;
}

function isAttachment(entry: unknown): entry is StoredAttachment {
  const { id, name, uri, sha512, size } = (entry ?? {}) as Partial<StoredAttachment>;
  return [id, name, uri, sha512].every((text) => typeof text === 'string') && Number.isFinite(size);
}
