import { type AcceptedSubmission, completed, HEADERS, handEditOf, type Submission } from '#domain';
import type { Store } from '#store';
import type { SummaryInput } from '#summary';
import { attachmentsOf } from '../queued-message.js';

/**
 * What a summary reads of others' tables. Intake's: what was accepted, byte for byte until it is purged. The console's:
 * what an operator made of it last.
 */
export interface SubmittedTables {
  submission: {
    submission_id: string;
    client: string;
    case_id: string;
    received_at: string;
    body: Uint8Array | null;
  };
  corrected_submission: { submission_id: string; body: Uint8Array };
}

/** A submission as it was accepted, in so far as a summary tells of it. */
export interface Submitted {
  accepted: Pick<
    AcceptedSubmission,
    'submissionId' | 'caseId' | 'receivedAt' | 'area' | 'attachments'
  >;
  submission: Submission;
  client: string;
  /** The package that made the message, `gewerbe@1.0.0`. */
  packageVersion: string;
  /** What was posted, where the message was made of something else. */
  correction: SummaryInput['correction'];
  handEdit: SummaryInput['handEdit'];
}

/** A message by which a summary is asked for: its headers say what was decided about the submission. */
export interface SummarisedMessage {
  submissionId: string;
  headers: Record<string, string>;
}

/** Which state of a submission a message tells of: two messages of the same state have one summary. */
export function summaryVersion({ headers }: SummarisedMessage): string {
  if (headers[HEADERS.editedByHand] !== undefined) return headers[HEADERS.messageId] ?? '';
  return headers[HEADERS.correctedAt] ?? '';
}

/**
 * Undefined where what was submitted is purged; and where it was corrected again for another message since, so that
 * nobody has what this message was made of.
 */
export async function submittedBy(
  store: Pick<Store, 'tables'>,
  { submissionId, headers }: SummarisedMessage,
): Promise<Submitted | undefined> {
  const row = await store
    .tables<SubmittedTables>()
    .selectFrom('submission')
    .select(['client', 'case_id', 'received_at', 'body'])
    .where('submission_id', '=', submissionId)
    .executeTakeFirst();
  if (row?.body == null) return undefined;
  const posted = read<AcceptedSubmission['submission']>(row.body);
  const correctedAt = headers[HEADERS.correctedAt];
  const corrected = correctedAt && (await correctedBy(store, submissionId, correctedAt));
  if (correctedAt !== undefined && !corrected) return undefined;
  return {
    accepted: {
      submissionId,
      caseId: row.case_id,
      receivedAt: row.received_at,
      area: headers[HEADERS.area] ?? posted.area,
      attachments: attachmentsOf(headers),
    },
    submission: completed(corrected ? corrected.submission : posted, row.received_at),
    client: row.client,
    packageVersion: headers[HEADERS.packageVersion] ?? '',
    correction: correctedAt ? { at: correctedAt, posted } : undefined,
    handEdit: handEditOf(headers),
  };
}

async function correctedBy(
  store: Pick<Store, 'tables'>,
  submissionId: string,
  at: string,
): Promise<AcceptedSubmission | undefined> {
  const row = await store
    .tables<SubmittedTables>()
    .selectFrom('corrected_submission')
    .select('body')
    .where('submission_id', '=', submissionId)
    .executeTakeFirst();
  const corrected = row && read<AcceptedSubmission>(row.body);
  return corrected?.correctedAt === at ? corrected : undefined;
}

function read<T>(body: Uint8Array): T {
  return JSON.parse(Buffer.from(body).toString('utf8')) as T;
}
