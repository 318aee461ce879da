import { setTimeout as pause } from 'node:timers/promises';
import { asFailure } from '#domain';
import type { EventLog } from '#event-log';
import { isPostgres, type Store } from '#store';
import { type AttemptPorts, attempt } from '../attempts/attempt.js';
import type { Decision } from '../attempts/decide.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { claimableFrom } from '../destinations/state.js';
import { stoppedStates } from '../destinations/state-store.js';
import { tellChanges } from '../destinations/tell-changes.js';
import { type ClaimedDelivery, dueDestinations } from '../queue/claim.js';
import { pullForward } from '../queue/pull-forward.js';
import { Alarm } from './alarm.js';
import { claimLanes, type LaneClaims } from './claim-lanes.js';
import { type Lane, Lanes } from './lanes.js';
import { type Held, Leases } from './leases.js';
import { type RecallPorts, recallUnawaited } from './recall-offers.js';
import { ScheduleClock } from './schedule-clock.js';
import { type FinishedAttempt, type Settlement, settleFinished } from './settle-finished.js';

/** Deliveries claimed, and attempts settled, in one unit of work: bounds how long the event loop is kept. */
const PER_TURN = 128;
/** Claimed per free place: the next message is at hand when an attempt ends, without waiting for a commit. */
const AHEAD = 2;
/** Milliseconds between turns under load: what ends meanwhile shares one commit. After a quiet time none. */
const PACE = 10;
/** With this share of what is in hand ended a turn begins, where cases wait for it: few cases cost no pace. */
const SHARE = 1 / 4;
/** Payload bytes in hand beyond which nothing more is claimed. */
const BYTES_IN_HAND = 48_000_000;
/** Places for deliveries whose destination the landscape no longer has: they only become dead letters. */
const PLACES_WITHOUT_DESTINATION = 16;
/** Milliseconds that an aborted attempt gets to come back. */
const AFTER_ABORT = 1_000;
/** Milliseconds between looks at what operators or other processes have stopped or let go on. */
const LOOK = 2_000;
/** Milliseconds after which work goes on when the store took nothing. */
const AFTER_FAILURE = 1_000;

/** What the dispatcher tells about each attempt. */
export interface AttemptMeter {
  attempted(attempt: { transport: string; outcome: string; seconds: number }): void;
}

export interface DispatcherPorts extends AttemptPorts, RecallPorts {
  store: Pick<Store, 'write' | 'tables'>;
  eventLog: Pick<EventLog, 'append'>;
  meter: AttemptMeter;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to below 1. */
  random(): number;
  /** `deliveriesInHand` in messages, the others in seconds. */
  settings: {
    deliveryLease: number;
    deliveriesInHand: number;
    longestAttempt: number;
    deliveryGrace: number;
  };
}

interface Finished extends FinishedAttempt {
  held: Held;
}

/**
 * Brings queued messages to their destinations: claims what is due, makes attempts, writes down what became of
 * them. Holds a bounded number of messages; sleeps until something is queued, ends or becomes due.
 */
export class Dispatcher {
  readonly #ports: DispatcherPorts;
  readonly #lanes = new Lanes<Held>();
  readonly #leases: Leases;
  readonly #clock: ScheduleClock;
  readonly #alarm = new Alarm();
  #finished: Finished[] = [];
  /** Whether what was settled last let waiting deliveries of its cases go on. */
  #followed = false;
  #refreshAt = 0;
  #lookAt = 0;
  #stopping = false;
  #running: Promise<void> | undefined;

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
    this.#leases = new Leases(ports);
    this.#clock = new ScheduleClock(ports.store);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Something was queued, or may be claimed now, at these destinations. */
  wake(destinations: Iterable<string>): void {
    const now = this.#ports.now();
    for (const destination of destinations) this.#lanes.due(destination, now);
    this.#alarm.raise();
  }

  /** An operator has stopped these destinations, or lets them go on. */
  decided(destinations: Iterable<string>): void {
    this.#lookAt = 0;
    this.wake(destinations);
  }

