import { v5 } from 'uuid';
import {
  DEAD_LETTER_NAMESPACE,
  deadLetterName,
  type FailureCode,
  HEADERS,
  type JournalEvent,
  memberTopic,
} from '#domain';
import type { NewEvent } from '#event-log';
import type { ClaimedDelivery } from './queue/claim.js';

/** A journal event as it is appended. */
export function journalled(event: JournalEvent): NewEvent {
  return {
    topic: 'journal',
    key: event.submissionId,
    value: Buffer.from(JSON.stringify(event)),
    headers: {},
  };
}

export type LetteredDelivery = Omit<
  ClaimedDelivery,
  'id' | 'failures' | 'firstFailedAt' | 'obstacle'
>;

/** The dead letter of a delivery, and its entry in the journal. `detail` carries no value of the application. */
export function deadLettered(
  claim: LetteredDelivery,
  failure: { code: FailureCode; detail: string },
  at: string,
): NewEvent[] {
  const { submissionId, caseId, messageId, destination } = claim;
  const deadLetterId = v5(
    deadLetterName({ stage: 'delivery', submissionId, messageId }),
    DEAD_LETTER_NAMESPACE,
  );
  return [
    {
      topic: memberTopic('dead-letters', claim.cluster),
      key: caseId,
      value: claim.value,
      headers: {
        ...claim.headers,
        [HEADERS.stage]: 'delivery',
        [HEADERS.code]: failure.code,
        [HEADERS.findings]: '[]',
        [HEADERS.detail]: failure.detail,
        [HEADERS.deadLetterId]: deadLetterId,
        [HEADERS.attempt]: String(claim.attempt),
        [HEADERS.originTopic]: claim.origin.topic,
        [HEADERS.originPartition]: String(claim.origin.partition),
        [HEADERS.originOffset]: String(claim.origin.offset),
      },
    },
    journalled({
      type: 'dead-lettered',
      submissionId,
      caseId,
      at,
      deadLetterId,
      stage: 'delivery',
      code: failure.code,
      findings: [],
      messageId,
      destination,
    }),
  ];
}
