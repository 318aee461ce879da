import { Failure } from '#domain';
import type { Tx } from '#store';
import type { StoredLetter } from './decide-letters.js';
import { lockLetters } from './lock-letters.js';
import type { RegisterTables } from './register.tables.js';

/** A letter that nobody else changes until the unit of work ends. Throws Failure `not-found`. */
export async function lockedLetter(tx: Tx, id: string): Promise<StoredLetter> {
  const tables = tx.tables<RegisterTables>();
  await lockLetters(tables, [id]);
  const row = await tables
    .selectFrom('dead_letter')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new Failure('not-found', `There is no dead letter ${id}.`);
  return row;
}
