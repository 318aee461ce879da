import type { Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import { claimLanes, type LaneClaims } from './claim-lanes.js';
import type { InHand } from './in-hand.js';
import type { Lane } from './lanes.js';
import type { Held } from './leases.js';

/** Destinations that have their turn in one unit of work. */
const LANES_AT_ONCE = 128;

/** Claims what is due, and begins attempts where there is a free place. */
export class ClaimDeliveries {
  readonly #store: Pick<Store, 'write'>;
  readonly #inHand: InHand;

  constructor({ store }: { store: Pick<Store, 'write'> }, inHand: InHand) {
    this.#store = store;
    this.#inHand = inHand;
  }

  async claim(now: number): Promise<void> {
    const { lanes, leases } = this.#inHand;
    const leasedUntil = now + leases.duration;
    let chosen: Lane<Held>[] = [];
    let claimed: LaneClaims<Held>;
    try {
      claimed = await this.#store.write((tx) => {
        // Only now is it known what the settlement before has let go on.
        chosen = this.#inHand.claimable(now).slice(0, LANES_AT_ONCE);
        for (const lane of chosen) lane.claiming = true;
        const at = { now, leasedUntil };
        return claimLanes(tx.tables<DeliveryTables>(), chosen, this.#inHand.room(), at);
      });
    } catch (err) {
      for (const { destination } of chosen) lanes.due(destination, now);
      throw err;
    } finally {
      for (const lane of chosen) lane.claiming = false;
    }
    for (const [{ destination }, nextDueAt] of claimed.served) {
      lanes.due(destination, nextDueAt);
      this.#inHand.stop(destination, claimed.stops.get(destination) as number);
    }
    for (const claim of claimed.claims) {
      this.#inHand.take(claim, { probe: claimed.probes.has(claim.id), leasedUntil });
    }
    for (const lane of claimed.served.keys()) {
      lanes.served(lane);
      this.#inHand.fill(lane);
      lanes.rest(lane);
    }
  }
}
