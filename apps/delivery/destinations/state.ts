import { CLOSED } from '../breaker/breaker.js';
import type { DeliveryTables } from '../delivery.tables.js';

export type DestinationState = DeliveryTables['destination_state'];

/** A destination about which nothing is known yet. */
export function unknownDestination(destination: string): DestinationState {
  return {
    destination,
    ...CLOSED,
    paused_at: null,
    paused_by: null,
    paused_reason: null,
    disabled_at: null,
    disabled_detail: null,
    stopped_total: 0,
    stopped_since: null,
    last_outcome: null,
    last_code: null,
    last_at: null,
  };
}

/** From when on something may be claimed: always, with the next probe, or once an operator says so. */
export function claimableFrom(state: DestinationState): number {
  if (state.paused_at !== null || state.disabled_at !== null) return Number.POSITIVE_INFINITY;
  if (state.breaker === 'closed') return Number.NEGATIVE_INFINITY;
  return state.probe_at ?? Number.NEGATIVE_INFINITY;
}

/**
 * The clock of a destination: the time of the schedule (`schedule-clock.ts`) without that in which nothing was claimed
 * here. What gives up on a delivery is measured on it, so that no outage and no pause ever uses up its patience.
 */
export function clockOf(
  state: Pick<DestinationState, 'stopped_since' | 'stopped_total'>,
  time: number,
): number {
  return (state.stopped_since ?? time) - state.stopped_total;
}

/** Stops or starts the clock as the state demands it. `time` is that of the schedule. */
export function withClock(state: DestinationState, time: number): DestinationState {
  const stopped =
    state.paused_at !== null || state.disabled_at !== null || state.breaker !== 'closed';
  if (stopped) return { ...state, stopped_since: state.stopped_since ?? time };
  if (state.stopped_since === null) return state;
  const stood = Math.max(0, time - state.stopped_since);
  return { ...state, stopped_total: state.stopped_total + stood, stopped_since: null };
}
