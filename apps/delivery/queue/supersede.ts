import { sql } from 'kysely';
import { HEADERS } from '#domain';
import { letFollow, moveCase } from '../moves/case-moves.js';
import { placeAmong, targetIn } from '../moves/lane.js';
import type { QueuedMessage } from '../queued-message.js';
import { promoteNext, seatOldest } from './heads.js';
import { insertDeliveries } from './insert.js';
import { lockWithHead } from './lock.js';
import { moveIn, TOO_LATE } from './obstacle.js';
import type { Tables } from './positional.js';

/**
 * Queues a corrected message in the place of the dead-lettered one that it replaces: that row is settled as `replaced`,
 * and the new one has its place in the order of the case, so that nothing overtakes. With one that goes to another
 * destination the case moves there. Where the old one was settled in another way meanwhile, the new one waits for its turn and is a dead
 * letter then. Returns whether it was new; `touched` gets the other destinations that have something to do.
 */
export async function supersede(
  tables: Tables,
  message: QueuedMessage,
  replaces: string,
  now: number,
  touched: Set<string>,
): Promise<boolean> {
  if ((await deliveryOf(tables, message.messageId, message.destination)) !== undefined)
    return false;
  const old =
    (await deliveryOf(tables, replaces, message.destination)) ??
    (await deliveryElsewhere(tables, replaces));
  if (old?.state === 'dead' && old.destination !== message.destination) {
    touched.add(old.destination);
    return reroute(tables, old, message, now, touched);
  }
  if (old?.state !== 'dead') {
    const queued = await insertDeliveries(tables, [message], now);
    await tables
      .updateTable('delivery')
      .set({ obstacle: TOO_LATE })
      .where('message_id', '=', message.messageId)
      .where('destination', '=', message.destination)
      .execute();
    return queued.length > 0;
  }
  await tables
    .updateTable('delivery')
    .set({ state: 'replaced', head: 0, due_at: null, settled_at: now })
    .where('id', '=', old.id)
    .execute();
  const { id } = await tables
    .insertInto('delivery')
    .values({
      message_id: message.messageId,
      destination: message.destination,
      case_id: message.caseId,
      submission_id: message.submissionId,
      cluster: message.cluster,
      size: message.value.length,
      origin_topic: old.origin_topic,
      origin_partition: old.origin_partition,
      // Text, because an offset of Kafka may be larger than a number holds exactly.
      origin_offset: sql`cast(${old.origin_offset} as bigint)`,
      state: 'open',
      // Behind another head it waits for its turn, as the old one would.
      head: old.head,
      due_at: old.head === 1 ? now : null,
      attempt: 0,
      failures: 0,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tables
    .insertInto('delivery_payload')
    .values({
      delivery_id: id,
      headers: JSON.stringify(message.headers),
      value: message.value,
    })
    .execute();
  await seatOldest(tables, { destination: message.destination, caseId: message.caseId }, now);
  for (const other of await letFollow(tables, message, now)) touched.add(other);
  return true;
}

/**
 * Queues a message whose area was corrected at another destination, in the place that the one before has in its case. The
 * case moves there: what waits behind it at the destination that was the wrong one follows.
 */
async function reroute(
  tables: Tables,
  old: NonNullable<Awaited<ReturnType<typeof deliveryOf>>>,
  message: QueuedMessage,
  now: number,
  touched: Set<string>,
): Promise<boolean> {
  await tables
    .updateTable('delivery')
    .set({ state: 'replaced', head: 0, due_at: null, settled_at: now })
    .where('id', '=', old.id)
    .execute();
  if (old.head === 1) await promoteNext(tables, [old.id], now);
  const { caseId, destination, headers } = message;
  const place = {
    topic: old.origin_topic,
    partition: old.origin_partition,
    offset: BigInt(old.origin_offset),
  };
  const origin = placeAmong(message.origin, place);
  const queued = await insertDeliveries(tables, [{ ...message, origin }], now);
  const before = moveIn(old.obstacle);
  const move = {
    from: old.destination,
    destination,
    area: headers[HEADERS.area] ?? '',
    ruled: before?.ruled === true && before.destination === destination,
  };
  const strand = { caseId, target: targetIn(headers) };
  for (const other of await moveCase(tables, strand, move, now)) touched.add(other);
  return queued.length > 0;
}

/** The message at the destination that it went to, where another one is asked for now. */
async function deliveryElsewhere(tables: Tables, messageId: string) {
  const row = await tables
    .selectFrom('delivery')
    .select('destination')
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  return row && deliveryOf(tables, messageId, row.destination);
}

/** Locks it and the head of its case, where units overlap. */
async function deliveryOf(tables: Tables, messageId: string, destination: string) {
  await lockWithHead(tables, { messageId, destination });
  return tables
    .selectFrom('delivery')
    .select([
      'id',
      'destination',
      'state',
      'head',
      'obstacle',
      'origin_topic',
      'origin_partition',
      sql<string>`cast(origin_offset as text)`.as('origin_offset'),
    ])
    .where('message_id', '=', messageId)
    .where('destination', '=', destination)
    .executeTakeFirst();
}
