import { type AcceptedSubmission, completed, HEADERS, type Submission } from '#domain';
import type { Store } from '#store';
import { attachmentsOf } from '../queued-message.js';

/** What a summary reads of a table that intake writes: what was accepted, byte for byte until it is purged. */
export interface SubmittedTables {
  submission: {
    submission_id: string;
    client: string;
    case_id: string;
    received_at: string;
    body: Uint8Array | null;
  };
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
}

/** A message by which a summary is asked for: its headers say what was decided about the submission. */
export interface SummarisedMessage {
  submissionId: string;
  headers: Record<string, string>;
}

/** Undefined where what was submitted is purged. */
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
  const posted = JSON.parse(Buffer.from(row.body).toString('utf8'));
  return {
    accepted: {
      submissionId,
      caseId: row.case_id,
      receivedAt: row.received_at,
      area: headers[HEADERS.area] ?? posted.area,
      attachments: attachmentsOf(headers),
    },
    submission: completed(posted, row.received_at),
    client: row.client,
    packageVersion: headers[HEADERS.packageVersion] ?? '',
  };
}
