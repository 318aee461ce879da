import { HEADERS, type PurgeRequest } from '#domain';
import type { EventLog, NewEvent } from '#event-log';
import { isPostgres, type Tx } from '#store';
import { journalRecord } from '../journal-record.js';
import { lockLetters } from '../lock-letters.js';
import type { RegisterTables } from '../register.tables.js';
import { messagesOf, openAmong } from './open-among.js';
import { type Place, type SettledSubmission, settledBehind } from './settled.js';
import { DAY } from './survey.js';

/** Submissions decided about in one unit of work: others wait for the writer no longer than that takes. */
const AT_ONCE = 50;

export interface Lane {
  cluster: string | null;
  days: number;
  now: Date;
  /** Where the unit of work before ended: what it left is not looked at again. */
  behind: Place | undefined;
}

/**
 * Decides about the next of what is due, in one unit of work: the mark in the register, what the register itself
 * holds of payloads, the request to the other apps, and the line in the journal.
 *
 * @returns how many, and where the next unit goes on; undefined where nothing more is due
 */
export async function decidePurge(
  tx: Tx,
  eventLog: Pick<EventLog, 'append'>,
  lane: Lane,
): Promise<{ purged: number; end: Place | undefined }> {
  const { cluster, days, now, behind } = lane;
  const tables = tx.tables<RegisterTables>();
  const settledBefore = now.getTime() - days * DAY;
  // Held until the unit ends, and only then asked whether something is open: what came before the lock is seen, and
  // what comes after it sees the decision (`before-purge.ts`). What other units have in hand is passed over.
  const settled = await settledBehind(tables, { cluster, settledBefore, behind, most: AT_ONCE })
    .$if(isPostgres(tables), (query) => query.forUpdate().skipLocked())
    .execute();
  const end = settled.length < AT_ONCE ? undefined : settled.at(-1);
  const messages = await messagesOf(tables, settled);
  const open = await openAmong(tables, messages);
  const due = settled.filter(({ submission_id }) => !open.has(submission_id));
  if (due.length === 0) return { purged: 0, end };
  const ids = due.map((submission) => submission.submission_id);
  await tables
    .updateTable('register')
    .set({ purged_at: now.getTime(), emptied_at: now.getTime() })
    .where('submission_id', 'in', ids)
    .execute();
  await emptyLetters(tx, ids);
  await tables.deleteFrom('corrected_submission').where('submission_id', 'in', ids).execute();
  await eventLog.append(
    tx,
    due.flatMap((submission) => recordsOf(submission, messages, lane)),
  );
  return { purged: due.length, end };
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

function recordsOf(
  submission: SettledSubmission,
  messages: ReadonlyMap<string, ReadonlySet<string>>,
  { cluster, days, now }: Lane,
): NewEvent[] {
  const { submission_id: submissionId, case_id: caseId } = submission;
  const request: PurgeRequest = {
    messageIds: [...(messages.get(submissionId) ?? [])],
    before: new Date(now.getTime() - days * DAY).toISOString(),
    forget: false,
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
