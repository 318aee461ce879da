import type { Kysely } from 'kysely';
import { Failure, type Stage } from '#domain';
import type { EventLog } from '#event-log';
import type { Tx } from '#store';
import type { StoredLetter } from './decide-letters.js';
import { journalRecord } from './journal-record.js';
import { concernsSubmission, type LetterState } from './letter.js';
import { lockedLetter } from './locked-letter.js';
import type { OperationResult } from './operation-result.js';
import type { RegisterTables } from './register.tables.js';

interface Asked {
  id: string;
  by: string;
  at: Date;
  /** Null releases it. */
  assignment: { to: string; note: string | null } | null;
}

const DONE: ReadonlySet<LetterState> = new Set(['settled', 'discarded']);

/** Notes who looks after a letter, and tells the journal; asked for twice, the second changes nothing. */
export async function assignLetter(
  tx: Tx,
  ports: { eventLog: Pick<EventLog, 'append'> },
  { id, by, at, assignment }: Asked,
): Promise<OperationResult> {
  const to = assignment === null ? null : colleague(assignment.to);
  const note = assignment?.note?.trim() || null;
  const row = await lockedLetter(tx, id);
  const result = (changed: boolean, detail: string) => ({
    deadLetterId: id,
    state: row.state,
    changed,
    detail,
  });
  if (DONE.has(row.state)) return result(false, 'It is done; nobody has to look after it.');
  const tables = tx.tables<RegisterTables>();
  const known = await tables
    .selectFrom('dead_letter_assignment')
    .select(['assigned_to', 'note'])
    .where('dead_letter_id', '=', id)
    .executeTakeFirst();
  const same = to === (known?.assigned_to ?? null) && note === (known?.note ?? null);
  if (same) return result(false, to === null ? 'Nobody holds it.' : `${to} holds it already.`);
  await keep(tables, id, to === null ? null : { assigned_to: to, assigned_by: by, note, at });
  await tell(tx, ports, row, { by, at, to });
  return result(true, to === null ? 'Nobody in particular holds it any more.' : `${to} holds it.`);
}

async function keep(
  tables: Kysely<RegisterTables>,
  id: string,
  assignment: { assigned_to: string; assigned_by: string; note: string | null; at: Date } | null,
): Promise<void> {
  if (assignment === null) {
    await tables.deleteFrom('dead_letter_assignment').where('dead_letter_id', '=', id).execute();
    return;
  }
  const columns = { ...assignment, at: assignment.at.getTime() };
  await tables
    .insertInto('dead_letter_assignment')
    .values({ dead_letter_id: id, ...columns })
    .onConflict((conflict) => conflict.column('dead_letter_id').doUpdateSet(columns))
    .execute();
}

async function tell(
  tx: Tx,
  ports: { eventLog: Pick<EventLog, 'append'> },
  row: StoredLetter,
  { by, at, to }: { by: string; at: Date; to: string | null },
): Promise<void> {
  const concerns = concernsSubmission({ stage: row.stage, originTopic: row.origin_topic });
  if (row.submission_id === null || !concerns) return;
  await ports.eventLog.append(tx, [
    journalRecord({
      type: 'assigned',
      submissionId: row.submission_id,
      caseId: row.case_id,
      at: at.toISOString(),
      deadLetterId: row.id,
      stage: row.stage as Stage,
      messageId: row.message_id,
      operator: by,
      to,
    }),
  ]);
}

function colleague(name: string): string {
  if (name.trim() !== '') return name.trim();
  throw new Failure('invalid', 'A dead letter is held for somebody. Say for whom.', {
    findings: [{ pointer: '/to', code: 'required', detail: 'Expected a name, as text.' }],
  });
}
