import { type Kysely, sql } from 'kysely';
import type { EventLog } from '#event-log';
import { isPostgres, type Tx } from '#store';
import type { AccountedTables } from '../ledger.tables.js';
import type { RegisterTables } from '../register.tables.js';
import type { PastLane } from './ask-to-forget.js';
import { forgetLetters } from './forget-letters.js';
import { forgetRequests } from './forget-requests.js';
import { messagesOf } from './open-among.js';
import { DAY } from './survey.js';

/** Submissions in one unit of work. */
const AT_ONCE = 50;

type Tables = Kysely<RegisterTables>;
export type AskedSubmission = Pick<
  RegisterTables['register'],
  'submission_id' | 'case_id' | 'lifecycle' | 'received_at' | 'forgotten_at'
>;

/**
 * The second step: where no other app has a row of a submission any more, the register deletes its own. Whoever still has
 * one after a day is asked again: a request may have been lost with its topic.
 */
export async function forgetRows(
  tx: Tx,
  eventLog: Pick<EventLog, 'append'>,
  { now, journalBefore, behind }: PastLane<AskedSubmission>,
): Promise<{ forgotten: number; end: AskedSubmission | undefined }> {
  const tables = tx.tables<RegisterTables>();
  const asked = await askedBehind(tables, behind)
    .$if(isPostgres(tables), (query) => query.forUpdate().skipLocked())
    .execute();
  const end = asked.length < AT_ONCE ? undefined : asked.at(-1);
  const messages = await messagesOf(tables, asked);
  const held = await heldElsewhere(tables, messages);
  const late = asked.filter(
    ({ submission_id, forgotten_at }) =>
      held.has(submission_id) && Number(forgotten_at) <= now.getTime() - DAY,
  );
  if (late.length > 0) {
    await tables
      .updateTable('register')
      .set({ forgotten_at: now.getTime() })
      .where('submission_id', 'in', idsOf(late))
      .execute();
    await eventLog.append(tx, forgetRequests(late, messages, journalBefore));
  }
  const gone = asked.filter(({ submission_id }) => !held.has(submission_id));
  if (gone.length > 0) await deleteRows(tables, gone);
  return { forgotten: gone.length, end };
}

function askedBehind(tables: Tables, behind: AskedSubmission | undefined) {
  return tables
    .selectFrom('register')
    .select(['submission_id', 'case_id', 'lifecycle', 'received_at', 'forgotten_at'])
    .where('forgotten_at', 'is not', null)
    .$if(behind !== undefined, (query) =>
      query
        .where('forgotten_at', '>=', behind?.forgotten_at ?? 0)
        .where((where) =>
          where.or([
            where('forgotten_at', '>', behind?.forgotten_at ?? 0),
            where('submission_id', '>', behind?.submission_id ?? ''),
          ]),
        ),
    )
    .orderBy('forgotten_at')
    .orderBy('submission_id')
    .limit(AT_ONCE);
}

/** Submissions of which intake or delivery has a row: each deletes all of its own in one unit of work. */
async function heldElsewhere(
  tables: Tables,
  messages: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Set<string>> {
  const held = new Set<string>();
  if (messages.size === 0) return held;
  const others = tables as unknown as Kysely<AccountedTables>;
  const accepted = await others
    .selectFrom('submission')
    .select('submission_id')
    .where('submission_id', 'in', [...messages.keys()])
    .execute();
  for (const { submission_id } of accepted) held.add(submission_id);
  const owners = new Map<string, string>();
  for (const [submissionId, ids] of messages) {
    for (const id of ids) owners.set(id, submissionId);
  }
  if (owners.size === 0) return held;
  const queued = await others
    .selectFrom('delivery')
    .select('message_id')
    .where('message_id', 'in', [...owners.keys()])
    .execute();
  for (const { message_id } of queued) held.add(owners.get(message_id) ?? '');
  return held;
}

async function deleteRows(tables: Tables, gone: readonly AskedSubmission[]): Promise<void> {
  const ids = idsOf(gone);
  const letters = await tables
    .selectFrom('dead_letter')
    .select('id')
    .where('submission_id', 'in', ids)
    .execute();
  await forgetLetters(
    tables,
    letters.map(({ id }) => id),
  );
  await tables.deleteFrom('corrected_submission').where('submission_id', 'in', ids).execute();
  await tables.deleteFrom('timeline').where('submission_id', 'in', ids).execute();
  await tables.deleteFrom('register').where('submission_id', 'in', ids).execute();
  const until = Math.max(0, ...gone.map(({ received_at }) => Number(received_at ?? 0)));
  await tables
    .insertInto('forgotten')
    .values({ one: 1, submissions: gone.length, received_until: until })
    .onConflict((conflict) =>
      conflict.column('one').doUpdateSet({
        submissions: sql`forgotten.submissions + excluded.submissions`,
        received_until: sql`case when excluded.received_until > forgotten.received_until
          then excluded.received_until else forgotten.received_until end`,
      }),
    )
    .execute();
}

function idsOf(submissions: readonly AskedSubmission[]): string[] {
  return submissions.map(({ submission_id }) => submission_id);
}
