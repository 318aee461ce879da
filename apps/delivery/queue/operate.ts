import { followMove, letFollow } from '../moves/case-moves.js';
import { forgetReplies } from '../replies/forget-reply.js';
import { isReply } from '../replies/queued-reply.js';
import { promoteNext, seatOldest } from './heads.js';
import { lockWithHead } from './lock.js';
import { moveIn } from './obstacle.js';
import type { Tables } from './positional.js';

/** Names a delivery by what makes it unique. */
export interface DeliveryRef {
  messageId: string;
  destination: string;
}

/**
 * Reopens a dead-lettered delivery: the same row, the same message id, its place in the order, a fresh schedule.
 * One whose case has moved elsewhere since it failed is not attempted here, but follows; where that is what its dead
 * letter says already, it is. Returns whether there was one; pressed twice, the second finds it open. `touched` gets the
 * other destinations that have something to do.
 */
export async function reopen(
  tables: Tables,
  ref: DeliveryRef,
  now: number,
  touched: Set<string> = new Set(),
): Promise<boolean> {
  const dead = await deadDelivery(tables, ref);
  if (dead === undefined) return false;
  // Behind another head it waits for its turn.
  await tables
    .updateTable('delivery')
    .set({
      state: 'open',
      due_at: dead.head === 1 ? now : null,
      failures: 0,
      first_failed_at: null,
      obstacle: null,
    })
    .where('id', '=', dead.id)
    .execute();
  if (moveIn(dead.obstacle) === undefined) await followMove(tables, ref);
  await seatOldest(tables, { destination: ref.destination, caseId: dead.case_id }, now);
  for (const other of await letFollow(tables, ref, now)) touched.add(other);
  return true;
}

/** Settles a dead-lettered delivery without delivering it: its case goes on. Returns whether there was one. */
export async function discard(
  tables: Tables,
  ref: DeliveryRef,
  now: number,
  touched: Set<string> = new Set(),
): Promise<boolean> {
  const dead = await deadDelivery(tables, ref);
  if (dead === undefined) return false;
  await tables
    .updateTable('delivery')
    .set({ state: 'discarded', head: 0, due_at: null, settled_at: now })
    .where('id', '=', dead.id)
    .execute();
  if (dead.head === 1) await promoteNext(tables, [dead.id], now);
  for (const other of await letFollow(tables, ref, now)) touched.add(other);
  if (isReply({ origin: { topic: dead.origin_topic } })) await forgetReplies(tables, [dead.id]);
  return true;
}

/** Locks it and the head of its case, where units overlap: it is decided about once, and its case sees it. */
async function deadDelivery(
  tables: Tables,
  ref: DeliveryRef,
): Promise<
  | { id: number; case_id: string; head: number; obstacle: string | null; origin_topic: string }
  | undefined
> {
  await lockWithHead(tables, ref);
  return tables
    .selectFrom('delivery')
    .select(['id', 'case_id', 'head', 'obstacle', 'origin_topic'])
    .where('message_id', '=', ref.messageId)
    .where('destination', '=', ref.destination)
    .where('state', '=', 'dead')
    .executeTakeFirst();
}
