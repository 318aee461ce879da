import type { Kysely } from 'kysely';
import { lockLetters } from '../lock-letters.js';
import type { RegisterTables } from '../register.tables.js';

type Tables = Kysely<RegisterTables>;

/** Letters deleted in one unit of work. */
const AT_ONCE = 200;

/** Deletes dead letters, who looked after them, and who decided what about them. */
export async function forgetLetters(tables: Tables, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await lockLetters(tables, ids);
  await tables.deleteFrom('dead_letter_operation').where('dead_letter_id', 'in', ids).execute();
  await tables.deleteFrom('dead_letter_assignment').where('dead_letter_id', 'in', ids).execute();
  await tables.deleteFrom('dead_letter').where('id', 'in', ids).execute();
}

/**
 * Letters of no submission that are done, and decisions about many letters: these go by their own age.
 *
 * @returns how many letters; less than all where there are many
 */
export async function forgetStrays(tables: Tables, journalBefore: number): Promise<number> {
  await tables
    .deleteFrom('bulk_operation')
    .where('started_at', '<', journalBefore)
    .where('ended_at', '<', journalBefore)
    .execute();
  const letters = await tables
    .selectFrom('dead_letter')
    .select('id')
    .where('state', 'in', ['settled', 'discarded'])
    .where('last_at', '<', journalBefore)
    .where('submission_id', 'is', null)
    .limit(AT_ONCE)
    .execute();
  await forgetLetters(
    tables,
    letters.map(({ id }) => id),
  );
  return letters.length;
}
