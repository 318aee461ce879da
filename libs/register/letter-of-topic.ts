import type { Tx } from '#store';
import { isThere } from './purge/before-purge.js';
import type { RegisterTables } from './register.tables.js';

/** Whether there is such a dead letter, of a record of this topic: for apps that get its id from where anybody writes. */
export async function isLetterOf(
  tx: Pick<Tx, 'tables'>,
  id: string,
  topic: string,
): Promise<boolean> {
  const tables = tx.tables<RegisterTables>();
  // An app may be at work before the console has ever started.
  if (!(await isThere(tables, 'dead_letter'))) return false;
  const row = await tables
    .selectFrom('dead_letter')
    .select('id')
    .where('id', '=', id)
    .where('origin_topic', '=', topic)
    .executeTakeFirst();
  return row !== undefined;
}
