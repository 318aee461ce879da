import { sql } from 'kysely';
import type { Store } from '#store';
import type { RegisterTables } from '../register.tables.js';

/** Milliseconds for which a turn is taken; it is taken anew before each batch. */
const TURN = 15_000;

/**
 * Takes or keeps the turn to purge. One that a killed process had is free when its time is over; so is one from a clock
 * that ran ahead.
 *
 * @returns false where another instance has it
 */
export async function takeTurn(
  store: Pick<Store, 'write'>,
  holder: string,
  now: number,
): Promise<boolean> {
  return store.write(async (tx) => {
    const { rows } = await sql`insert into purge_turn (one, holder, until)
      values (1, ${holder}, ${now + TURN})
      on conflict (one) do update set holder = excluded.holder, until = excluded.until
      where purge_turn.holder = excluded.holder
        or purge_turn.until <= ${now} or purge_turn.until > ${now + 2 * TURN}
      returning holder`.execute(tx.tables<RegisterTables>());
    return rows.length > 0;
  });
}

/** Lets the next one begin at once. */
export async function endTurn(store: Pick<Store, 'write'>, holder: string): Promise<void> {
  await store.write(async (tx) => {
    await tx
      .tables<RegisterTables>()
      .deleteFrom('purge_turn')
      .where('holder', '=', holder)
      .execute();
  });
}
