import { randomUUID } from 'node:crypto';
import { answeringDestination, type Failure, HEADERS, memberTopic } from '#domain';
import type { NewEvent, StoredEvent } from '#event-log';

/** Places that a dead letter names at most: its headers stay small. */
const MOST_FINDINGS = 20;

/** Whose answer it is, as far as that is known. */
export interface LetterFacts {
  /** Of the letter that this record was replayed from. */
  deadLetterId: string | undefined;
  messageId: string | undefined;
  caseId: string | undefined;
  /** Where nobody can say, the answer is not shown to operators. */
  restricted: boolean;
}

/**
 * The dead letter of an answer that cannot be taken. Of the record's own headers it keeps none: a stranger wrote them.
 */
export function answerLetter(record: StoredEvent, failure: Failure, about: LetterFacts): NewEvent {
  const { topic, key, value, partition, offset } = record;
  const optional = { [HEADERS.messageId]: about.messageId, [HEADERS.caseId]: about.caseId };
  return {
    topic: memberTopic('dead-letters', 'internal'),
    key,
    value,
    headers: {
      [HEADERS.deadLetterId]: about.deadLetterId ?? randomUUID(),
      [HEADERS.stage]: 'internal',
      [HEADERS.code]: failure.code,
      [HEADERS.detail]: detailOf(failure),
      [HEADERS.findings]: JSON.stringify(failure.findings.slice(0, MOST_FINDINGS)),
      [HEADERS.destination]: answeringDestination(topic),
      [HEADERS.contentType]: 'application/json',
      [HEADERS.restricted]: String(about.restricted),
      [HEADERS.originTopic]: topic,
      [HEADERS.originPartition]: String(partition),
      [HEADERS.originOffset]: String(offset),
      ...Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== undefined)),
    } as Record<string, string>,
  };
}

function detailOf({ code, message }: Failure): string {
  if (code === 'not-found') {
    return 'The case system answers a message that its destination does not have. Replay once it is known here; or discard, and have the case system look at the id.';
  }
  const said = code === 'invalid' ? 'Its fields do not fit: see the findings.' : message;
  return `The case system's answer was not taken. ${said} Have it write the answer anew where it is wrong, and discard this one; or replay.`;
}
