import type { Kysely } from 'kysely';
import type { Retention } from '#domain';
import type { RegisterTables } from '../register.tables.js';
import { nothingOpen, settledClusters, settledIn } from './settled.js';

/** Milliseconds. */
export const DAY = 86_400_000;

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

/** What a purge would delete, what it keeps, and why. */
export interface PurgeSurvey {
  at: string;
  due: DueGroup[];
  kept: {
    /** Settled, but not for long enough. */
    settledLately: number;
    /** Settled for long enough, but an operator's decision about a dead letter of it, or a delivery, is still under way. */
    openLetter: number;
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
      fn.min('settled_at').as('oldest'),
    ]);
    const ready = await all
      .where('settled_at', '<=', before)
      .where(nothingOpen(tables))
      .executeTakeFirstOrThrow();
    const old = await all.where('settled_at', '<=', before).executeTakeFirstOrThrow();
    const total = await all.executeTakeFirstOrThrow();
    settledLately += Number(total.submissions) - Number(old.submissions);
    openLetter += Number(old.submissions) - Number(ready.submissions);
    if (ready.oldest === null) continue;
    const oldestSettledAt = new Date(Number(ready.oldest)).toISOString();
    due.push({ cluster, days, submissions: Number(ready.submissions), oldestSettledAt });
  }
  const unsettled = await surveyUnsettled(tables, now);
  return { at: now.toISOString(), due, kept: { settledLately, openLetter, unsettled } };
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
