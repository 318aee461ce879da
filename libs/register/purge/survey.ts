import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { JOURNAL_DAYS, type Retention } from '#domain';
import type { RegisterTables } from '../register.tables.js';
import { messagesOf, openAmong } from './open-among.js';
import { forgettable, type PastSubmission, purgedBehind } from './past-journal.js';
import { type Place, settledBehind, settledClusters, settledIn } from './settled.js';

/** Milliseconds. */
export const DAY = 86_400_000;

/** Submissions looked at in one go. */
const PAGE = 200;

/** Ages, in days since the receipt, at which what is unsettled is told to the operators. */
export const ALARMING_AGES = [30, 90] as const;

/** Submissions whose data is deleted by a purge. Times are ISO 8601 in UTC. */
export interface DueGroup {
  cluster: string | null;
  /** How long data of this cluster stays after the submission is settled. */
  days: number;
  submissions: number;
  oldestSettledAt: string;
}

/** What is unsettled is never purged. */
export interface Unsettled {
  submissions: number;
  olderThan30Days: number;
  olderThan90Days: number;
  oldestReceivedAt: string | null;
}

/** Submissions of which nothing is kept any more: the journal's time is over. */
export interface PastJournal {
  /** How long what holds no data of applications stays after the purge, and after all that came later. */
  days: number;
  submissions: number;
  oldestPurgedAt: string | null;
}

/** What a purge would delete, what it keeps, and why. */
export interface PurgeSurvey {
  at: string;
  due: DueGroup[];
  past: PastJournal;
  kept: {
    /** Settled, but not for long enough. */
    settledLately: number;
    /** Settled for long enough, but an operator's decision about a dead letter of it, or a delivery, is still under way. */
    openLetter: number;
    /** Past the journal's time themselves, but with a younger one in their case, or a decision about one under way. */
    pastHeld: number;
    unsettled: Unsettled;
  };
}

export async function surveyPurge(
  tables: Kysely<RegisterTables>,
  retention: Retention,
  now: Date,
): Promise<PurgeSurvey> {
  const due: DueGroup[] = [];
  let settledLately = 0;
  let openLetter = 0;
  for (const cluster of await settledClusters(tables)) {
    const days = retention.days(cluster);
    const before = now.getTime() - days * DAY;
    const all = settledIn(tables, cluster).select(({ fn }) => [
      fn.countAll<number>().as('submissions'),
    ]);
    const total = await all.executeTakeFirstOrThrow();
    const old = await all.where('settled_at', '<=', before).executeTakeFirstOrThrow();
    const ready = await readyIn(tables, cluster, before);
    settledLately += Number(total.submissions) - Number(old.submissions);
    openLetter += ready.open;
    if (ready.oldest === null) continue;
    const oldestSettledAt = new Date(ready.oldest).toISOString();
    due.push({ cluster, days, submissions: ready.submissions, oldestSettledAt });
  }
  const unsettled = await surveyUnsettled(tables, now);
  const { held: pastHeld, ...past } = await surveyPast(tables, now);
  const kept = { settledLately, openLetter, pastHeld, unsettled };
  return { at: now.toISOString(), due, past, kept };
}

async function surveyPast(
  tables: Kysely<RegisterTables>,
  now: Date,
): Promise<PastJournal & { held: number }> {
  const days = JOURNAL_DAYS;
  const found = { days, submissions: 0, oldestPurgedAt: null as string | null, held: 0 };
  const journalBefore = now.getTime() - days * DAY;
  let behind: PastSubmission | undefined;
  do {
    const page = await purgedBehind(tables, { journalBefore, behind, most: PAGE }).execute();
    const { past } = await forgettable(tables, page, journalBefore);
    found.submissions += past.length;
    found.held += page.length - past.length;
    const oldest = past[0]?.purged_at ?? null;
    if (oldest !== null) found.oldestPurgedAt ??= new Date(Number(oldest)).toISOString();
    behind = page.length < PAGE ? undefined : page.at(-1);
    await setImmediate();
  } while (behind !== undefined);
  return found;
}

/** What of the old has nothing open, page by page: others get their turn in between. */
async function readyIn(
  tables: Kysely<RegisterTables>,
  cluster: string | null,
  settledBefore: number,
): Promise<{ submissions: number; open: number; oldest: number | null }> {
  const found = { submissions: 0, open: 0, oldest: null as number | null };
  let behind: Place | undefined;
  do {
    const lane = { cluster, settledBefore, behind, most: PAGE };
    const page = await settledBehind(tables, lane).execute();
    const open = await openAmong(tables, await messagesOf(tables, page));
    const ready = page.filter(({ submission_id }) => !open.has(submission_id));
    found.submissions += ready.length;
    found.open += page.length - ready.length;
    found.oldest ??= ready[0] === undefined ? null : Number(ready[0].settled_at);
    behind = page.length < PAGE ? undefined : page.at(-1);
    await setImmediate();
  } while (behind !== undefined);
  return found;
}

export async function surveyUnsettled(
  tables: Kysely<RegisterTables>,
  now: Date,
): Promise<Unsettled> {
  const all = tables
    .selectFrom('register')
    .where('settled_at', 'is', null)
    .select(({ fn }) => [
      fn.countAll<number>().as('submissions'),
      fn.min('received_at').as('oldest'),
    ]);
  const total = await all.executeTakeFirstOrThrow();
  const [older30, older90] = await Promise.all(
    ALARMING_AGES.map(async (days) => {
      const old = all.where('received_at', '<', now.getTime() - days * DAY);
      return Number((await old.executeTakeFirstOrThrow()).submissions);
    }),
  );
  return {
    submissions: Number(total.submissions),
    olderThan30Days: older30 ?? 0,
    olderThan90Days: older90 ?? 0,
    oldestReceivedAt: total.oldest === null ? null : new Date(Number(total.oldest)).toISOString(),
  };
}
