import { sql } from 'kysely';
import type { Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import type { Tables } from '../queue/positional.js';

/** So often a dispatcher says that it is there. */
const EVERY = 600_000;
/** What is longer than this between two such words was no time in which anything could be delivered. */
const LONGEST_GAP = 3_600_000;

/**
 * The time that schedules are measured on: that of the wall without what passed while no dispatcher ran, while the
 * machine slept, or because its clock was set. So a delivery is given up after so much time of trying, and never for a
 * leap of a clock. Times are milliseconds since 1970.
 */
export class ScheduleClock {
  readonly #store: Pick<Store, 'write'>;
  #skipped = 0;
  #seenAt: number | undefined;

  constructor(store: Pick<Store, 'write'>) {
    this.#store = store;
  }

  time(now: number): number {
    return now - this.#skipped;
  }

  /** Whether the clock on the wall leapt or it is time to be seen again. */
  isDue(now: number): boolean {
    return this.#seenAt === undefined || Math.abs(now - this.#seenAt) >= EVERY;
  }

  /**
   * Says that a dispatcher is there. Returns whether the clock on the wall was set back since this one or another was
   * seen last: the first that sees it tells the others nothing.
   */
  async see(now: number): Promise<boolean> {
    const setBack = this.#seenAt !== undefined && this.#seenAt - now > LONGEST_GAP;
    const gap = await this.#store.write(async (tx) => {
      const tables = tx.tables<DeliveryTables>();
      const row = await readClock(tables);
      const leap = row === undefined ? 0 : now - row.seen_at;
      const skipped = Math.abs(leap) > LONGEST_GAP ? leap : 0;
      this.#skipped = (row?.skipped ?? 0) + skipped;
      await tables
        .insertInto('delivery_clock')
        .values({ id: 1, seen_at: now, skipped: this.#skipped })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            seen_at: sql`excluded.seen_at`,
            skipped: sql`excluded.skipped`,
          }),
        )
        .execute();
      return skipped;
    });
    this.#seenAt = now;
    return setBack || gap < 0;
  }
}

export function readClock(tables: Tables): Promise<DeliveryTables['delivery_clock'] | undefined> {
  return tables.selectFrom('delivery_clock').selectAll().where('id', '=', 1).executeTakeFirst();
}