  /** Attempts under way may finish within the grace; the others are ended and given back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const held of this.#leases.all()) {
      if (held.controller === undefined) this.#leases.giveBack(held);
    }
    this.#alarm.raise();
    const ended = new AbortController();
    const patience = this.#endAfterGrace(ended.signal);
    await this.#running;
    ended.abort();
    await patience;
  }

  async #run(): Promise<void> {
    let turnedAt = Number.NEGATIVE_INFINITY;
    while (!this.#done) {
      await this.#gather(turnedAt + PACE);
      turnedAt = performance.now();
      const seen = this.#alarm.count;
      let worked: boolean;
      try {
        await this.#refresh();
        worked = await this.#turn();
      } catch (err) {
        this.#ports.log.warn({ err }, 'The delivery queue could not be read or written');
        // What stays leased comes back by itself when its lease is over.
        if (this.#stopping) return;
        await pause(AFTER_FAILURE);
        continue;
      }
      // A turn without work is followed by a pause, whatever the clock says: the event loop belongs to others too.
      const idle = Math.max(this.#untilNextTurn(), worked ? 0 : 1);
      if (idle > 0 && !this.#done) await this.#alarm.after(seen, idle);
    }
  }

  /**
   * Waits until `end`, on the clock of performance.now(), for more attempts to settle in one commit; no longer than
   * until some of what is in hand has ended, where deliveries of their cases wait for just this.
   */
  async #gather(end: number): Promise<void> {
    for (;;) {
      const seen = this.#alarm.count;
      const left = end - performance.now();
      const enough = this.#followed && this.#finished.length >= this.#leases.size * SHARE;
      if (left <= 0 || enough || this.#stopping || this.#finished.length >= PER_TURN) return;
      await this.#alarm.after(seen, left);
    }
  }

