import type { Kysely } from 'kysely';
import type { JournalEvent, Lifecycle, PlannedMessage, SubmissionStatus } from '#domain';
import type { RegisterTables } from './register.tables.js';
import { inWords } from './timeline-words.js';

/** One thing that happened, in plain words for the online service. `at` is ISO 8601 in UTC. */
export interface TimelineEntry {
  at: string;
  event: JournalEvent['type'];
  text: string;
}

/** Where a submission stands, for the client that sent it. Nothing here comes from the form data. */
export interface SubmissionStatusView {
  status: SubmissionStatus;
  messages: {
    messageId: string;
    type: string;
    target: string;
    status: Lifecycle['messages'][string];
  }[];
  timeline: TimelineEntry[];
}

/** Undefined where the register has not heard of the submission (yet). */
export async function submissionStatus(
  tables: Kysely<RegisterTables>,
  submissionId: string,
): Promise<SubmissionStatusView | undefined> {
  const row = await tables
    .selectFrom('register')
    .select(['status', 'lifecycle', 'messages'])
    .where('submission_id', '=', submissionId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const events = await tables
    .selectFrom('timeline')
    .select('event')
    .where('submission_id', '=', submissionId)
    .orderBy('position')
    .execute();
  const planned = JSON.parse(row.messages) as PlannedMessage[];
  const statuses = JSON.parse(row.lifecycle) as Lifecycle['messages'];
  return {
    status: row.status,
    messages: planned
      .filter(({ messageId }) => statuses[messageId] !== 'replaced')
      .map(({ messageId, type, target }) => ({
        messageId,
        type,
        target,
        status: statuses[messageId] ?? 'transformed',
      })),
    timeline: receiptFirst(events.map(({ event }) => JSON.parse(event) as JournalEvent)).map(
      (told) => ({ at: told.at, event: told.type, text: inWords(told, planned) }),
    ),
  };
}

/** All began with the receipt, also where another service was faster to tell the journal of what came of it. */
function receiptFirst(events: readonly JournalEvent[]): JournalEvent[] {
  const isReceipt = ({ type }: JournalEvent) => type === 'received';
  return [...events.filter(isReceipt), ...events.filter((event) => !isReceipt(event))];
}
