import { HEADERS, type JournalEvent, type PurgeRequest } from '#domain';
import type { EventLog, NewEvent } from '#event-log';
import type { Tx } from '#store';
import { journalRecord } from '../journal-record.js';
import { lockLetters } from '../lock-letters.js';
import type { RegisterTables } from '../register.tables.js';
import { type DueSubmission, dueIn } from './settled.js';
import { DAY } from './survey.js';

/** Submissions decided about in one unit of work: others wait for the writer no longer than that takes. */
const AT_ONCE = 50;

export interface Lane {
  cluster: string | null;
  days: number;
  now: Date;
}

/**
 * Decides about the oldest of what is due, in one unit of work: the mark in the register, what the register itself
 * holds of payloads, the request to the other apps, and the line in the journal.
 *
 * @returns how many; less than were asked for where nothing more is due
 */
export async function decidePurge(
  tx: Tx,
  eventLog: Pick<EventLog, 'append'>,
  lane: Lane,
): Promise<{ purged: number; more: boolean }> {
  const { cluster, days, now } = lane;
  const tables = tx.tables<RegisterTables>();
  const settledBefore = now.getTime() - days * DAY;
  const due = await dueIn(tables, { cluster, settledBefore, most: AT_ONCE });
  if (due.length === 0) return { purged: 0, more: false };
  const ids = due.map((submission) => submission.submission_id);
  await tables
    .updateTable('register')
    .set({ purged_at: now.getTime() })
    .where('submission_id', 'in', ids)
    .execute();
  await emptyLetters(tx, ids);
  await tables.deleteFrom('corrected_submission').where('submission_id', 'in', ids).execute();
  const replies = await replyIdsOf(tx, ids);
  await eventLog.append(
    tx,
    due.flatMap((submission) => recordsOf(submission, replies, lane)),
  );
  return { purged: due.length, more: due.length === AT_ONCE };
}

/** The failing records of letters that are done: value, and headers, which name attachments. */
async function emptyLetters(tx: Tx, submissionIds: readonly string[]): Promise<void> {
  const tables = tx.tables<RegisterTables>();
  const letters = await tables
    .selectFrom('dead_letter')
    .select('id')
    .where('submission_id', 'in', submissionIds)
    .execute();
  if (letters.length === 0) return;
  const ids = letters.map(({ id }) => id);
  await lockLetters(tables, ids);
  // A note may say more about the application than a register may keep.
  await tables
    .updateTable('dead_letter_assignment')
    .set({ note: null })
    .where('dead_letter_id', 'in', ids)
    .execute();
  await tables
    .updateTable('dead_letter')
    .set({ record_value: null, record_headers: null })
    .where('id', 'in', ids)
    .where('state', 'in', ['settled', 'discarded'])
    .execute();
}

/** Replies to online services are delivered as messages are, under their own ids. */
async function replyIdsOf(
  tx: Tx,
  submissionIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await tx
    .tables<RegisterTables>()
    .selectFrom('timeline')
    .select(['submission_id', 'event'])
    .where('submission_id', 'in', submissionIds)
    .execute();
  const found = new Map<string, string[]>();
  for (const { submission_id, event } of rows) {
    const told = JSON.parse(event) as JournalEvent;
    if (told.type !== 'replied') continue;
    found.set(submission_id, [...(found.get(submission_id) ?? []), told.replyId]);
  }
  return found;
}

function recordsOf(
  submission: DueSubmission,
  replies: ReadonlyMap<string, string[]>,
  { cluster, days, now }: Lane,
): NewEvent[] {
  const { submission_id: submissionId, case_id: caseId, lifecycle } = submission;
  const request: PurgeRequest = {
    messageIds: [...Object.keys(JSON.parse(lifecycle)), ...(replies.get(submissionId) ?? [])],
    before: new Date(now.getTime() - days * DAY).toISOString(),
  };
  return [
    {
      topic: 'purges',
      key: caseId,
      value: Buffer.from(JSON.stringify(request)),
      headers: { [HEADERS.submissionId]: submissionId },
    },
    journalRecord({ type: 'purged', submissionId, caseId, at: now.toISOString(), cluster, days }),
  ];
}
