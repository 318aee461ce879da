import type { EventLog } from '#event-log';
import { isPostgres, type Tx } from '#store';
import type { RegisterTables } from '../register.tables.js';
import { forgetRequests } from './forget-requests.js';
import { forgettable, type PastSubmission, purgedBehind } from './past-journal.js';

/** Submissions decided about in one unit of work. */
const AT_ONCE = 50;

export interface PastLane<Place> {
  now: Date;
  /** Milliseconds since 1970. */
  journalBefore: number;
  /** Where the unit of work before ended. */
  behind: Place | undefined;
}

/**
 * The first of two steps by which a submission is forgotten, in one unit of work: the mark in the register, and the
 * request to the other apps. The journal is told nothing: it would name what is to be forgotten. The register's own rows
 * go in the second step (`forget-rows.ts`), once the others have none.
 *
 * @returns how many, and where the next unit goes on; undefined where that was the last
 */
export async function askToForget(
  tx: Tx,
  eventLog: Pick<EventLog, 'append'>,
  { now, journalBefore, behind }: PastLane<PastSubmission>,
): Promise<{ asked: number; end: PastSubmission | undefined }> {
  const tables = tx.tables<RegisterTables>();
  const purged = await purgedBehind(tables, { journalBefore, behind, most: AT_ONCE })
    .$if(isPostgres(tables), (query) => query.forUpdate().skipLocked())
    .execute();
  const end = purged.length < AT_ONCE ? undefined : purged.at(-1);
  const { going, messages } = await forgettable(tables, purged, journalBefore);
  if (going.length === 0) return { asked: 0, end };
  const ids = going.map(({ submission_id }) => submission_id);
  await tables
    .updateTable('register')
    .set({ forgotten_at: now.getTime() })
    .where('submission_id', 'in', ids)
    .execute();
  await eventLog.append(tx, forgetRequests(going, messages, journalBefore));
  return { asked: going.length, end };
}
