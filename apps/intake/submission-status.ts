import { Failure, type SubmissionStatus } from '#domain';
import type { Platform } from './platform.js';
import type { CaseStanding } from './replies/reply-rows.js';
import type { KnownSubmission } from './submission-rows.js';

/** What the register knows of a submission; it follows intake with a little delay. */
export interface Progress {
  status: SubmissionStatus;
  messages: readonly object[];
  timeline: readonly { at: string; event: string; text: string }[];
}

export interface StatusPorts {
  submission(id: string): Promise<KnownSubmission | undefined>;
  /** Undefined where the register has not heard of it yet. */
  progress(submissionId: string): Promise<Progress | undefined>;
  /** Undefined where the case system has said nothing yet. */
  caseStanding(submissionId: string): Promise<CaseStanding | undefined>;
}

export interface StatusAnswer extends Progress {
  submissionId: string;
  caseId: string;
  reference: string;
  receivedAt: string;
  /** What the case system says; null where it has said nothing yet. */
  caseSystem: CaseStanding | null;
}

/**
 * Where a submission stands: known from the moment of its receipt, and from the register once that has caught up.
 *
 * @throws Failure `not-found` where it is unknown or another client's: which of both is not told
 */
export async function submissionStatus(
  id: string,
  platform: Platform,
  ports: StatusPorts,
): Promise<StatusAnswer> {
  const own = await ports.submission(id);
  if (own === undefined || own.client !== platform.client) {
    throw new Failure('not-found', 'This client has no such submission.');
  }
  const progress = (await ports.progress(id)) ?? {
    status: 'received' as const,
    messages: [],
    timeline: [{ at: own.received_at, event: 'received', text: 'The submission was received.' }],
  };
  return {
    submissionId: own.submission_id,
    caseId: own.case_id,
    reference: own.reference,
    receivedAt: own.received_at,
    ...progress,
    caseSystem: (await ports.caseStanding(id)) ?? null,
  };
}
