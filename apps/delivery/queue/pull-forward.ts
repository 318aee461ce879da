import { sql } from 'kysely';
import { isPostgres } from '#store';
import type { Tables } from './positional.js';

/** In one unit of work: bounds how long others wait for the writer. */
const AT_ONCE = 1_000;

/**
 * After the clock on the wall was set back: what would be due only beyond `beyond` is due at `dueAt`, leases, those of
 * workers too, and back-offs alike; what waits for an acknowledgement keeps its time. Returns whether there may be more.
 */
export async function pullForward(
  tables: Tables,
  { beyond, dueAt }: { beyond: number; dueAt: number },
): Promise<boolean> {
  const ids = tables
    .selectFrom('delivery')
    .select('id')
    .where('due_at', '>', beyond)
    .where(sql<boolean>`state in ('open', 'leased')`)
    .limit(AT_ONCE)
    .$if(isPostgres(tables), (found) => found.forNoKeyUpdate().skipLocked());
  const { numUpdatedRows } = await tables
    .updateTable('delivery')
    .set({ due_at: dueAt })
    .where('id', 'in', ids)
    .executeTakeFirst();
  await tables
    .updateTable('destination_state')
    .set({ probe_at: dueAt })
    .where('probe_at', '>', beyond)
    .execute();
  await tables
    .updateTable('delivery_lease')
    .set({ leased_until: dueAt })
    .where('leased_until', '>', beyond)
    .execute();
  return Number(numUpdatedRows) === AT_ONCE;
}
