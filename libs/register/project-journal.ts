import type { Kysely } from 'kysely';
import { Failure, type JournalEvent, type PlannedMessage } from '#domain';
import type { StoredEvent } from '#event-log';
import type { Tx } from '#store';
import { rowReader, rowWriter } from './hot-rows.js';
import { changeLetters, type LetterChange } from './letter-store.js';
import type { RegisterTables } from './register.tables.js';
import { beginFolding, FOLDED_COLUMNS, type Folding, fold, folded } from './register-row.js';

type Column = keyof RegisterTables['register'];
type Tables = Kysely<RegisterTables>;

const IDS = ['submission_id', 'case_id'] as const satisfies Column[];
const MOVED = [
  'status',
  'lifecycle',
  'letters',
  'position',
  'updated_at',
  'settled_at',
] as const satisfies Column[];
const RECEIVED = [
  'client',
  'reference',
  'service',
  'area',
  'kind',
  'test',
  'restricted',
  'attachments',
  'received_at',
] as const satisfies Column[];
const TRANSFORMED = [
  'messages',
  'message_count',
  'authority',
  'municipality',
  'landscape_version',
  'package_version',
  'cluster',
] as const satisfies Column[];
/** Columns that have to be given although a row that is there keeps its own. */
const DEMANDED = ['messages', 'message_count'] as const satisfies Column[];

const readRegister = rowReader<RegisterTables, 'register', (typeof FOLDED_COLUMNS)[number]>(
  'register',
  { columns: FOLDED_COLUMNS, id: 'submission_id' },
);

/** Writes no more than the batch told: most events move a submission on, and nothing else. */
function registerWriter(updated: readonly Column[]) {
  return rowWriter<RegisterTables, 'register'>('register', {
    columns: [...new Set([...IDS, ...updated, ...DEMANDED])],
    key: ['submission_id'],
    updated,
  });
}

/** By what the batch told; a new row has no stored columns that must stay. */
const WRITERS = [
  {
    told: 'received and transformed',
    write: registerWriter([...MOVED, ...RECEIVED, ...TRANSFORMED]),
  },
  { told: 'received', write: registerWriter([...MOVED, ...RECEIVED]) },
  { told: 'transformed', write: registerWriter([...MOVED, ...TRANSFORMED]) },
  { told: 'moved', write: registerWriter(MOVED) },
] as const;

function whatWasTold({ told }: Folding): (typeof WRITERS)[number]['told'] {
  if (told.isNew || (told.received && told.transformed)) return 'received and transformed';
  if (told.received) return 'received';
  return told.transformed ? 'transformed' : 'moved';
}

const writeTimeline = rowWriter<RegisterTables, 'timeline'>('timeline', {
  columns: ['submission_id', 'position', 'event'],
  key: ['submission_id', 'position'],
  updated: [],
});

/**
 * Folds a batch of the journal into the register, each submission once. An event at or before the position that a
 * submission has reached changes nothing, so a batch may come again. A record that is no journal event is a Failure
 * `poison`.
 */
export async function projectJournal(tx: Tx, batch: readonly StoredEvent[]): Promise<void> {
  const events = batch.map(read);
  const tables = tx.tables<RegisterTables>();
  const ids = [...new Set(events.map(({ event }) => event.submissionId))];
  const stored = new Map(
    (await readRegister(tables, ids)).map((row) => [row.submission_id, row] as const),
  );
  const foldings = new Map<string, Folding>();
  const timeline: RegisterTables['timeline'][] = [];
  const letterChanges: LetterChange[] = [];
  const replacements: Replacement[] = [];
  for (const { event, position } of events) {
    const { submissionId, caseId: _, ...told } = event;
    let folding = foldings.get(submissionId);
    if (folding === undefined) {
      folding = beginFolding(stored.get(submissionId), event);
      foldings.set(submissionId, folding);
    }
    if (position <= folding.row.position) continue;
    fold(folding, event, position);
    timeline.push({ submission_id: submissionId, position, event: JSON.stringify(told) });
    if (event.type === 'replaced') replacements.push(event);
    for (const letterId of folding.letters)
      letterChanges.push({ type: 'journal', letterId, event });
  }
  const changed = [...foldings.values()].filter((folding) => folding.told.anything);
  for (const { told, write } of WRITERS) {
    await write(tables, changed.filter((folding) => whatWasTold(folding) === told).map(folded));
  }
  for (const { row, told } of changed) {
    if (told.purgedAt !== undefined) await notePurged(tables, row.submission_id, told.purgedAt);
  }
  await addPlanned(tables, replacements);
  await writeTimeline(tables, timeline);
  await changeLetters(tables, letterChanges);
}

/** Apart from the rest, which may be as it was read before: who decides about a purge writes it too. */
async function notePurged(tables: Tables, submissionId: string, at: number | null): Promise<void> {
  await tables
    .updateTable('register')
    .set({ purged_at: at })
    .where('submission_id', '=', submissionId)
    .where('purged_at', at === null ? 'is not' : 'is', null)
    .execute();
}

type Replacement = Extract<JournalEvent, { type: 'replaced' }>;

/** A message that replaces another is planned as well; both stay in the list. */
async function addPlanned(tables: Tables, replacements: readonly Replacement[]) {
  for (const { submissionId, newMessage } of replacements) {
    const row = await tables
      .selectFrom('register')
      .select('messages')
      .where('submission_id', '=', submissionId)
      .executeTakeFirstOrThrow();
    const planned = JSON.parse(row.messages) as PlannedMessage[];
    if (planned.some(({ messageId }) => messageId === newMessage.messageId)) continue;
    const messages = JSON.stringify([...planned, newMessage]);
    await tables
      .updateTable('register')
      .set({ messages, message_count: planned.length + 1 })
      .where('submission_id', '=', submissionId)
      .execute();
  }
}

function read(record: StoredEvent): { event: JournalEvent; position: number } {
  let event: Partial<JournalEvent> | null;
  try {
    event = JSON.parse(Buffer.from(record.value).toString()) as Partial<JournalEvent> | null;
  } catch {
    // The parser's own message quotes the text.
    throw new Failure('poison', 'The journal record is not JSON.');
  }
  if (
    typeof event?.submissionId !== 'string' ||
    typeof event.caseId !== 'string' ||
    typeof event.type !== 'string' ||
    Number.isNaN(Date.parse(event.at ?? ''))
  ) {
    throw new Failure('poison', 'The journal record is no journal event.');
  }
  return { event: event as JournalEvent, position: Number(record.offset) };
}
