import { setTimeout as pause } from 'node:timers/promises';
import { isPostgres, type Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import { claimableFrom } from '../destinations/state.js';
import { stoppedStates } from '../destinations/state-store.js';
import { dueDestinations } from '../queue/claim.js';
import { pullForward } from '../queue/pull-forward.js';
import { Alarm } from './alarm.js';
import { ClaimDeliveries } from './claim-deliveries.js';
import { InHand, type InHandPorts } from './in-hand.js';
import { type RecallPorts, recallUnawaited } from './recall-offers.js';
import { ScheduleClock } from './schedule-clock.js';
import { SettleAttempts, type SettlePorts } from './settle-attempts.js';

/** Attempts settled in one unit of work: bounds how long the event loop is kept. */
const PER_TURN = 128;
/** Milliseconds between turns under load: what ends meanwhile shares one commit. After a quiet time none. */
const PACE = 10;
/** With this share of what is in hand ended a turn begins, where cases wait for it: few cases cost no pace. */
const SHARE = 1 / 4;
/** Milliseconds that an aborted attempt gets to come back. */
const AFTER_ABORT = 1_000;
/** Milliseconds between looks at what operators or other processes have stopped or let go on. */
const LOOK = 2_000;
/** Milliseconds after which work goes on when the store took nothing. */
const AFTER_FAILURE = 1_000;

export interface DispatcherPorts extends InHandPorts, SettlePorts, RecallPorts {
  store: Pick<Store, 'write' | 'tables'>;
  log: SettlePorts['log'];
  /** `deliveriesInHand` in messages, the others in seconds. */
  settings: InHandPorts['settings'] & { deliveryGrace: number };
}

/**
 * Brings queued messages to their destinations, turn by turn: writes down what became of attempts, and claims what is
 * due. Sleeps until something is queued, ends or becomes due.
 */
export class Dispatcher {
  readonly #ports: DispatcherPorts;
  readonly #inHand: InHand;
  readonly #clock: ScheduleClock;
  readonly #settlement: SettleAttempts;
  readonly #claims: ClaimDeliveries;
  readonly #alarm = new Alarm();
  #refreshAt = 0;
  #lookAt = 0;
  #stopping = false;
  #running: Promise<void> | undefined;

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
    this.#inHand = new InHand(ports, () => this.#alarm.raise());
    this.#clock = new ScheduleClock(ports.store);
    this.#settlement = new SettleAttempts(ports, this.#inHand, this.#clock);
    this.#claims = new ClaimDeliveries(ports, this.#inHand);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Something was queued, or may be claimed now, at these destinations. */
  wake(destinations: Iterable<string>): void {
    const now = this.#ports.now();
    for (const destination of destinations) this.#inHand.lanes.due(destination, now);
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
    this.#inHand.close();
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

  get #done(): boolean {
    return this.#stopping && this.#inHand.leases.dueAt === Number.POSITIVE_INFINITY;
  }

  /**
   * Waits until `end`, on the clock of performance.now(), for more attempts to settle in one commit; no longer than
   * until some of what is in hand has ended, where deliveries of their cases wait for just this.
   */
  async #gather(end: number): Promise<void> {
    for (;;) {
      const seen = this.#alarm.count;
      const left = end - performance.now();
      const { ended, leases } = this.#inHand;
      const enough = this.#settlement.followed && ended >= leases.size * SHARE;
      if (left <= 0 || enough || this.#stopping || ended >= PER_TURN) return;
      await this.#alarm.after(seen, left);
    }
  }

  /** Finds what was queued before the start or by another process, and what others left or nobody awaits any more. */
  async #refresh(): Promise<void> {
    const now = this.#ports.now();
    const { lanes, leases } = this.#inHand;
    if (this.#clock.isDue(now) && (await this.#clock.see(now))) await this.#forgetTimes(now);
    if (this.#stopping) return;
    if (isPast(this.#lookAt, now, LOOK)) await this.#look(now);
    if (!isPast(this.#refreshAt, now, leases.duration)) return;
    const tables = this.#ports.store.tables<DeliveryTables>();
    for (const { destination, dueAt } of await dueDestinations(tables)) {
      lanes.due(destination, dueAt);
    }
    for (const destination of await recallUnawaited(this.#ports, now)) {
      lanes.due(destination, now);
    }
    this.#refreshAt = now + leases.duration;
  }

  /** Finds out which destinations are stopped, and which are not any more. */
  async #look(now: number): Promise<void> {
    const { lanes } = this.#inHand;
    const states = await stoppedStates(this.#ports.store.tables<DeliveryTables>());
    const before = new Set(lanes.stopped());
    for (const state of states) {
      before.delete(state.destination);
      this.#inHand.stop(state.destination, claimableFrom(state));
    }
    for (const destination of before) {
      this.#inHand.stop(destination, Number.NEGATIVE_INFINITY);
      lanes.due(destination, now);
    }
    this.#lookAt = now + LOOK;
  }

  /** The clock on the wall was set back: what was to come at some time comes now, lest it wait for years. */
  async #forgetTimes(now: number): Promise<void> {
    const { lanes, leases } = this.#inHand;
    this.#lookAt = 0;
    this.#refreshAt = 0;
    leases.forgetTimes();
    lanes.forgetTimes(now);
    const dueAt = now + leases.duration;
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
    const { lanes, leases } = this.#inHand;
    const finished = this.#inHand.takeEnded(PER_TURN);
    lanes.pace(finished.map(({ held }) => held.lane));
    const writes: Promise<void>[] = [];
    if (finished.length > 0) writes.push(this.#settlement.settle(finished, now));
    if (now >= leases.dueAt) writes.push(leases.keep(now));
    if (isPostgres(this.#ports.store.tables())) await Promise.allSettled(writes);
    if (finished.length > 0 || this.#inHand.claimable(now).length > 0) {
      writes.push(this.#claims.claim(now));
    }
    const outcomes = await Promise.allSettled(writes);
    for (const { held } of finished) lanes.rest(held.lane);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
    return writes.length > 0;
  }

  #untilNextTurn(): number {
    const { ended, lanes, leases } = this.#inHand;
    if (ended > 0) return 0;
    const next = Math.min(
      lanes.nextDueAt((lane) => this.#inHand.roomIn(lane)),
      leases.dueAt,
      this.#stopping ? Number.POSITIVE_INFINITY : Math.min(this.#refreshAt, this.#lookAt),
    );
    return Math.max(0, Math.min(next - this.#ports.now(), leases.duration));
  }

  async #endAfterGrace(ended: AbortSignal): Promise<void> {
    try {
      await pause(this.#ports.settings.deliveryGrace * 1000, undefined, { signal: ended });
      this.#inHand.abort();
      await pause(AFTER_ABORT, undefined, { signal: ended });
    } catch {
      return; // Everything came to its end in time.
    }
    this.#inHand.abandon();
    this.#alarm.raise();
  }
}

/** Whether a moment has come; also where the clock was set back since it was fixed, no further ahead than `interval`. */
function isPast(moment: number, now: number, interval: number): boolean {
  return now >= moment || moment - now > interval;
}
