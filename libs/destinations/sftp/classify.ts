import { attachmentOutcome } from '../attachment-outcome.js';
import type { Outcome, OutgoingMessage } from '../destination.js';
import { redactedExcerpt } from '../redacted-excerpt.js';
import { AttachmentError } from '../verified.js';
import { ConnectionError, type ConnectionProblem, ShortFileError, StatusError } from './trouble.js';

interface Rule {
  outcome: 'retry' | 'refused';
  /** Any other message would fare alike. */
  anyMessage?: true;
  detail: string;
  /** Why the outcome is this one. */
  because: string;
}

const CONNECTION_RULES: Readonly<Record<ConnectionProblem, Rule>> = {
  'host-key': {
    outcome: 'retry',
    anyMessage: true,
    detail: 'The server shows a key that is none of those in hostKey.',
    because: 'a person has to look at server or hostKey, and the message is fine',
  },
  login: {
    outcome: 'retry',
    anyMessage: true,
    detail:
      'The server does not accept the login. Correct user, password or privateKey, or have the public key entered there.',
    because:
      'a person corrects it, the message is fine, and an account may be locked for many tries',
  },
  algorithms: {
    outcome: 'retry',
    detail:
      'The server and Nahtlos have no algorithm in common, or it has no key of the type in hostKey. Have the server updated, or look at hostKey.',
    because: 'the message is fine, and servers are updated',
  },
  'no-sftp': {
    outcome: 'retry',
    detail:
      'The server gives no SFTP session. Have the subsystem sftp switched on there, and more sessions allowed.',
    because: 'sessions become free, and a subsystem is switched on by a person',
  },
  slow: {
    outcome: 'retry',
    detail: 'No connection came about in time. Check service and firewall.',
    because: 'load passes',
  },
  stalled: {
    outcome: 'retry',
    detail: 'The server gave no answer for too long. Ask those who run it.',
    because: 'load passes, and a server that hangs is started again',
  },
  broken: {
    outcome: 'retry',
    detail: 'The connection broke before all was there.',
    because: 'a connection comes back, and what is half there is written anew',
  },
  unreachable: {
    outcome: 'retry',
    detail: 'Nothing answers there. Check host, port, DNS, service and firewall.',
    because: 'servers and networks come back',
  },
};

/** Answers of the server by their number. Those above 8 are of later drafts, and some servers use them. */
const STATUS_RULES: readonly ({ statuses: readonly number[] } & Rule)[] = [
  {
    statuses: [2, 10],
    outcome: 'retry',
    detail: 'The folder does not exist on the server. Create it or correct path.',
    because: 'a share that is not mounted looks like this, and the message is fine',
  },
  {
    statuses: [3, 12],
    outcome: 'retry',
    detail: 'The account may not write there. Have it given the right to write to the folder.',
    because: 'a right is given by a person, and the message is fine',
  },
  {
    statuses: [4],
    outcome: 'retry',
    detail:
      'The server could not write. It does not say why: mostly its disk or the quota is used up. Free space there, and look at its log.',
    because: 'version 3 has no status of its own for a full disk, and space comes back',
  },
  {
    statuses: [14, 15],
    outcome: 'retry',
    detail: 'The disk or the quota of the server is used up. Free space there.',
    because: 'space comes back when files are fetched',
  },
  {
    statuses: [6, 7],
    outcome: 'retry',
    detail: 'The server has lost the connection to its own store. Ask those who run it.',
    because: 'a connection comes back',
  },
  {
    statuses: [8],
    outcome: 'retry',
    detail: 'The server does not know an operation that is needed: upload, folder or rename.',
    because: 'another server or another setting of it does, and the message is fine',
  },
  {
    statuses: [19, 20],
    outcome: 'refused',
    detail: 'The server does not take the name of a file, or another thing has that name.',
    because: 'the names are the same on every attempt',
  },
];

/** Turns whatever ended an attempt into its outcome. */
export function classify(
  thrown: unknown,
  signal: AbortSignal,
  message: Pick<OutgoingMessage, 'xml' | 'attachments'>,
): Outcome {
  if (thrown instanceof AttachmentError) return attachmentOutcome(thrown);
  if (signal.aborted) {
    return { kind: 'retry', code: 'unreachable', detail: 'The attempt was ended early.' };
  }
  if (thrown instanceof ConnectionError) {
    const { problem, about } = thrown;
    const rule = CONNECTION_RULES[problem];
    const code = about.code === undefined ? '' : ` (${about.code})`;
    return outcomeOf({ ...rule, detail: `${about.detail ?? rule.detail}${code}` });
  }
  if (thrown instanceof ShortFileError) {
    return outcomeOf({
      outcome: 'retry',
      detail:
        'A file on the server has another size than was sent. Mostly its disk or the quota is used up: free space there.',
    });
  }
  if (thrown instanceof StatusError) {
    const rule = STATUS_RULES.find(({ statuses }) => statuses.includes(thrown.status)) ?? {
      outcome: 'retry',
      detail: 'The server did not do what it was asked to. Its log says why.',
    };
    const status = `SFTP ${thrown.status}`;
    return {
      ...outcomeOf({ ...rule, detail: `${rule.detail} (${status})` }),
      answer: { status, excerpt: redactedExcerpt(thrown.text, message) },
    };
  }
  const code = (thrown as NodeJS.ErrnoException | null)?.code ?? 'unknown';
  return { kind: 'retry', code: 'internal', detail: `The files could not be sent (${code}).` };
}

function outcomeOf({
  outcome,
  detail,
  anyMessage,
}: Pick<Rule, 'outcome' | 'detail' | 'anyMessage'>): Outcome {
  const about = { detail, ...(anyMessage && { anyMessage }) };
  return outcome === 'retry'
    ? { kind: 'retry', code: 'unreachable', ...about }
    : { kind: 'refused', code: 'refused', ...about };
}
