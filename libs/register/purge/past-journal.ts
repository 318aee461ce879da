import type { Kysely } from 'kysely';
import type { RegisterTables } from '../register.tables.js';
import { messagesOf, openAmong } from './open-among.js';

type Tables = Kysely<RegisterTables>;

const COLUMNS = [
  'submission_id',
  'case_id',
  'lifecycle',
  'purged_at',
  'updated_at',
  'forgotten_at',
] as const satisfies readonly (keyof RegisterTables['register'])[];

export type PastSubmission = Pick<RegisterTables['register'], (typeof COLUMNS)[number]>;

/** Purged submissions behind a place, the oldest first, along the index of what is purged. */
export function purgedBehind(
  tables: Tables,
  lane: {
    /** Milliseconds since 1970: what came later is within the journal's time. */
    journalBefore: number;
    behind: Pick<PastSubmission, 'submission_id' | 'purged_at'> | undefined;
    most: number;
  },
) {
  const { journalBefore, behind, most } = lane;
  return tables
    .selectFrom('register')
    .select(COLUMNS)
    .where('purged_at', 'is not', null)
    .where('forgotten_at', 'is', null)
    .where('purged_at', '<', journalBefore)
    .$if(behind !== undefined, (query) =>
      query
        .where('purged_at', '>=', behind?.purged_at ?? 0)
        .where((where) =>
          where.or([
            where('purged_at', '>', behind?.purged_at ?? 0),
            where('submission_id', '>', behind?.submission_id ?? ''),
          ]),
        ),
    )
    .orderBy('purged_at')
    .orderBy('submission_id')
    .limit(most);
}

export interface Forgettable {
  /** Those whose whole case is past the journal's time, with nothing open. */
  past: PastSubmission[];
  /** Those of them that may go now: the one that opened a case goes last, for the others need it. */
  going: PastSubmission[];
  /** Ids of their messages and of the replies to them, by submission. */
  messages: Map<string, Set<string>>;
}

/**
 * What of purged submissions need not be kept: the last that the journal tells of any submission of the case is older
 * than the journal itself, and neither a person nor delivery has anything to do about one.
 */
export async function forgettable(
  tables: Tables,
  purged: readonly PastSubmission[],
  journalBefore: number,
): Promise<Forgettable> {
  const members = await membersOf(tables, [...new Set(purged.map(({ case_id }) => case_id))]);
  const young = new Set(
    members
      .filter(
        ({ purged_at, updated_at }) =>
          purged_at === null || purged_at >= journalBefore || updated_at >= journalBefore,
      )
      .map(({ case_id }) => case_id),
  );
  const old = members.filter(({ case_id }) => !young.has(case_id));
  const messages = await messagesOf(tables, old);
  const open = await openAmong(tables, messages, { everyLetter: true });
  for (const { submission_id, case_id } of old) {
    if (open.has(submission_id)) young.add(case_id);
  }
  const past = purged.filter(({ case_id }) => !young.has(case_id));
  const asked = new Set(past.map(({ submission_id }) => submission_id));
  const needed = new Set(
    members
      .filter(
        ({ submission_id, case_id, forgotten_at }) =>
          submission_id !== case_id && forgotten_at === null && !asked.has(submission_id),
      )
      .map(({ case_id }) => case_id),
  );
  const going = past.filter(({ submission_id }) => !needed.has(submission_id));
  // The one that opened a case behind its others, in this order also for the apps.
  going.sort((one, other) => Number(opens(one)) - Number(opens(other)));
  return { past, going, messages };
}

function opens({ submission_id, case_id }: PastSubmission): boolean {
  return submission_id === case_id;
}

/** All submissions of cases: those that opened them by their key, the few others by an index of their own. */
async function membersOf(tables: Tables, caseIds: readonly string[]): Promise<PastSubmission[]> {
  if (caseIds.length === 0) return [];
  const opening = await tables
    .selectFrom('register')
    .select(COLUMNS)
    .where('submission_id', 'in', caseIds)
    .execute();
  const others = await tables
    .selectFrom('register')
    .select(COLUMNS)
    .where('case_id', 'in', caseIds)
    .whereRef('case_id', '<>', 'submission_id')
    .execute();
  // What opened a case is named by it; anything else by that id is no member of it.
  return [...opening.filter(opens), ...others];
}
