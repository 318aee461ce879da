import type { DestinationConfig } from '#domain';
import { type AttemptPorts, attempt } from '../attempts/attempt.js';
import type { ClaimedDelivery } from '../queue/claim.js';
import type { ClaimRoom } from './claim-lanes.js';
import { type Lane, Lanes } from './lanes.js';
import { type Held, type LeasePorts, Leases } from './leases.js';
import type { FinishedAttempt } from './settle-finished.js';

/** Claimed per free place: the next message is at hand when an attempt ends, without waiting for a commit. */
const AHEAD = 2;
/** Deliveries claimed in one unit of work: bounds how long the event loop is kept. */
const PER_CLAIM = 128;
/** With this share of the places taken the rest goes to destinations that answer, and one to each that has none. */
const SCARCE = 1 / 2;
/** Payload bytes in hand beyond which nothing more is claimed. */
const BYTES_IN_HAND = 48_000_000;
/** Places for deliveries whose destination the landscape no longer has: they only become dead letters. */
const PLACES_WITHOUT_DESTINATION = 16;

/** What is told about each attempt. */
export interface AttemptMeter {
  attempted(attempt: { transport: string; outcome: string; seconds: number }): void;
}

export interface InHandPorts extends AttemptPorts, LeasePorts {
  /** As the landscape has it at this moment. */
  destination(id: string): DestinationConfig | undefined;
  meter: AttemptMeter;
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to below 1. */
  random(): number;
  settings: LeasePorts['settings'] & { deliveriesInHand: number };
}

/** An attempt that has ended, and what this process holds for it until it is written down. */
export interface Finished extends FinishedAttempt {
  held: Held;
}

/**
 * What this process has claimed and not written down yet: what waits for a free place at its destination, what is under
 * way, and what has ended. Never more than the settings allow.
 */
export class InHand {
  readonly #ports: InHandPorts;
  readonly #ended: () => void;
  readonly lanes = new Lanes<Held>();
  readonly leases: Leases;
  #finished: Finished[] = [];
  #closing = false;

  /** @param ended is told of each attempt that has ended */
  constructor(ports: InHandPorts, ended: () => void) {
    this.#ports = ports;
    this.#ended = ended;
    this.leases = new Leases(ports);
  }

  /** Attempts that have ended and are not written down. */
  get ended(): number {
    return this.#finished.length;
  }

  takeEnded(most: number): Finished[] {
    return this.#finished.splice(0, most);
  }

  /** Keeps for later what could not be written down. */
  putBack(finished: readonly Finished[]): void {
    this.#finished.unshift(...finished);
  }

  claimable(now: number): Lane<Held>[] {
    return this.lanes.claimable(now, (lane) => this.roomIn(lane));
  }

  room(): ClaimRoom<Held> {
    return {
      in: (lane) => this.roomIn(lane),
      // What is plenty in one unit of work ends where the places become scarce.
      messages: Math.min(PER_CLAIM, this.#isScarce ? this.#places() : this.#plenty()),
      bytes: BYTES_IN_HAND - this.leases.bytes,
    };
  }

  /** However many destinations hang, they never take all places: the others go on. */
  roomIn(lane: Lane<Held>): number {
    if (this.#closing || this.leases.bytes >= BYTES_IN_HAND) return 0;
    const wanted = this.#isScarce
      ? Math.max(1, lane.perTurn)
      : AHEAD * Math.max(this.#concurrencyOf(lane.destination), lane.perTurn);
    return Math.min(wanted - lane.held, this.#places());
  }

  /** A claimed delivery waits for a free place. */
  take(claim: ClaimedDelivery, { probe, leasedUntil }: Pick<Held, 'probe' | 'leasedUntil'>): void {
    const lane = this.lanes.of(claim.destination);
    const held: Held = {
      ...{ claim, lane, probe, leasedUntil },
      ...{ startedAt: 0, begunAt: 0, controller: undefined, ending: undefined },
    };
    this.leases.hold(held);
    if (this.#closing) this.leases.giveBack(held);
    else lane.ready.push(held);
  }

  /** Begins attempts while the destination has a free place. */
  fill(lane: Lane<Held>): void {
    if (this.#closing) return;
    const places = this.#concurrencyOf(lane.destination);
    while (lane.running < places) {
      const held = lane.ready.shift();
      if (held === undefined) return;
      void this.#attempt(held);
    }
  }

  /**
   * Nothing is claimed at the destination until then; -Infinity lets it go on. What is at hand for it goes back to the
   * queue; what is under way goes on.
   */
  stop(destination: string, until: number): void {
    this.lanes.stop(destination, until);
    if (until === Number.NEGATIVE_INFINITY) return;
    const lane = this.lanes.of(destination);
    const ready = lane.ready.splice(0);
    lane.ready.push(...ready.filter(({ probe }) => probe));
    for (const held of ready) if (!held.probe) this.leases.giveBack(held);
    this.lanes.rest(lane);
  }

  /** Begins nothing more, and gives back what has not begun. */
  close(): void {
    this.#closing = true;
    for (const held of this.leases.all()) {
      if (held.controller === undefined) this.leases.giveBack(held);
    }
  }

  /** Ends what is under way. */
  abort(): void {
    for (const held of this.leases.all()) {
      if (held.ending !== undefined) continue;
      held.ending = 'stopping';
      held.controller?.abort();
    }
  }

  /** Gives back what was ended and does not come back. */
  abandon(): void {
    const finished = new Set(this.#finished.map(({ held }) => held));
    for (const held of this.leases.all()) if (!finished.has(held)) this.leases.giveBack(held);
  }

  async #attempt(held: Held): Promise<void> {
    const { claim, lane, probe } = held;
    const controller = new AbortController();
    held.controller = controller;
    held.startedAt = this.#ports.now();
    held.begunAt = this.#ports.ticks();
    lane.running += 1;
    const config = this.#ports.destination(claim.destination);
    const { outcome, asked } = await attempt(this.#ports, claim, config, controller.signal);
    const took = this.#ports.ticks() - held.begunAt;
    lane.running -= 1;
    this.#ports.meter.attempted({
      transport: config?.transport ?? 'none',
      outcome: outcome.kind,
      seconds: took / 1000,
    });
    if (!this.leases.holds(held)) return;
    if (held.ending === 'stopping' && outcome.kind === 'retry') {
      this.leases.giveBack(held);
    } else {
      this.#finished.push({
        ...{ held, claim, config, outcome, asked, probe },
        startedAt: held.startedAt,
        endedAt: this.#ports.now(),
        milliseconds: Math.round(took),
        random: this.#ports.random(),
      });
    }
    this.fill(lane);
    this.#ended();
  }

  get #isScarce(): boolean {
    return this.#plenty() <= 0 || this.leases.bytes >= BYTES_IN_HAND * SCARCE;
  }

  #plenty(): number {
    return Math.ceil(this.#ports.settings.deliveriesInHand * SCARCE) - this.leases.size;
  }

  #places(): number {
    return this.#ports.settings.deliveriesInHand - this.leases.size;
  }

  #concurrencyOf(destination: string): number {
    return this.#ports.destination(destination)?.concurrency ?? PLACES_WITHOUT_DESTINATION;
  }
}
