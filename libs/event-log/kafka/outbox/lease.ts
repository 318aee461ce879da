import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { isPostgres, type Store, type Tx } from '#store';
import type { OutboxTables } from './outbox.tables.js';

/** Milliseconds after which a silent holder is replaced. */
const DURATION = 5_000;
const NAME = 'outbox';

/**
 * Makes one process at a time the relay. It only keeps others from trying: who is late is fenced off by the brokers
 * and by {@link hold}, whatever the clocks say.
 */
export class OutboxLease {
  readonly #holder = randomUUID();
  readonly #store: Pick<Store, 'write'>;

  constructor(ports: { store: Pick<Store, 'write'> }) {
    this.#store = ports.store;
  }

  /** Milliseconds within which {@link hold} must be called again. */
  get renewal(): number {
    return DURATION / 3;
  }

  /** Takes the lease where it is free. Returns the outbox's id, undefined where another one holds it. */
  take(): Promise<{ outboxId: string } | undefined> {
    return this.#store.write(async (tx) => {
      const tables = tx.tables<OutboxTables>();
      await tables
        .insertInto('outbox_lease')
        .values({ name: NAME, outbox_id: randomUUID(), holder: '', until: 0, batch: 0 })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      const now = await databaseTime(tx);
      const row = await tables
        .updateTable('outbox_lease')
        .set({ holder: this.#holder, until: now + DURATION })
        .where('name', '=', NAME)
        .where((where) => where.or([where('holder', '=', this.#holder), where('until', '<', now)]))
        .returning('outbox_id')
        .executeTakeFirst();
      return row && { outboxId: row.outbox_id };
    });
  }

  /** The number of the newest batch; what was sent is numbered before. */
  newestBatch(): Promise<number> {
    return this.#store.write(async (tx) => {
      const { batch } = await tx
        .tables<OutboxTables>()
        .selectFrom('outbox_lease')
        .select('batch')
        .where('name', '=', NAME)
        .executeTakeFirstOrThrow();
      return Number(batch);
    });
  }

  /** Renews the lease within a unit of work, which waits here for another holder's. Returns whether it still stands. */
  async hold(tx: Tx): Promise<boolean> {
    const now = await databaseTime(tx);
    const { numUpdatedRows } = await tx
      .tables<OutboxTables>()
      .updateTable('outbox_lease')
      .set({ until: now + DURATION })
      .where('name', '=', NAME)
      .where('holder', '=', this.#holder)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** The number of the next batch; only within a unit of work that holds the lease. */
  async nextBatch(tx: Tx): Promise<number> {
    const { batch } = await tx
      .tables<OutboxTables>()
      .updateTable('outbox_lease')
      .set({ batch: sql`batch + 1` })
      .where('name', '=', NAME)
      .returning('batch')
      .executeTakeFirstOrThrow();
    return Number(batch);
  }

  /** Lets the next one begin at once. */
  async giveBack(): Promise<void> {
    await this.#store.write(async (tx) => {
      await tx
        .tables<OutboxTables>()
        .updateTable('outbox_lease')
        .set({ until: 0 })
        .where('name', '=', NAME)
        .where('holder', '=', this.#holder)
        .execute();
    });
  }
}

/** The clock that all holders share, in milliseconds since 1970. */
async function databaseTime(tx: Tx): Promise<number> {
  const tables = tx.tables<OutboxTables>();
  if (!isPostgres(tables)) return Date.now();
  const { rows } = await sql<{ now: number }>`select
    cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now`.execute(tables);
  return Number(rows[0]?.now);
}
