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
import { moveIn } from './queue/obstacle.js';

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
> & { obstacle?: string | null };

interface DeliveryFailure {
  code: FailureCode;
  /** Carries no value of the application. */
  detail: string;
}

/** The dead letter of a delivery, and its entry in the journal. */
export function deadLettered(
  claim: LetteredDelivery,
  failure: DeliveryFailure,
  at: string,
): NewEvent[] {
  const { submissionId, caseId, messageId, destination } = claim;
  return [
    deadLetter(claim, failure),
    journalled({
      type: 'dead-lettered',
      submissionId,
      caseId,
      at,
      deadLetterId: deadLetterIdOf(claim),
      stage: 'delivery',
      code: failure.code,
      findings: [],
      messageId,
      destination,
      packageVersion: claim.headers[HEADERS.packageVersion] || null,
    }),
  ];
}

/** The dead letter alone, of what the journal does not follow. */
export function deadLetter(claim: LetteredDelivery, failure: DeliveryFailure): NewEvent {
  const move = moveIn(claim.obstacle ?? null);
  return {
    topic: memberTopic('dead-letters', claim.cluster),
    key: claim.caseId,
    value: claim.value,
    headers: {
      ...claim.headers,
      [HEADERS.stage]: 'delivery',
      [HEADERS.code]: failure.code,
      [HEADERS.findings]: '[]',
      [HEADERS.detail]: failure.detail,
      [HEADERS.deadLetterId]: deadLetterIdOf(claim),
      ...(move?.ruled && { [HEADERS.forwardArea]: move.area }),
      [HEADERS.attempt]: String(claim.attempt),
      [HEADERS.originTopic]: claim.origin.topic,
      [HEADERS.originPartition]: String(claim.origin.partition),
      [HEADERS.originOffset]: String(claim.origin.offset),
    },
  };
}

function deadLetterIdOf({ submissionId, messageId }: LetteredDelivery): string {
  return v5(deadLetterName({ stage: 'delivery', submissionId, messageId }), DEAD_LETTER_NAMESPACE);
}
