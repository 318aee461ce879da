import { attachmentOutcome } from '../attachment-outcome.js';
import type { Outcome } from '../destination.js';
import { AttachmentError } from '../verified.js';

interface Rule {
  codes: readonly string[];
  outcome: 'retry' | 'refused';
  detail: string;
  /** Why the outcome is this one. */
  because: string;
}

/** Errors of the file system. What is not listed is tried again. */
const RULES: readonly Rule[] = [
  {
    codes: ['ENOSPC', 'EDQUOT'],
    outcome: 'retry',
    detail: 'The disk or the quota of the folder is used up. Free space there.',
    because: 'space comes back when files are fetched',
  },
  {
    codes: ['EACCES', 'EPERM'],
    outcome: 'retry',
    detail: 'The folder may not be written. Give the account of Nahtlos the right to write there.',
    because: 'a right is given by a person, the message is fine',
  },
  {
    codes: ['EROFS'],
    outcome: 'retry',
    detail: 'The folder lies on a read-only file system. Mount it for writing.',
    because: 'a mount is changed by a person, or the disk is in trouble',
  },
  {
    codes: ['ENOENT', 'ENOTDIR'],
    outcome: 'retry',
    detail: 'The folder does not exist. Create it, or mount the share that holds it.',
    because: 'a share that is not mounted looks like this',
  },
  {
    codes: ['EIO', 'ESTALE', 'EHOSTDOWN', 'ENOTCONN', 'ETIMEDOUT', 'ENODEV', 'ENXIO', 'EBUSY'],
    outcome: 'retry',
    detail: 'The file system does not answer as it should. Check disk, share and network.',
    because: 'a network share or a disk comes back',
  },
  {
    codes: ['EMFILE', 'ENFILE', 'ENOMEM'],
    outcome: 'retry',
    detail: 'Too many files are open. Lower the concurrency or raise the limit of the process.',
    because: 'load passes',
  },
  {
    codes: ['ENAMETOOLONG', 'EISDIR', 'EINVAL', 'ELOOP'],
    outcome: 'refused',
    detail: 'The file system does not take the name of a file, or another thing has that name.',
    because: 'the names are the same on every attempt',
  },
];

/** Turns whatever ended an attempt into its outcome. */
export function classify(thrown: unknown, signal: AbortSignal): Outcome {
  if (thrown instanceof AttachmentError) return attachmentOutcome(thrown);
  if (signal.aborted) {
    return { kind: 'retry', code: 'unreachable', detail: 'The attempt was ended early.' };
  }
  const code = (thrown as NodeJS.ErrnoException | null)?.code ?? 'unknown';
  const rule = RULES.find(({ codes }) => codes.includes(code));
  if (rule === undefined) {
    return { kind: 'retry', code: 'internal', detail: `The files could not be written (${code}).` };
  }
  const detail = `${rule.detail} (${code})`;
  return rule.outcome === 'retry'
    ? { kind: 'retry', code: 'unreachable', detail }
    : { kind: 'refused', code: 'refused', detail };
}