  get #done(): boolean {
    return this.#stopping && this.#leases.dueAt === Number.POSITIVE_INFINITY;
  }

  /** Finds what was queued before the start or by another process, and what others left or nobody awaits any more. */
  async #refresh(): Promise<void> {
    const now = this.#ports.now();
    if (this.#clock.isDue(now) && (await this.#clock.see(now))) await this.#forgetTimes(now);
    if (this.#stopping) return;
    if (isPast(this.#lookAt, now, LOOK)) await this.#look(now);
    if (!isPast(this.#refreshAt, now, this.#leases.duration)) return;
    const tables = this.#ports.store.tables<DeliveryTables>();
    for (const { destination, dueAt } of await dueDestinations(tables)) {
      this.#lanes.due(destination, dueAt);
    }
    for (const destination of await recallUnawaited(this.#ports, now)) {
      this.#lanes.due(destination, now);
    }
    this.#refreshAt = now + this.#leases.duration;
  }

  /** Finds out which destinations are stopped, and which are not any more. */
  async #look(now: number): Promise<void> {
    const states = await stoppedStates(this.#ports.store.tables<DeliveryTables>());
    const before = new Set(this.#lanes.stopped());
    for (const state of states) {
      before.delete(state.destination);
      this.#stop(state.destination, claimableFrom(state));
    }
    for (const destination of before) {
      this.#stop(destination, Number.NEGATIVE_INFINITY);
      this.#lanes.due(destination, now);
    }
    this.#lookAt = now + LOOK;
  }

  /** What is at hand for a destination that is stopped goes back to the queue; what is under way goes on. */
  #stop(destination: string, until: number): void {
    this.#lanes.stop(destination, until);
    if (until === Number.NEGATIVE_INFINITY) return;
    const lane = this.#lanes.of(destination);
    const ready = lane.ready.splice(0);
    lane.ready.push(...ready.filter(({ probe }) => probe));
    for (const held of ready) if (!held.probe) this.#leases.giveBack(held);
    this.#lanes.rest(lane);
  }

  /** The clock on the wall was set back: what was to come at some time comes now, lest it wait for years. */
  async #forgetTimes(now: number): Promise<void> {
    this.#lookAt = 0;
    this.#refreshAt = 0;
    this.#leases.forgetTimes();
    this.#lanes.forgetTimes(now);
    const dueAt = now + this.#leases.duration;
    const pull = () =>
      this.#ports.store.write((tx) =>
        pullForward(tx.tables<DeliveryTables>(), { beyond: dueAt, dueAt }),
      );
    while (await pull());
  }

  /**
   * Settles and claims in one commit, as units of their own: trouble in one leaves the others alone. Where units
   * overlap, the claim waits for the others: it must see who follows, and never take what is being settled or renewed.
   * Returns whether there was anything to write.
   */
  async #turn(): Promise<boolean> {
    const now = this.#ports.now();
    const finished = this.#finished.splice(0, PER_TURN);
    this.#lanes.pace(finished.map(({ held }) => held.lane));
    const writes: Promise<void>[] = [];
    if (finished.length > 0) writes.push(this.#settle(finished, now));
    if (now >= this.#leases.dueAt) writes.push(this.#leases.keep(now));
    if (isPostgres(this.#ports.store.tables())) await Promise.allSettled(writes);
    if (finished.length > 0 || this.#claimable(now).length > 0) writes.push(this.#claim(now));
    const outcomes = await Promise.allSettled(writes);
    for (const { held } of finished) this.#lanes.rest(held.lane);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
    return writes.length > 0;
  }

  async #settle(finished: readonly Finished[], now: number): Promise<void> {
    const { store, eventLog } = this.#ports;
    for (const { held } of finished) this.#leases.letGo(held);
    try {
      const times = { now, time: this.#clock.time(now) };
      const settlement = await store.write(async (tx) => {
        const done = await settleFinished(tx.tables<DeliveryTables>(), finished, times);
        await eventLog.append(tx, done.events);
        for (const { destination, at } of done.due) this.#lanes.due(destination, at);
        this.#followed = done.due.some(({ at }) => at <= now);
        return done;
      });
      for (const [destination, { before, after }] of settlement.judged) {
        const wasStopped = before.stopped_since !== null || this.#lanes.isStopped(destination);
        if (after.stopped_since !== null || wasStopped) {
          this.#stop(destination, claimableFrom(after));
        }
      }
      tellChanges(this.#ports.log, settlement.judged);
      for (const one of finished) this.#tell(one, settlement);
    } catch (err) {
      await this.#settleLater(finished, now, err);
    }
  }

  /** What the store cannot take now is kept; what it refuses is found by trying each alone. */
  async #settleLater(finished: readonly Finished[], now: number, err: unknown): Promise<void> {
    const [only, ...others] = finished;
    const wait = asFailure(err).code === 'unavailable';
    if (wait || others.length > 0) for (const { held } of finished) this.#leases.hold(held);
    if (wait) {
      this.#finished.unshift(...finished);
      throw err;
    }
    if (others.length > 0) {
      await Promise.all(finished.map((one) => this.#settle([one], now)));
    } else if (only !== undefined) {
      this.#ports.log.error(
        { ...idsOf(only.claim), err },
        'An attempt could not be written down; it is made again when its lease is over',
      );
    }
  }

  async #claim(now: number): Promise<void> {
    const leasedUntil = now + this.#leases.duration;
    let lanes: Lane<Held>[] = [];
    let claimed: LaneClaims<Held>;
    try {
      claimed = await this.#ports.store.write((tx) => {
        // Only now is it known what the settlement before has let go on.
        lanes = this.#claimable(now).slice(0, PER_TURN);
        const room = {
          in: (lane: Lane<Held>) => this.#roomIn(lane),
          messages: Math.min(PER_TURN, this.#ports.settings.deliveriesInHand - this.#leases.size),
          bytes: BYTES_IN_HAND - this.#leases.bytes,
        };
        return claimLanes(tx.tables<DeliveryTables>(), lanes, room, { now, leasedUntil });
      });
    } catch (err) {
      for (const { destination } of lanes) this.#lanes.due(destination, now);
      throw err;
    }
    for (const [{ destination }, nextDueAt] of claimed.served) {
      this.#lanes.due(destination, nextDueAt);
      this.#stop(destination, claimed.stops.get(destination) as number);
    }
    for (const claim of claimed.claims) {
      const lane = this.#lanes.of(claim.destination);
      const probe = claimed.probes.has(claim.id);
      const held = { claim, lane, probe, leasedUntil, startedAt: 0, controller: undefined };
      this.#take({ ...held, ending: undefined });
    }
    for (const lane of claimed.served.keys()) {
      this.#lanes.served(lane);
      this.#fill(lane);
      this.#lanes.rest(lane);
    }
  }

  #take(held: Held): void {
    this.#leases.hold(held);
    if (this.#stopping) this.#leases.giveBack(held);
    else held.lane.ready.push(held);
  }

  #fill(lane: Lane<Held>): void {
    if (this.#stopping) return;
    const places = this.#concurrencyOf(lane.destination);
    while (lane.running < places) {
      const held = lane.ready.shift();
      if (held === undefined) return;
      void this.#attempt(held);
    }
  }

  async #attempt(held: Held): Promise<void> {
    const { claim, lane } = held;
    const controller = new AbortController();
    held.controller = controller;
    held.startedAt = this.#ports.now();
    lane.running += 1;
    const config = this.#ports.destination(claim.destination);
    const started = performance.now();
    const { outcome, asked } = await attempt(this.#ports, claim, config, controller.signal);
    const took = performance.now() - started;
    lane.running -= 1;
    this.#ports.meter.attempted({
      transport: config?.transport ?? 'none',
      outcome: outcome.kind,
      seconds: took / 1000,
    });
    if (!this.#leases.holds(held)) return;
    if (held.ending === 'stopping' && outcome.kind === 'retry') {
      this.#leases.giveBack(held);
    } else {
      this.#finished.push({
        held,
        claim,
        config,
        outcome,
        asked,
        probe: held.probe,
        startedAt: held.startedAt,
        endedAt: this.#ports.now(),
        milliseconds: Math.round(took),
        random: this.#ports.random(),
      });
    }
    this.#fill(lane);
    this.#alarm.raise();
  }

  async #endAfterGrace(ended: AbortSignal): Promise<void> {
    try {
      await pause(this.#ports.settings.deliveryGrace * 1000, undefined, { signal: ended });
      for (const held of this.#leases.all()) {
        if (held.ending !== undefined) continue;
        held.ending = 'stopping';
        held.controller?.abort();
      }
      await pause(AFTER_ABORT, undefined, { signal: ended });
    } catch {
      return; // Everything came to its end in time.
    }
    const finished = new Set(this.#finished.map(({ held }) => held));
    for (const held of this.#leases.all()) if (!finished.has(held)) this.#leases.giveBack(held);
    this.#alarm.raise();
  }

  #claimable(now: number): Lane<Held>[] {
    return this.#lanes.claimable(now, (lane) => this.#roomIn(lane));
  }

  #roomIn(lane: Lane<Held>): number {
    if (this.#stopping || this.#leases.bytes >= BYTES_IN_HAND) return 0;
    return Math.min(
      AHEAD * Math.max(this.#concurrencyOf(lane.destination), lane.perTurn) - lane.held,
      this.#ports.settings.deliveriesInHand - this.#leases.size,
    );
  }

  #concurrencyOf(destination: string): number {
    return this.#ports.destination(destination)?.concurrency ?? PLACES_WITHOUT_DESTINATION;
  }

  #untilNextTurn(): number {
    if (this.#finished.length > 0) return 0;
    const next = Math.min(
      this.#lanes.nextDueAt((lane) => this.#roomIn(lane)),
      this.#leases.dueAt,
      this.#stopping ? Number.POSITIVE_INFINITY : Math.min(this.#refreshAt, this.#lookAt),
    );
    return Math.max(0, Math.min(next - this.#ports.now(), this.#leases.duration));
  }

  #tell({ claim, outcome, milliseconds }: Finished, settlement: Settlement): void {
    const decision = settlement.decisions.get(claim) as Decision;
    this.#ports.log.info(
      {
        ...idsOf(claim),
        attempt: claim.attempt,
        outcome: outcome.kind,
        ...('code' in decision ? { code: decision.code } : {}),
        decision: settlement.lost.has(claim) ? 'taken-over' : decision.type,
        milliseconds,
      },
      'A delivery was attempted',
    );
  }
}

/** Whether a moment has come; also where the clock was set back since it was fixed, no further ahead than `interval`. */
function isPast(moment: number, now: number, interval: number): boolean {
  return now >= moment || moment - now > interval;
}

function idsOf(claim: ClaimedDelivery) {
  const { messageId, submissionId, caseId, cluster, destination } = claim;
  return { messageId, submissionId, caseId, cluster, destination };
}
