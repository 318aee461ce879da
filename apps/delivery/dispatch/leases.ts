import type { Store } from '#store';
import type { Ending } from '../attempts/attempt.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { renewProbe } from '../destinations/probe.js';
import type { ClaimedDelivery } from '../queue/claim.js';
import { lockDeliveries } from '../queue/lock.js';
import { releaseLeases, renewLeases } from '../queue/settle.js';
import type { Lane } from './lanes.js';

/** A claimed delivery until it is settled or given back. Times are milliseconds since 1970. */
export interface Held {
  readonly claim: ClaimedDelivery;
  readonly lane: Lane<Held>;
  /** The one attempt that a half-open breaker lets through. */
  readonly probe: boolean;
  leasedUntil: number;
  /** 0 until the attempt begins. */
  startedAt: number;
  /** The same on a clock that nobody sets (`ticks`). */
  begunAt: number;
  /** Ends the attempt; undefined until it begins. */
  controller: AbortController | undefined;
  ending: Ending | undefined;
}

export interface LeasePorts {
  store: Pick<Store, 'write'>;
  /** Milliseconds on a clock that nobody sets, for how long something takes. */
  ticks(): number;
  /** In seconds. */
  settings: { deliveryLease: number; longestAttempt: number };
}

/** The deliveries that this process holds: keeps their leases alive, and gives back what it cannot finish. */
export class Leases {
  readonly #ports: LeasePorts;
  readonly #held = new Set<Held>();
  #givenBack: Held[] = [];
  #bytes = 0;
  #renewAt = 0;

  constructor(ports: LeasePorts) {
    this.#ports = ports;
  }

  /** In milliseconds. */
  get duration(): number {
    return this.#ports.settings.deliveryLease * 1000;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Payload bytes held in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When there is something to write; Infinity where there is not. */
  get dueAt(): number {
    if (this.#givenBack.length > 0) return 0;
    return this.#held.size > 0 ? this.#renewAt : Number.POSITIVE_INFINITY;
  }

  hold(held: Held): void {
    this.#held.add(held);
    held.lane.held += 1;
    this.#bytes += held.claim.value.length;
  }

  /** Returns whether it was held. */
  letGo(held: Held): boolean {
    if (!this.#held.delete(held)) return false;
    held.lane.held -= 1;
    this.#bytes -= held.claim.value.length;
    return true;
  }

  holds(held: Held): boolean {
    return this.#held.has(held);
  }

  giveBack(held: Held): void {
    if (this.letGo(held)) this.#givenBack.push(held);
  }

  all(): Held[] {
    return [...this.#held];
  }

  /** The clock on the wall was set: all leases are written anew. */
  forgetTimes(): void {
    this.#renewAt = 0;
    for (const held of this.#held) held.leasedUntil = 0;
  }

  /** Writes what is due: leases given back become free at once, those in use last longer. */
  async keep(now: number): Promise<void> {
    const leasedUntil = now + this.duration;
    const givenBack = this.#givenBack;
    this.#givenBack = [];
    const renewed: Held[] = [];
    for (const held of this.#held) {
      if (held.leasedUntil < now + (2 * this.duration) / 3) renewed.push(held);
      this.#endWhenTooLong(held);
    }
    this.#renewAt = now + this.duration / 3;
    if (givenBack.length === 0 && renewed.length === 0) return;
    await this.#ports.store.write(async (tx) => {
      const tables = tx.tables<DeliveryTables>();
      await lockDeliveries(
        tables,
        [...givenBack, ...renewed].map((held) => held.claim.id),
      );
      for (const attempt of ['begun', 'not begun'] as const) {
        const claims = givenBack.filter((held) => begun(held) === attempt).map(claimOf);
        await releaseLeases(tables, claims, attempt, now);
      }
      await renewLeases(tables, renewed.map(claimOf), leasedUntil);
      const probes = renewed.filter((held) => held.probe).map((held) => held.lane.destination);
      for (const destination of probes.sort()) await renewProbe(tables, destination, leasedUntil);
    });
    for (const held of renewed) held.leasedUntil = leasedUntil;
  }

  #endWhenTooLong(held: Held): void {
    if (held.controller === undefined || held.ending !== undefined) return;
    if (this.#ports.ticks() - held.begunAt < this.#ports.settings.longestAttempt * 1000) return;
    held.ending = 'too-long';
    held.controller.abort();
  }
}

function begun(held: Held): 'begun' | 'not begun' {
  return held.controller === undefined ? 'not begun' : 'begun';
}

function claimOf(held: Held): ClaimedDelivery {
  return held.claim;
}
