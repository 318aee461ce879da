import { FAILURES, type JournalEvent, type PlannedMessage, type ReplyKind, RULE } from '#domain';

/**
 * What an event means to the online service. Operators, their reasons and destinations are the data centre's own
 * and not told.
 */
export function inWords(
  event: Omit<JournalEvent, 'submissionId' | 'caseId'>,
  planned: readonly PlannedMessage[],
): string {
  const told = event as JournalEvent;
  switch (told.type) {
    case 'received':
      return 'The submission was received.';
    case 'waiting':
      return 'It waits until an earlier submission of the same case is settled.';
    case 'transformed':
      return `${responsible(told)}; ${told.messages.length === 1 ? 'one message was' : `${told.messages.length} messages were`} made.`;
    case 'delivering':
      return `${named(told.messageId, planned)} is on its way to the authority's system.`;
    case 'attempt-failed':
      return `${named(told.messageId, planned)} could not be delivered (attempt ${told.attempt}): ${FAILURES[told.code]?.title ?? told.code}. ${told.nextAttemptAt === null ? 'There is no further attempt.' : 'It is tried again.'}`;
    case 'delivered':
      return `${named(told.messageId, planned)} was delivered.`;
    case 'acknowledged':
      return `The authority's system says: ${lowered(named(told.messageId, planned))} was ${told.outcome}.`;
    case 'rejected':
      return `${named(told.messageId, planned)} was rejected by the authority's system (${told.code}).`;
    case 'replied':
      return `The authority's system sent ${KINDS[told.kind]}${withDocuments(told.documents)}.`;
    case 'reply-delivered':
      return 'It was brought to the online service.';
    case 'dead-lettered':
      return `${FAILURES[told.code]?.title ?? told.code}. An operator takes care of it.`;
    case 'corrected':
      if (told.operator.startsWith(RULE)) {
        return "It is forwarded to the authority that is responsible, as the authority's system says that its own is not.";
      }
      return 'An operator corrected it, and it is tried again.';
    case 'replaced':
      return `${named(told.messageId, planned)} is replaced by a corrected one.`;
    case 'assigned':
      return 'An operator looks after it.';
    case 'replayed':
      return 'An operator had it tried again.';
    case 'discarded':
      return told.messageId === null
        ? 'An operator discarded the submission.'
        : `An operator discarded ${lowered(named(told.messageId, planned))}.`;
    case 'purged':
      return 'The data of the submission was deleted on schedule.';
  }
}

const KINDS: Record<ReplyKind, string> = {
  acknowledgement: 'an acknowledgement',
  status: 'a status',
  query: 'a query',
  decision: 'a decision',
  message: 'a message',
};

function withDocuments(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ' with a document' : ` with ${count} documents`;
}

function responsible(event: JournalEvent & { type: 'transformed' }): string {
  const onBehalf = event.municipality === null ? '' : `, on behalf of ${event.municipality}`;
  return `Responsible is ${event.authority}${onBehalf}`;
}

function named(messageId: string, planned: readonly PlannedMessage[]): string {
  const message = planned.find((candidate) => candidate.messageId === messageId);
  return message === undefined ? 'The message' : `The message ${message.type}`;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
