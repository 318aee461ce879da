import type { Selectable } from 'kysely';
import type { EventLog } from '#event-log';
import type { Tx } from '#store';
import {
  concernsSubmission,
  failuresOf,
  type LetterProgress,
  type LetterState,
  operated,
  settled,
  stateOf,
} from './letter.js';
import { progressOf } from './letter-row.js';
import { type Decision, operationEvents } from './operation-events.js';
import type { RegisterTables } from './register.tables.js';

export type StoredLetter = Selectable<RegisterTables['dead_letter']>;

/** Whether a letter can be decided about: its record is there, and it is the one that failed last. */
export function isDecidable(row: StoredLetter): boolean {
  return row.announced >= failuresOf(row) && row.record_headers !== null;
}

/**
 * Decides about open letters, in their order. The caller has locked them and read them in this unit of work; the
 * decision, its place in the operations and the records that carry it out commit with it. Returns their new states.
 */
export async function decideLetters(
  tx: Tx,
  ports: { eventLog: Pick<EventLog, 'append'> },
  rows: readonly StoredLetter[],
  decision: Decision,
): Promise<LetterState[]> {
  if (rows.length === 0) return [];
  const tables = tx.tables<RegisterTables>();
  const decided = rows.map((row) => ({ row, progress: progressAfter(row, decision) }));
  for (const { progress, ids } of alike(decided)) {
    const state = stateOf(progress);
    await tables
      .updateTable('dead_letter')
      .set({ ...progress, state, ...(state === 'replaying' ? {} : { record_value: null }) })
      .where('id', 'in', ids)
      .execute();
  }
  const { operation, operator, reason, correction, bulkId = null, at } = decision;
  await tables
    .insertInto('dead_letter_operation')
    .values(
      decided.map(({ row, progress }) => ({
        dead_letter_id: row.id,
        failure: progress.handled,
        operation,
        operator,
        reason,
        fields: correction === undefined ? null : JSON.stringify(correction.fields),
        at: Date.parse(at),
        bulk_id: bulkId,
      })),
    )
    .execute();
  await ports.eventLog.append(
    tx,
    rows.flatMap((row) => operationEvents(asDecided(row), decision)),
  );
  return decided.map(({ progress }) => stateOf(progress));
}

interface Decided {
  row: StoredLetter;
  progress: LetterProgress;
}

/** Letters that have come equally far, as most of a group have: one statement writes them all. */
function alike(decided: readonly Decided[]): { progress: LetterProgress; ids: string[] }[] {
  const groups = new Map<string, { progress: LetterProgress; ids: string[] }>();
  for (const { row, progress } of decided) {
    const key = JSON.stringify(progress);
    const group = groups.get(key) ?? { progress, ids: [] };
    group.ids.push(row.id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function progressAfter(row: StoredLetter, { operation }: Decision): LetterProgress {
  const progress = operated(progressOf(row), operation);
  const concerns = concernsSubmission({ stage: row.stage, originTopic: row.origin_topic });
  // Nothing in the journal will tell of a record that concerns no submission; failing again reopens the letter.
  return operation === 'replay' && !concerns
    ? settled({ ...progress, journaled: failuresOf(progress) })
    : progress;
}

function asDecided(row: StoredLetter) {
  return {
    id: row.id,
    stage: row.stage,
    submissionId: row.submission_id,
    caseId: row.case_id,
    messageId: row.message_id,
    destination: row.destination,
    originTopic: row.origin_topic,
    key: row.record_key ?? row.case_id,
    value: row.record_value ?? new Uint8Array(),
    headers: JSON.parse(row.record_headers ?? '{}') as Record<string, string>,
  };
}
