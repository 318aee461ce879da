import { Failure } from './failure.js';
import { HEADERS } from './topics.js';

/** The value of a record on `purges`. */
export interface PurgeRequest {
  /** All messages that were made of the submission, and the replies to it. */
  messageIds: string[];
  /** ISO 8601 in UTC: a reply that came later than this stays. */
  before: string;
  /** The rows go too: the submission is past the time of the journal. */
  forget: boolean;
}

/** @throws Failure `poison` where a record of `purges` does not say what is to go */
export function purgeRequestIn(record: {
  headers: Readonly<Record<string, string>>;
  value: Uint8Array;
}): PurgeRequest & { submissionId: string } {
  const submissionId = record.headers[HEADERS.submissionId];
  if (!submissionId) {
    throw new Failure('poison', `The record has no header ${HEADERS.submissionId}.`);
  }
  let request: Partial<PurgeRequest> | null = null;
  try {
    request = JSON.parse(new TextDecoder().decode(record.value)) as Partial<PurgeRequest> | null;
  } catch {
    // Told below, in words that quote nothing.
  }
  const { messageIds, before = '', forget = false } = request ?? {};
  const ids = Array.isArray(messageIds) ? messageIds : [null];
  if (!ids.every((id) => typeof id === 'string') || Number.isNaN(Date.parse(before))) {
    throw new Failure('poison', 'The record does not say what is to be deleted.');
  }
  return { submissionId, messageIds: ids, before, forget: forget === true };
}
