import type { Kysely } from 'kysely';
import type { JournalEvent } from '#domain';
import { rowReader, rowWriter } from './hot-rows.js';
import type { Operation } from './letter.js';
import type { LetterRecord } from './letter-record.js';
import { journalTold, type LetterRow, newLetterRow, recordAnnounced } from './letter-row.js';
import { lockLetters } from './lock-letters.js';
import type { RegisterTables } from './register.tables.js';

/** What one of the two steps learned about a letter. */
export type LetterChange =
  | { type: 'journal'; letterId: string; event: JournalEvent }
  | { type: 'record'; letterId: string; record: LetterRecord };

const COLUMNS = [
  'id',
  'stage',
  'code',
  'findings',
  'detail',
  'place',
  'cluster',
  'submission_id',
  'case_id',
  'client',
  'service',
  'area',
  'message_id',
  'message_type',
  'destination',
  'landscape_version',
  'package_version',
  'rejection_code',
  'restricted',
  'origin_topic',
  'record_key',
  'record_headers',
  'record_origin',
  'record_position',
  'announced',
  'journaled',
  'handled',
  'operation',
  'settled',
  'state',
  'first_at',
  'last_at',
  'forward_area',
] as const satisfies readonly (keyof RegisterTables['dead_letter'])[];

const readLetters = rowReader<RegisterTables, 'dead_letter', (typeof COLUMNS)[number]>(
  'dead_letter',
  { columns: COLUMNS, id: 'id' },
);
const CHANGING = COLUMNS.filter((column) => column !== 'id');
const writeLetters = rowWriter<RegisterTables, 'dead_letter'>('dead_letter', {
  columns: [...COLUMNS, 'record_value'],
  key: ['id'],
  updated: CHANGING,
});
const writeLettersAndValues = rowWriter<RegisterTables, 'dead_letter'>('dead_letter', {
  columns: [...COLUMNS, 'record_value'],
  key: ['id'],
  updated: [...CHANGING, 'record_value'],
});
const writeOperations = rowWriter<RegisterTables, 'dead_letter_operation'>(
  'dead_letter_operation',
  {
    columns: ['dead_letter_id', 'failure', 'operation', 'operator', 'reason', 'fields', 'at'],
    key: ['dead_letter_id', 'failure'],
    updated: [],
  },
);

/** What an event of the journal says that an operator decided. */
const DECISIONS: Partial<Record<JournalEvent['type'], Operation>> = {
  replayed: 'replay',
  corrected: 'correct',
  discarded: 'discard',
};

/** Folds what the steps learned into the letters, and stores them. Returns the letters as they are now. */
export async function changeLetters(
  tables: Kysely<RegisterTables>,
  changes: readonly LetterChange[],
): Promise<LetterRow[]> {
  if (changes.length === 0) return [];
  const ids = [...new Set(changes.map((change) => change.letterId))];
  await lockLetters(tables, ids);
  const letters = new Map<string, LetterRow>(
    (await readLetters(tables, ids)).map((row) => [row.id, row]),
  );
  const operations: RegisterTables['dead_letter_operation'][] = [];
  for (const change of changes) {
    const letter = letters.get(change.letterId);
    if (change.type === 'record') {
      letters.set(
        change.letterId,
        recordAnnounced(letter ?? newLetterRow(change.record), change.record),
      );
      continue;
    }
    const { event } = change;
    if (letter === undefined && event.type !== 'dead-lettered') continue;
    const next = journalTold(letter ?? newLetterRow(event), event);
    letters.set(change.letterId, next);
    const operation = DECISIONS[event.type];
    if (operation === undefined || !('operator' in event)) continue;
    if (event.deadLetterId !== change.letterId) continue;
    operations.push({
      dead_letter_id: change.letterId,
      failure: next.journaled,
      operation,
      operator: event.operator,
      reason: event.type === 'discarded' ? event.reason : null,
      fields: event.type === 'corrected' ? JSON.stringify(event.fields) : null,
      at: Date.parse(event.at),
      bulk_id: null,
    });
  }
  const rows = [...letters.values()];
  const withValue = rows.filter((row) => row.record_value !== undefined);
  const without = rows.filter((row) => row.record_value === undefined);
  await writeLettersAndValues(
    tables,
    withValue.map((row) => ({ ...row, record_value: row.record_value ?? null })),
  );
  await writeLetters(
    tables,
    without.map((row) => ({ ...row, record_value: null })),
  );
  await writeOperations(tables, operations);
  return rows;
}
