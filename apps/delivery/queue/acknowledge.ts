import { type Selectable, sql } from 'kysely';
import type { Acknowledgement } from '../acknowledgement/acknowledgement.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { promoteNext } from './heads.js';
import { lockWithHead } from './lock.js';
import type { DeliveryRef } from './operate.js';
import { positional, type Tables } from './positional.js';

export type AcknowledgedDelivery = Pick<
  Selectable<DeliveryTables['delivery']>,
  'id' | 'case_id' | 'submission_id' | 'state' | 'head' | 'attempt'
>;

/** What a case system said, and when, in milliseconds since 1970. */
export interface Standing {
  acknowledgement: Acknowledgement;
  at: number;
}

/** Changes nothing: in either database an update holds the row until the commit, so that acknowledgements queue up. */
const locked = positional<AcknowledgedDelivery>((tables, value) =>
  tables
    .updateTable('delivery')
    .set({ attempt: sql`attempt` })
    .where('message_id', '=', value(0))
    .where('destination', '=', value(1))
    .returning(['id', 'case_id', 'submission_id', 'state', 'head', 'attempt']),
);

const reading = positional<Selectable<DeliveryTables['delivery_acknowledgement']>>(
  (tables, value) =>
    tables.selectFrom('delivery_acknowledgement').selectAll().where('delivery_id', '=', value(0)),
);

/** A delivery, held until the unit of work ends, and what the case system has said about it before. */
export async function lockDelivery(
  tables: Tables,
  ref: DeliveryRef,
): Promise<{ delivery: AcknowledgedDelivery; standing: Standing | undefined } | undefined> {
  await lockWithHead(tables, ref);
  const [delivery] = (await locked(tables, [ref.messageId, ref.destination])).rows;
  if (delivery === undefined) return undefined;
  const [row] = (await reading(tables, [delivery.id])).rows;
  return { delivery, standing: row && standingOf(row) };
}

function standingOf(row: Selectable<DeliveryTables['delivery_acknowledgement']>): Standing {
  const acknowledgement: Acknowledgement =
    row.outcome === 'rejected'
      ? { outcome: row.outcome, code: row.code ?? '' }
      : { outcome: row.outcome };
  return { acknowledgement, at: row.acknowledged_at };
}

const noted = positional((tables, value) =>
  tables
    .insertInto('delivery_acknowledgement')
    .values({ delivery_id: value(0), outcome: value(1), code: value(2), acknowledged_at: value(3) })
    .onConflict((conflict) =>
      conflict.column('delivery_id').doUpdateSet((set) => ({
        outcome: set.ref('excluded.outcome'),
        code: set.ref('excluded.code'),
        acknowledged_at: set.ref('excluded.acknowledged_at'),
      })),
    ),
);

/** Keeps what the case system said; it replaces what it said before. */
export async function noteAcknowledgement(
  tables: Tables,
  deliveryId: number,
  { acknowledgement, at }: Standing,
): Promise<void> {
  const code = acknowledgement.outcome === 'rejected' ? acknowledgement.code : null;
  await noted(tables, [deliveryId, acknowledgement.outcome, code, at]);
}

const settled = positional((tables, value) =>
  tables
    .updateTable('delivery')
    .set({
      state: value(0),
      head: sql.lit(0),
      due_at: null,
      settled_at: value(1),
      last_code: null,
      last_detail: null,
    })
    .where('id', '=', value(2)),
);

/**
 * Settles a delivery whatever it waits for; a claim on it stands no more. Where it was the head, its case goes on.
 * Returns whether there is something to do now.
 */
export async function settleAcknowledged(
  tables: Tables,
  delivery: Pick<AcknowledgedDelivery, 'id' | 'head'>,
  state: 'delivered' | 'rejected',
  now: number,
): Promise<boolean> {
  await settled(tables, [state, now, delivery.id]);
  if (delivery.head !== 1) return false;
  return (await promoteNext(tables, [delivery.id], now)).length > 0;
}
