import { takeProbe } from '../destinations/probe.js';
import { claimableFrom, type DestinationState } from '../destinations/state.js';
import { readStates } from '../destinations/state-store.js';
import { type ClaimedDelivery, claim, findDue } from '../queue/claim.js';
import type { Tables } from '../queue/positional.js';
import type { Lane } from './lanes.js';

/** How much more may be claimed: of one destination, and of all together. */
export interface ClaimRoom<Claim> {
  in(lane: Lane<Claim>): number;
  messages: number;
  bytes: number;
}

export interface LaneClaims<Claim> {
  claims: ClaimedDelivery[];
  /** Ids of those with which a destination is probed. */
  probes: ReadonlySet<number>;
  /** The lanes that had their turn, and when claiming may find something there again. */
  served: ReadonlyMap<Lane<Claim>, number>;
  /** When stopped destinations are claimable again; those that are not stopped have -Infinity. */
  stops: ReadonlyMap<string, number>;
}

/**
 * Claims what is due, lane by lane, as far as there is room: nothing where the destination is stopped, and one delivery
 * where its breaker wants a probe. Whether it is stopped is read in the same unit, so that no process is late to know.
 */
export async function claimLanes<Claim>(
  tables: Tables,
  lanes: readonly Lane<Claim>[],
  room: ClaimRoom<Claim>,
  at: { now: number; leasedUntil: number },
): Promise<LaneClaims<Claim>> {
  const { now } = at;
  const states = await readStates(
    tables,
    lanes.map(({ destination }) => destination),
  );
  const served = new Map<Lane<Claim>, number>();
  const stops = new Map<string, number>();
  const probes = new Set<number>();
  const ids: number[] = [];
  let { messages, bytes } = room;
  for (const lane of lanes) {
    const limit = Math.min(room.in(lane), messages);
    if (limit <= 0 || bytes <= 0) break;
    const { destination } = lane;
    // Set first and only lowered afterwards, so that what is queued meanwhile is not forgotten.
    lane.dueAt = Number.POSITIVE_INFINITY;
    served.set(lane, Number.POSITIVE_INFINITY);
    const state = states.get(destination);
    let taken: { ids: number[]; bytes: number; nextDueAt: number };
    if (isStopped(state)) {
      const probe = claimableFrom(state) <= now ? await takeProbe(tables, destination, at) : null;
      taken = { ids: [], bytes: 0, nextDueAt: now };
      if (probe === 'nothing waits') taken.nextDueAt = Number.POSITIVE_INFINITY;
      else if (probe !== null && probe !== 'taken') {
        taken = { ids: [probe.id], bytes: probe.size, nextDueAt: now };
        probes.add(probe.id);
      }
      const busy = probe === 'taken' || taken.ids.length > 0;
      stops.set(destination, busy ? at.leasedUntil : claimableFrom(state));
    } else {
      taken = await findDue(tables, { destination, limit, bytes, now });
      stops.set(destination, Number.NEGATIVE_INFINITY);
    }
    served.set(lane, taken.nextDueAt);
    ids.push(...taken.ids);
    messages -= taken.ids.length;
    bytes -= taken.bytes;
  }
  return { claims: await claim(tables, ids, at.leasedUntil), probes, served, stops };
}

function isStopped(state: DestinationState | undefined): state is DestinationState {
  return state !== undefined && state.stopped_since !== null;
}
