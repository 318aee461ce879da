import { HEADERS, type PurgeRequest } from '#domain';
import type { NewEvent } from '#event-log';
import type { PastSubmission } from './past-journal.js';

/** Asks the apps to delete all rows that they have of these submissions. */
export function forgetRequests(
  submissions: readonly Pick<PastSubmission, 'submission_id' | 'case_id'>[],
  messages: ReadonlyMap<string, ReadonlySet<string>>,
  journalBefore: number,
): NewEvent[] {
  return submissions.map(({ submission_id, case_id }) => {
    const request: PurgeRequest = {
      messageIds: [...(messages.get(submission_id) ?? [])],
      before: new Date(journalBefore).toISOString(),
      forget: true,
    };
    return {
      topic: 'purges',
      key: case_id,
      value: Buffer.from(JSON.stringify(request)),
      headers: { [HEADERS.submissionId]: submission_id },
    };
  });
}
