import { clientDestination, Failure, HEADERS, REPLY_LETTERS, type Reply } from '#domain';
import type { StoredEvent } from '#event-log';
import type { Origin, QueuedMessage } from '../queued-message.js';

/** Whether what stands in the queue is a reply on its way to an online service, and no message to a case system. */
export function isReply({ origin }: { origin: Pick<Origin, 'topic'> }): boolean {
  return origin.topic === 'replies';
}

/**
 * A reply as it enters the queue: its id is that of the message, and the webhook of the client the destination. Throws
 * Failure `poison` where the record is none.
 */
export function queuedReply(record: StoredEvent): QueuedMessage {
  const { topic, partition, offset, value } = record;
  const { replyId, submissionId, caseId, client, kind, at } = replyIn(value);
  const destination = clientDestination(client);
  return {
    messageId: replyId,
    destination,
    caseId,
    submissionId,
    cluster: REPLY_LETTERS,
    origin: { topic, partition, offset },
    headers: {
      [HEADERS.messageId]: replyId,
      [HEADERS.messageType]: `reply.${kind}`,
      [HEADERS.submissionId]: submissionId,
      [HEADERS.caseId]: caseId,
      [HEADERS.client]: client,
      [HEADERS.destination]: destination,
      [HEADERS.ceTime]: at,
      [HEADERS.contentType]: 'application/json',
    },
    value,
  };
}

/** The reply that a record of the topic `replies` holds. */
export function replyIn(value: Uint8Array): Reply {
  let reply: Partial<Reply> | null = null;
  try {
    reply = JSON.parse(Buffer.from(value).toString()) as Partial<Reply> | null;
  } catch {
    // Told below, in words that quote nothing.
  }
  const { replyId, submissionId, caseId, client, kind, at, documents } = reply ?? {};
  const named = [replyId, submissionId, caseId, client, kind, at].every(
    (text) => typeof text === 'string' && text !== '',
  );
  if (!named || !Array.isArray(documents)) {
    throw new Failure('poison', 'The record is no reply.');
  }
  return reply as Reply;
}
