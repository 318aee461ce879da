import type { Lifecycle, SubmissionStatus } from '#domain';
import { SETTLED } from '#domain';
import type { LetterState } from './letter.js';

/** What the tables say about one submission. Times are milliseconds since 1970. */
export interface Account {
  submissionId: string;
  /** When intake accepted it; null where intake knows nothing of it. */
  acceptedAt: number | null;
  /** The register's row; null where there is none. */
  register: {
    receivedAt: number | null;
    status: SubmissionStatus;
    /** Ids of the planned messages. */
    planned: string[];
    messages: Lifecycle['messages'];
  } | null;
  /** States of delivery's rows, by message id. */
  deliveries: Record<string, string[]>;
  letters: { id: string; stage: string; messageId: string | null; state: LetterState }[];
}

export const DIFFERENCES = {
  missing: 'Accepted, but the register does not know it.',
  unknown: 'In the register, but never accepted.',
  receipt: 'Intake and register name different times of receipt.',
  message: 'The register knows a message that was not planned, or lacks one.',
  undelivered: 'The register says more about a message than delivery has a row for.',
  doubled: 'Delivery has more than one row for a message.',
  state: 'Register and delivery disagree about a message.',
  'no-letter': 'The register says dead-lettered, but no dead letter is open.',
  'open-letter': 'A dead letter is open, but the register does not say so.',
  'not-discarded': 'The register says discarded, but no dead letter was.',
} as const;

/** One thing on which the tables do not agree. `about` is a message or a dead letter. */
export interface Difference {
  submissionId: string;
  kind: keyof typeof DIFFERENCES;
  about: string | null;
  detail: string;
}

/** What delivery's states are in the journal's words. */
const DELIVERY_STATES: Record<string, string> = {
  open: 'delivering',
  leased: 'delivering',
  offered: 'delivering',
  dead: 'dead-lettered',
  delivered: 'delivered',
  rejected: 'rejected',
  discarded: 'discarded',
  replaced: 'replaced',
};

/** Holds what intake, register, delivery and dead letters say about a submission against each other. */
export function differencesOf(account: Account): Difference[] {
  const { submissionId, acceptedAt, register } = account;
  const found: Difference[] = [];
  const note = (kind: keyof typeof DIFFERENCES, about: string | null = null) =>
    found.push({ submissionId, kind, about, detail: DIFFERENCES[kind] });
  if (register === null) {
    note('missing');
    return found;
  }
  if (acceptedAt === null) note('unknown');
  else if (register.receivedAt !== acceptedAt) note('receipt');
  checkMessages(account, register, note);
  checkLetters(account, register, note);
  return found;
}

type Note = (kind: keyof typeof DIFFERENCES, about?: string | null) => void;
type Registered = NonNullable<Account['register']>;

function checkMessages(account: Account, register: Registered, note: Note): void {
  const planned = new Set(register.planned);
  for (const messageId of Object.keys(register.messages)) {
    if (!planned.delete(messageId)) note('message', messageId);
  }
  for (const messageId of planned) note('message', messageId);
  for (const [messageId, status] of Object.entries(register.messages)) {
    const rows = account.deliveries[messageId] ?? [];
    const [row] = rows;
    if (rows.length > 1) note('doubled', messageId);
    else if (row === undefined) {
      // Transform has published, delivery has not taken it up yet; or its record is poison.
      if (status !== 'transformed' && !isPoison(account, messageId)) note('undelivered', messageId);
    } else if (
      DELIVERY_STATES[row] !== status &&
      !underWay(account, messageId, row) &&
      // Delivery has not taken up yet what replaces it.
      !(status === 'replaced' && row === 'dead')
    ) {
      note('state', messageId);
    }
  }
}

function isPoison(account: Account, messageId: string): boolean {
  return account.letters.some(
    (letter) => letter.stage === 'internal' && letter.messageId === messageId,
  );
}

/** An operator has decided, and delivery has not carried it out yet. */
function underWay(account: Account, messageId: string, row: string): boolean {
  return (
    row === 'dead' &&
    account.letters.some(
      (letter) =>
        letter.messageId === messageId &&
        (letter.state === 'replaying' || letter.state === 'discarded'),
    )
  );
}

function checkLetters(account: Account, register: Registered, note: Note): void {
  const open = account.letters.filter((letter) => letter.state === 'open');
  for (const letter of open) {
    const status =
      letter.messageId === null ? register.status : register.messages[letter.messageId];
    if (status !== 'dead-lettered') note('open-letter', letter.id);
  }
  if (register.status === 'dead-lettered' && open.length === 0) note('no-letter');
  if (
    register.status === 'discarded' &&
    !account.letters.some((letter) => letter.state === 'discarded')
  ) {
    note('not-discarded');
  }
}

/** The ledger's columns. Every accepted submission stands in exactly one of those below `accepted`. */
export interface Sums {
  accepted: number;
  delivered: number;
  rejected: number;
  discarded: number;
  inProgress: number;
  deadLettered: number;
}

export type Column = Exclude<keyof Sums, 'accepted'>;

export function columnOf(status: SubmissionStatus): Column {
  if (status === 'dead-lettered') return 'deadLettered';
  if (SETTLED.has(status)) return status as 'delivered' | 'rejected' | 'discarded';
  return 'inProgress';
}
