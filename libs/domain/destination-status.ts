/**
 * What a destination does at the moment. `failing`: it does not answer, and nothing is attempted until the next probe;
 * `probing`: one attempt looks whether it is there again; `disabled`: it said itself that it is gone.
 */
export const DESTINATION_STATUSES = [
  'flowing',
  'failing',
  'probing',
  'paused',
  'disabled',
] as const;

export type DestinationStatus = (typeof DESTINATION_STATUSES)[number];

/** Of several reasons the one that only a person can take away. */
export function destinationStatus(state: {
  breaker: 'closed' | 'open' | 'half-open';
  paused_at: number | null;
  disabled_at: number | null;
}): DestinationStatus {
  if (state.disabled_at !== null) return 'disabled';
  if (state.paused_at !== null) return 'paused';
  if (state.breaker === 'closed') return 'flowing';
  return state.breaker === 'open' ? 'failing' : 'probing';
}
