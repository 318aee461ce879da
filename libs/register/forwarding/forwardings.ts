import { sql } from 'kysely';
import type { Store } from '#store';
import { lockLetters } from '../lock-letters.js';
import type { RegisterTables } from '../register.tables.js';

/** A dead letter that the rule of its destination forwards. */
export interface Forwarding {
  id: string;
  /** The ARS that leads to who is responsible. */
  area: string;
  /** Whose rule it is. */
  destination: string;
}

/** At once: each is decided about by itself. */
const MOST = 50;

/** The dead letters that rules of the landscape have yet to forward. */
export class Forwardings {
  readonly #store: Pick<Store, 'tables' | 'write'>;

  constructor(ports: { store: Pick<Store, 'tables' | 'write'> }) {
    this.#store = ports.store;
  }

  /** The oldest first, so that what follows them comes after them. */
  async waiting(): Promise<Forwarding[]> {
    const rows = await this.#store
      .tables<RegisterTables>()
      .selectFrom('dead_letter')
      .select(['id', 'forward_area', 'destination'])
      .where('forward_area', 'is not', null)
      .where('state', '=', sql.lit('open'))
      .orderBy('last_at')
      .orderBy('id')
      .limit(MOST)
      .execute();
    return rows.map(({ id, forward_area, destination }) => ({
      id,
      area: forward_area ?? '',
      destination: destination ?? '',
    }));
  }

  /** Leaves one to a person, who reads why. Nothing where it failed anew meanwhile, or was decided about. */
  async leave({ id, area }: Forwarding, why: string): Promise<void> {
    await this.#store.write(async (tx) => {
      const tables = tx.tables<RegisterTables>();
      await lockLetters(tables, [id]);
      await tables
        .updateTable('dead_letter')
        .set({ forward_area: null, detail: sql`detail || ' ' || ${why}` })
        .where('id', '=', id)
        .where('forward_area', '=', area)
        .where('state', '=', sql.lit('open'))
        .execute();
    });
  }
}
