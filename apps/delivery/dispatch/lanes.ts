/** What the dispatcher knows about the deliveries of one destination. */
export interface Lane<Claim> {
  readonly destination: string;
  /** When claiming may find something, in milliseconds since 1970; Infinity where nothing is known to wait. */
  dueAt: number;
  /** Claimed and not settled yet. */
  held: number;
  /** A claim for it is under way: who claims has to find it again. */
  claiming: boolean;
  /** Attempts under way, a part of `held`. */
  running: number;
  /**
   * Attempts that ended between two turns, of late: a fast destination is given more ahead than a slow one. Whole, as
   * it limits what is claimed.
   */
  perTurn: number;
  /** Claimed and waiting for a free place, a part of `held`. */
  ready: Claim[];
}

/** The destinations with something to do. One that has nothing left is forgotten. */
export class Lanes<Claim> {
  readonly #lanes = new Map<string, Lane<Claim>>();
  /** Until when nothing is claimed at destinations that are stopped, whatever waits there. */
  readonly #stops = new Map<string, number>();

  of(destination: string): Lane<Claim> {
    let lane = this.#lanes.get(destination);
    if (lane === undefined) {
      lane = {
        destination,
        dueAt: Number.POSITIVE_INFINITY,
        held: 0,
        claiming: false,
        running: 0,
        perTurn: 0,
        ready: [],
      };
      this.#lanes.set(destination, lane);
    }
    return lane;
  }

  /** Something of this destination may be claimed from `dueAt` on. */
  due(destination: string, dueAt: number): void {
    const lane = this.of(destination);
    if (dueAt < lane.dueAt) lane.dueAt = dueAt;
  }

  /** Nothing is claimed there until then; -Infinity ends a stop. */
  stop(destination: string, until: number): void {
    if (until === Number.NEGATIVE_INFINITY) this.#stops.delete(destination);
    else this.#stops.set(destination, until);
  }

  isStopped(destination: string): boolean {
    return this.#stops.has(destination);
  }

  stopped(): string[] {
    return [...this.#stops.keys()];
  }

  /** The clock on the wall was set: what was known about when something is due is worth nothing. */
  forgetTimes(now: number): void {
    for (const lane of this.#lanes.values()) lane.dueAt = Math.min(lane.dueAt, now);
    for (const [destination, until] of this.#stops) {
      if (Number.isFinite(until)) this.#stops.set(destination, now);
    }
  }

  /** A probe does not wait for the turn of what it probes with. */
  #claimableAt({ destination, dueAt }: Lane<Claim>): number {
    if (dueAt === Number.POSITIVE_INFINITY) return dueAt;
    return this.#stops.get(destination) ?? dueAt;
  }

  /** Notes the attempts that ended since the last turn, by their lanes. */
  pace(ended: readonly Lane<Claim>[]): void {
    const counts = new Map<Lane<Claim>, number>();
    for (const lane of ended) counts.set(lane, (counts.get(lane) ?? 0) + 1);
    for (const [lane, count] of counts) {
      lane.perTurn = Math.max(Math.floor(lane.perTurn / 2), count);
    }
  }

  /** The lanes that are due, not stopped, and have room, the one served longest ago first. */
  claimable(now: number, roomIn: (lane: Lane<Claim>) => number): Lane<Claim>[] {
    const found: Lane<Claim>[] = [];
    for (const lane of this.#lanes.values()) {
      if (this.#claimableAt(lane) <= now && roomIn(lane) > 0) found.push(lane);
    }
    return found;
  }

  /** The next moment at which a lane with room may be claimed; Infinity where none is. */
  nextDueAt(roomIn: (lane: Lane<Claim>) => number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes.values()) {
      const at = this.#claimableAt(lane);
      if (at < next && roomIn(lane) > 0) next = at;
    }
    return next;
  }

  /** Puts a lane behind all others. */
  served(lane: Lane<Claim>): void {
    this.#lanes.delete(lane.destination);
    this.#lanes.set(lane.destination, lane);
  }

  /** Forgets a lane that has nothing to do. */
  rest(lane: Lane<Claim>): void {
    if (lane.held === 0 && !lane.claiming && lane.dueAt === Number.POSITIVE_INFINITY) {
      this.#lanes.delete(lane.destination);
    }
  }

  get size(): number {
    return this.#lanes.size;
  }
}
