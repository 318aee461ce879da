import type { Kysely } from 'kysely';
import type { JournalEvent } from '#domain';
import type { AccountedTables } from '../ledger.tables.js';
import { concernsSubmission } from '../letter.js';
import type { RegisterTables } from '../register.tables.js';

type Tables = Kysely<RegisterTables>;

/** Ids of one statement: what SQLite and PostgreSQL plan well as a list. */
const AT_ONCE = 500;

const UNSETTLED = ['open', 'leased', 'offered', 'dead'];

/** The messages of submissions and the replies to them, by submission: what delivery may have rows for. */
export async function messagesOf(
  tables: Tables,
  submissions: readonly { submission_id: string; lifecycle: string }[],
): Promise<Map<string, Set<string>>> {
  const found = new Map(
    submissions.map(({ submission_id, lifecycle }) => [
      submission_id,
      new Set(Object.keys(JSON.parse(lifecycle))),
    ]),
  );
  if (found.size === 0) return found;
  const rows = await tables
    .selectFrom('timeline')
    .select(['submission_id', 'event'])
    .where('submission_id', 'in', [...found.keys()])
    .execute();
  for (const { submission_id, event } of rows) {
    const told = JSON.parse(event) as JournalEvent;
    const ids = found.get(submission_id);
    if ('replyId' in told) ids?.add(told.replyId);
    if ('messageId' in told && told.messageId !== null) ids?.add(told.messageId);
  }
  return found;
}

/**
 * Submissions about which a person still has a decision to make, or has just made one; or of which delivery still owes a
 * message, or a reply to it, whatever the journal has told so far: these are not purged, whatever their status. Each
 * question is one walk along an index, so that the cost grows with what is asked about, not with the tables.
 */
export async function openAmong(
  tables: Tables,
  messages: ReadonlyMap<string, ReadonlySet<string>>,
  /** Letters too that hold up no submission, such as what no step could read of the journal. */
  { everyLetter = false } = {},
): Promise<Set<string>> {
  const open = new Set<string>();
  if (messages.size === 0) return open;
  const letters = await tables
    .selectFrom('dead_letter')
    .select(['submission_id', 'stage', 'origin_topic as originTopic'])
    .where('submission_id', 'in', [...messages.keys()])
    .where('state', 'in', ['open', 'replaying'])
    .execute();
  for (const { submission_id, ...letter } of letters) {
    const counts = everyLetter || letter.stage !== 'internal' || concernsSubmission(letter);
    if (submission_id !== null && counts) open.add(submission_id);
  }
  const owners = new Map<string, string>();
  for (const [submissionId, ids] of messages) {
    for (const id of ids) owners.set(id, submissionId);
  }
  const ids = [...owners.keys()];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const owed = await (tables as unknown as Kysely<AccountedTables>)
      .selectFrom('delivery')
      .select('message_id')
      .where('message_id', 'in', ids.slice(start, start + AT_ONCE))
      .where('state', 'in', UNSETTLED)
      .execute();
    for (const { message_id } of owed) open.add(owners.get(message_id) ?? '');
  }
  return open;
}
