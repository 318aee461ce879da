import type { JournalEvent, Stage } from '#domain';

export const LETTER_STATES = ['open', 'replaying', 'settled', 'discarded'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

export type Operation = 'replay' | 'discard' | 'correct';

/**
 * How far a dead letter has come. The same thing may fail several times; its failures are counted. The record on
 * `dead-letters` and the event in the journal tell of each failure once, by two steps of which either may be ahead:
 * so each counts for itself, and what closes a failure says up to which one.
 */
export interface LetterProgress {
  /** Failures that a record announced. */
  announced: number;
  /** Failures that the journal told. */
  journaled: number;
  /** The last failure that an operator decided about, and how. */
  handled: number;
  operation: Operation | null;
  /** The last failure after which the journal shows that it went through. */
  settled: number;
}

export const NEW_LETTER: LetterProgress = {
  announced: 0,
  journaled: 0,
  handled: 0,
  operation: null,
  settled: 0,
};

export function failuresOf(letter: LetterProgress): number {
  return Math.max(letter.announced, letter.journaled);
}

export function stateOf(letter: LetterProgress): LetterState {
  const failures = failuresOf(letter);
  if (letter.settled >= failures) return 'settled';
  if (letter.handled < failures) return 'open';
  return letter.operation === 'discard' ? 'discarded' : 'replaying';
}

/** An operator decides about the failures known so far. */
export function operated(letter: LetterProgress, operation: Operation): LetterProgress {
  return { ...letter, handled: failuresOf(letter), operation };
}

/** The journal tells of the decision: of all failures before it. It changes nothing where the decision is known. */
export function operationJournaled(letter: LetterProgress, operation: Operation): LetterProgress {
  return letter.handled >= letter.journaled
    ? letter
    : { ...letter, handled: letter.journaled, operation };
}

/** The journal shows that what had failed went through. */
export function settled(letter: LetterProgress): LetterProgress {
  return letter.operation === 'discard' && letter.handled >= letter.journaled
    ? letter
    : { ...letter, settled: letter.journaled };
}

/** What a letter is about, as far as settling it goes. */
export interface LetterSubject {
  id: string;
  stage: Stage;
  messageId: string | null;
}

/**
 * Whether an event shows that what failed went through. A letter of the stage `internal` is about a step that
 * choked on a record: any event of that step tells that it took the record after all.
 */
export function settles(letter: LetterSubject, event: JournalEvent): boolean {
  switch (event.type) {
    case 'transformed':
      return letter.messageId === null;
    case 'waiting':
      return letter.stage === 'internal' && letter.messageId === null;
    case 'replaced':
    case 'delivered':
    case 'rejected':
      return letter.messageId === event.messageId;
    case 'delivering':
      return letter.stage === 'internal' && letter.messageId === event.messageId;
    case 'dead-lettered':
      return (
        letter.stage === 'internal' &&
        letter.id !== event.deadLetterId &&
        letter.messageId === event.messageId
      );
    default:
      return false;
  }
}

/**
 * Whether a letter holds up a submission. A record that failed in the journal is the installation's own trouble: the
 * submission went on. So it did where a reply reaches no online service.
 */
export function concernsSubmission(letter: { stage: string; originTopic: string | null }): boolean {
  if (letter.originTopic === 'replies') return false;
  if (letter.stage !== 'internal') return true;
  const origin = letter.originTopic ?? '';
  return origin === 'submissions' || origin === 'operations' || origin.startsWith('cluster.');
}
