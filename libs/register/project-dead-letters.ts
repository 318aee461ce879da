import type { Kysely } from 'kysely';
import type { JournalEvent } from '#domain';
import type { NewEvent, StoredEvent } from '#event-log';
import type { Tx } from '#store';
import { journalRecord } from './journal-record.js';
import { concernsSubmission } from './letter.js';
import { readLetterRecord } from './letter-record.js';
import { changeLetters } from './letter-store.js';
import { lockLetters } from './lock-letters.js';
import type { RegisterTables } from './register.tables.js';

/**
 * Takes a batch of dead letters into the table. Poison that holds up a submission is told to the journal here: the
 * step that choked on it could not read whose it was. Returns those events; a record that came before adds none.
 */
export async function projectDeadLetters(
  tx: Tx,
  batch: readonly StoredEvent[],
): Promise<NewEvent[]> {
  const tables = tx.tables<RegisterTables>();
  const records = batch.map(readLetterRecord);
  await lockLetters(
    tables,
    records.map(({ id }) => id),
  );
  const known = await announcedBefore(
    tables,
    records.filter(({ stage }) => stage === 'internal').map(({ id }) => id),
  );
  const news: NewEvent[] = [];
  for (const record of records) {
    if (record.stage !== 'internal' || !concernsSubmission(record)) continue;
    const before = known.get(record.id);
    if (
      before?.record_origin === record.origin &&
      (before.record_position ?? -1) >= record.position
    ) {
      continue;
    }
    if (record.submissionId === null) continue;
    const event: JournalEvent = {
      type: 'dead-lettered',
      submissionId: record.submissionId,
      caseId: record.caseId,
      at: new Date(record.at).toISOString(),
      deadLetterId: record.id,
      stage: 'internal',
      code: record.code,
      findings: record.findings,
      messageId: record.messageId,
      destination: record.destination,
      packageVersion: record.packageVersion,
    };
    news.push(journalRecord(event));
  }
  await changeLetters(
    tables,
    records.map((record) => ({ type: 'record', letterId: record.id, record })),
  );
  return news;
}

async function announcedBefore(tables: Kysely<RegisterTables>, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, never>();
  const rows = await tables
    .selectFrom('dead_letter')
    .select(['id', 'record_origin', 'record_position'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row] as const));
}
