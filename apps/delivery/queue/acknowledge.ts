import { type Selectable, sql } from 'kysely';
import type { Stood } from '../acknowledgement/acknowledgement.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { promoteNext } from './heads.js';
import { lockWithHead } from './lock.js';
import type { DeliveryRef } from './operate.js';
import { positional, type Tables } from './positional.js';

export type AcknowledgedDelivery = Pick<
  Selectable<DeliveryTables['delivery']>,
  | 'id'
  | 'case_id'
  | 'submission_id'
  | 'state'
  | 'head'
  | 'attempt'
  | 'cluster'
  | 'origin_topic'
  | 'origin_partition'
> & { origin_offset: string };

/** What a case system said, and when, in milliseconds since 1970. */
export interface Standing extends Stood {
  at: number;
  /** Tells the file number that it gave from another. */
  fileNumber: Uint8Array | null;
}

/** Changes nothing: in either database an update holds the row until the commit, so that acknowledgements queue up. */
const locked = positional<AcknowledgedDelivery>((tables, value) =>
  tables
    .updateTable('delivery')
    .set({ attempt: sql`attempt` })
    .where('message_id', '=', value(0))
    .where('destination', '=', value(1))
    .returning([
      'id',
      'case_id',
      'submission_id',
      'state',
      'head',
      'attempt',
      'cluster',
      'origin_topic',
      'origin_partition',
      sql<string>`cast(origin_offset as text)`.as('origin_offset'),
    ]),
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
  const { outcome, code, acknowledged_at: at, file_number: fileNumber } = row;
  return { outcome, code, at, fileNumber };
}

const noted = positional((tables, value) =>
  tables
    .insertInto('delivery_acknowledgement')
    .values({
      delivery_id: value(0),
      outcome: value(1),
      code: value(2),
      acknowledged_at: value(3),
      file_number: value(4),
    })
    .onConflict((conflict) =>
      conflict.column('delivery_id').doUpdateSet((set) => ({
        outcome: set.ref('excluded.outcome'),
        code: set.ref('excluded.code'),
        acknowledged_at: set.ref('excluded.acknowledged_at'),
        file_number: set.ref('excluded.file_number'),
      })),
    ),
);

/** Keeps what the case system said; it replaces what it said before. */
export async function noteAcknowledgement(
  tables: Tables,
  deliveryId: number,
  { outcome, code, at, fileNumber }: Standing,
): Promise<void> {
  await noted(tables, [deliveryId, outcome, code, at, fileNumber]);
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

const bury = positional((tables, value) =>
  tables
    .updateTable('delivery')
    .set({
      state: sql.lit('dead'),
      head: value(0),
      due_at: null,
      settled_at: null,
      last_code: value(1),
      last_detail: value(2),
      obstacle: value(4),
    })
    .where('id', '=', value(3)),
);

const headOf = positional<{ id: number; state: string }>((tables, value) =>
  tables
    .selectFrom('delivery as h')
    .innerJoin('delivery as d', (join) =>
      join.onRef('h.destination', '=', 'd.destination').onRef('h.case_id', '=', 'd.case_id'),
    )
    .select(['h.id', 'h.state'])
    .where('d.id', '=', value(0))
    .where('h.head', '=', sql.lit(1)),
);

const unseated = positional((tables, value) =>
  tables
    .updateTable('delivery')
    .set({ head: sql.lit(0), due_at: null })
    .where('id', '=', value(0)),
);

/**
 * Makes a dead letter of a delivery whatever it waits for; a claim on it stands no more. It holds its case, but for
 * what is under way or dead-lettered at its head already.
 */
export async function buryAcknowledged(
  tables: Tables,
  delivery: Pick<AcknowledgedDelivery, 'id' | 'head'>,
  failure: { code: string; detail: string; obstacle?: string | null },
): Promise<void> {
  let head = delivery.head;
  if (head === 0) {
    const [other] = (await headOf(tables, [delivery.id])).rows;
    if (other?.state === 'open') await unseated(tables, [other.id]);
    head = other === undefined || other.state === 'open' ? 1 : 0;
  }
  const { code, detail, obstacle = null } = failure;
  await bury(tables, [head, code, detail, delivery.id, obstacle]);
}

const payload = positional<{ headers: string; value: Uint8Array }>((tables, value) =>
  tables
    .selectFrom('delivery_payload')
    .select(['headers', 'value'])
    .where('delivery_id', '=', value(0)),
);

/** What was delivered; undefined once it is deleted. */
export async function payloadOf(
  tables: Tables,
  deliveryId: number,
): Promise<{ headers: Record<string, string>; value: Uint8Array } | undefined> {
  const [row] = (await payload(tables, [deliveryId])).rows;
  return row && { headers: JSON.parse(row.headers) as Record<string, string>, value: row.value };
}
