import { CLOSED } from '../breaker/breaker.js';
import type { DeliveryTables } from '../delivery.tables.js';
import type { Tables } from '../queue/positional.js';
import { bringForward } from './probe.js';
import { type DestinationState, withClock } from './state.js';
import { lockStates, writeState } from './state-store.js';

/** What an operator decided about a destination. */
export type DestinationDecision = Omit<DeliveryTables['destination_operation'], 'at'>;

/**
 * Carries out a decision and keeps it in the history: once, however often its record comes. A pause of what is paused
 * takes over the newer reason and stays as old as it is. A resumption ends a pause, takes back that the destination was
 * disabled, and gives an open breaker another chance at once: who resumes says that it is there.
 */
export async function operateDestination(
  tables: Tables,
  decision: DestinationDecision,
  { now, time }: { now: number; time: number },
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await tables
    .insertInto('destination_operation')
    .values({ ...decision, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (!numInsertedOrUpdatedRows) return;
  const { destination } = decision;
  const state = (await lockStates(tables, [destination])).get(destination) as DestinationState;
  const decided = decision.operation === 'pause' ? paused(state, decision, now) : resumed(state);
  await writeState(tables, withClock(decided, time));
  if (decision.operation === 'resume') await bringForward(tables, destination, now);
}

function paused(
  state: DestinationState,
  { operator, reason }: DestinationDecision,
  now: number,
): DestinationState {
  const paused_at = state.paused_at ?? now;
  return { ...state, paused_at, paused_by: operator, paused_reason: reason };
}

function resumed(state: DestinationState): DestinationState {
  return {
    ...state,
    ...CLOSED,
    paused_at: null,
    paused_by: null,
    paused_reason: null,
    disabled_at: null,
    disabled_detail: null,
  };
}
