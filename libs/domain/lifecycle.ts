import type { JournalEvent } from './journal.js';

export const SUBMISSION_STATUSES = [
  'received',
  'waiting',
  'transformed',
  'delivering',
  'delivered',
  'rejected',
  'dead-lettered',
  'discarded',
] as const;
export type SubmissionStatus = (typeof SUBMISSION_STATUSES)[number];

/** Statuses after which nothing is owed any more. */
export const SETTLED: ReadonlySet<SubmissionStatus> = new Set([
  'delivered',
  'rejected',
  'discarded',
]);

type MessageStatus =
  | 'transformed'
  | 'delivering'
  | 'delivered'
  | 'rejected'
  | 'dead-lettered'
  | 'discarded'
  /** Another with corrected content counts instead. */
  | 'replaced';

/** What the journal says about one submission so far. */
export interface Lifecycle {
  status: SubmissionStatus;
  messages: Record<string, MessageStatus>;
}

export const NEW_LIFECYCLE: Lifecycle = { status: 'received', messages: {} };

/** Folds one more journal event into what is known. An event that repeats changes nothing. */
export function evolve(known: Lifecycle, event: JournalEvent): Lifecycle {
  if (comesTooLate(known, event)) return known;
  switch (event.type) {
    case 'received':
      return known;
    case 'waiting':
      return { ...known, status: 'waiting' };
    case 'transformed':
      return withMessages(
        known,
        Object.fromEntries(
          event.messages.map((message) => [
            message.messageId,
            known.messages[message.messageId] ?? 'transformed',
          ]),
        ),
      );
    case 'delivering':
    case 'delivered':
    case 'rejected':
      return withMessages(known, { [event.messageId]: event.type });
    case 'attempt-failed':
    case 'acknowledged':
    case 'assigned':
    case 'purged':
    case 'replied':
    case 'reply-delivered':
      return known;
    case 'dead-lettered':
    case 'discarded':
      return event.messageId === null
        ? { ...known, status: event.type }
        : withMessages(known, { [event.messageId]: event.type });
    case 'replaced':
      return withMessages(known, {
        [event.messageId]: isAnswered(known, event.messageId)
          ? (known.messages[event.messageId] as MessageStatus)
          : 'replaced',
        [event.newMessage.messageId]: known.messages[event.newMessage.messageId] ?? 'transformed',
      });
    case 'corrected':
    case 'replayed':
      return event.messageId === null
        ? { ...known, status: 'received' }
        : withMessages(known, { [event.messageId]: 'delivering' });
  }
}

const DECISIONS: ReadonlySet<JournalEvent['type']> = new Set([
  'replayed',
  'corrected',
  'discarded',
]);

/**
 * An operator decided about a dead letter without knowing that the case system had acknowledged the message: what the
 * case system said stands.
 */
function comesTooLate(known: Lifecycle, event: JournalEvent): boolean {
  if (!DECISIONS.has(event.type) || !('messageId' in event)) return false;
  return event.messageId !== null && isAnswered(known, event.messageId);
}

function isAnswered(known: Lifecycle, messageId: string): boolean {
  const status = known.messages[messageId];
  return status === 'delivered' || status === 'rejected';
}

/** Worst news first: what needs a person, then what is still owed, then how it ended. */
const PRECEDENCE: readonly Exclude<MessageStatus, 'replaced'>[] = [
  'dead-lettered',
  'delivering',
  'transformed',
  'rejected',
  'discarded',
  'delivered',
];

function withMessages(known: Lifecycle, changed: Lifecycle['messages']): Lifecycle {
  const messages = { ...known.messages, ...changed };
  const present = new Set(Object.values(messages));
  const status = PRECEDENCE.find((candidate) => present.has(candidate)) ?? known.status;
  return { status, messages };
}
