import { setTimeout as pause } from 'node:timers/promises';
import { asFailure, type DestinationConfig } from '#domain';
import type { EventLog } from '#event-log';
import type { Store } from '#store';
import { Alarm } from './alarm.js';
import { type AttemptPorts, attempt, type Ending } from './attempt.js';
import { decide } from './decide.js';
import type { DeliveryTables } from './delivery.tables.js';
import { type Lane, Lanes } from './lanes.js';
import { type ClaimedDelivery, claimDue, dueDestinations, nextDueAt } from './queue/claim.js';
import type { Tables } from './queue/positional.js';
import { releaseLeases, renewLeases } from './queue/settle.js';
import { type FinishedAttempt, settleFinished } from './settle-finished.js';

/** Deliveries claimed, and attempts settled, in one unit of work: bounds how long the event loop is kept. */
const PER_TURN = 128;
/** Claimed per free place: the next message is at hand when an attempt ends, without waiting for a commit. */
const AHEAD = 2;
/** Payload bytes in hand beyond which nothing more is claimed. */
const BYTES_IN_HAND = 48_000_000;
/** Places for deliveries whose destination the landscape no longer has: they only become dead letters. */
const PLACES_WITHOUT_DESTINATION = 16;
/** Milliseconds that an aborted attempt gets to come back. */
const AFTER_ABORT = 1_000;
/** Milliseconds after which work goes on when the store took nothing. */
const AFTER_FAILURE = 1_000;

/** What the dispatcher tells about each attempt. */
export interface AttemptMeter {
  attempted(attempt: { transport: string; outcome: string; seconds: number }): void;
}

export interface DispatcherPorts extends AttemptPorts {
  store: Pick<Store, 'write' | 'tables'>;
  eventLog: Pick<EventLog, 'append'>;
  /** As the landscape has it at this moment. */
  destination(id: string): DestinationConfig | undefined;
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
  /** `inHand` in messages, the others in seconds. */
  settings: { lease: number; inHand: number; longestAttempt: number; grace: number };
}

/** A claimed delivery until it is settled or given back. */
interface Held {
  claim: ClaimedDelivery;
  lane: Lane<Held>;
  leasedUntil: number;
  startedAt: number;
  controller: AbortController | undefined;
  ending: Ending | undefined;
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
  readonly #held = new Set<Held>();
  readonly #alarm = new Alarm();
  #bytes = 0;
  #finished: Finished[] = [];
  #givenBack: Held[] = [];
  #refreshAt = 0;
  #renewAt = 0;
  #stopping = false;
  #running: Promise<void> | undefined;

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
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

  /** Attempts under way may finish within the grace; the others are ended and given back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const held of this.#held) {
      if (held.controller === undefined) this.#giveBack(held);
    }
    this.#alarm.raise();
    const ended = new AbortController();
    const patience = this.#endAfterGrace(ended.signal);
    await this.#running;
    ended.abort();
    await patience;
  }

  async #run(): Promise<void> {
    while (!this.#stopping || this.#held.size > 0 || this.#givenBack.length > 0) {
      const seen = this.#alarm.count;
      try {
        await this.#refresh();
        await this.#turn();
      } catch (err) {
        this.#ports.log.warn({ err }, 'The delivery queue could not be read or written');
        // What stays leased comes back by itself when its lease is over.
        if (this.#stopping) return;
        await pause(AFTER_FAILURE);
        continue;
      }
      const idle = this.#untilNextTurn();
      if (idle > 0) await this.#alarm.after(seen, idle);
    }
  }

  /** Finds what was queued before the start or by another process, and what others failed to settle. */
  async #refresh(): Promise<void> {
    const now = this.#ports.now();
    if (now < this.#refreshAt || this.#stopping) return;
    for (const { destination, dueAt } of await dueDestinations(
      this.#ports.store.tables<DeliveryTables>(),
    )) {
      this.#lanes.due(destination, dueAt);
    }
    this.#refreshAt = now + this.#leaseMilliseconds;
  }

  /** Settles and claims in one commit: two units, so that trouble in one leaves the other alone. */
  async #turn(): Promise<void> {
    const now = this.#ports.now();
    const finished = this.#finished.splice(0, PER_TURN);
    const writes: Promise<void>[] = [];
    if (finished.length > 0) writes.push(this.#settle(finished, now));
    if (now >= this.#renewAt || this.#givenBack.length > 0) writes.push(this.#keepLeases(now));
    const room = (lane: Lane<Held>) => this.#roomIn(lane);
    if (finished.length > 0 || this.#lanes.claimable(now, room).length > 0) {
      writes.push(this.#claim(now));
    }
    const outcomes = await Promise.allSettled(writes);
    for (const { lane } of finished.map(({ held }) => held)) this.#lanes.rest(lane);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
  }

  async #settle(finished: readonly Finished[], now: number): Promise<void> {
    const { store, eventLog } = this.#ports;
    for (const { held } of finished) this.#letGo(held);
    try {
      const lost = await store.write(async (tx) => {
        const settlement = await settleFinished(tx.tables<DeliveryTables>(), finished, now);
        await eventLog.append(tx, settlement.events);
        for (const { destination, at } of settlement.due) this.#lanes.due(destination, at);
        return settlement.lost;
      });
      for (const one of finished) this.#tell(one, lost.has(one.claim));
    } catch (err) {
      if (asFailure(err).code === 'unavailable') {
        for (const { held } of finished) this.#hold(held);
        this.#finished.unshift(...finished);
        throw err;
      }
      if (finished.length > 1) {
        for (const { held } of finished) this.#hold(held);
        await Promise.all(finished.map((one) => this.#settle([one], now)));
        return;
      }
      for (const { claim } of finished) {
        this.#ports.log.error(
          { ...idsOf(claim), err },
          'An attempt could not be written down; it is made again when its lease is over',
        );
      }
    }
  }

  async #keepLeases(now: number): Promise<void> {
    const leasedUntil = now + this.#leaseMilliseconds;
    const givenBack = this.#givenBack.splice(0);
    const renewed = [...this.#held].filter(
      (held) => held.leasedUntil < now + (2 * this.#leaseMilliseconds) / 3,
    );
    for (const held of this.#held) this.#endWhenTooLong(held, now);
    if (givenBack.length > 0 || renewed.length > 0) {
      await this.#ports.store.write(async (tx) => {
        const tables = tx.tables<DeliveryTables>();
        await releaseLeases(tables, claimsOf(givenBack), now);
        await renewLeases(tables, claimsOf(renewed), leasedUntil);
      });
    }
    for (const held of renewed) held.leasedUntil = leasedUntil;
    this.#renewAt = now + this.#leaseMilliseconds / 3;
  }

  async #claim(now: number): Promise<void> {
    const leasedUntil = now + this.#leaseMilliseconds;
    const touched: Lane<Held>[] = [];
    let claimed: { lane: Lane<Held>; claim: ClaimedDelivery }[] = [];
    try {
      await this.#ports.store.write(async (tx) => {
        claimed = [];
        for (const lane of this.#lanes.claimable(now, (lane) => this.#roomIn(lane))) {
          const limit = Math.min(
            this.#roomIn(lane),
            PER_TURN - claimed.length,
            this.#ports.settings.inHand - this.#held.size - claimed.length,
          );
          if (limit <= 0) break;
          touched.push(lane);
          const claims = await this.#claimFrom(tx.tables<DeliveryTables>(), lane, {
            limit,
            now,
            leasedUntil,
          });
          for (const claim of claims) claimed.push({ lane, claim });
        }
      });
    } catch (err) {
      for (const lane of touched) this.#lanes.due(lane.destination, now);
      throw err;
    }
    for (const { lane, claim } of claimed) {
      const held: Held = {
        claim,
        lane,
        leasedUntil,
        startedAt: 0,
        controller: undefined,
        ending: undefined,
      };
      this.#hold(held);
      if (this.#stopping) this.#giveBack(held);
      else lane.ready.push(held);
    }
    for (const lane of touched) {
      this.#lanes.served(lane);
      this.#fill(lane);
      this.#lanes.rest(lane);
    }
  }

  async #claimFrom(
    tables: Tables,
    lane: Lane<Held>,
    claim: { limit: number; now: number; leasedUntil: number },
  ): Promise<ClaimedDelivery[]> {
    // Set first and only lowered afterwards, so that what is queued meanwhile is not forgotten.
    lane.dueAt = Number.POSITIVE_INFINITY;
    const { destination } = lane;
    const claims = await claimDue(tables, { destination, ...claim });
    const full = claims.length === claim.limit;
    this.#lanes.due(
      destination,
      full ? claim.now : await nextDueAt(tables, destination, claim.now),
    );
    return claims;
  }

  #fill(lane: Lane<Held>): void {
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
    const outcome = await attempt(this.#ports, claim, config, controller.signal);
    const seconds = (performance.now() - started) / 1000;
    lane.running -= 1;
    if (!this.#held.has(held)) return;
    this.#ports.meter.attempted({
      transport: config?.transport ?? 'none',
      outcome: outcome.kind,
      seconds,
    });
    if (held.ending === 'stopping' && outcome.kind === 'retry') {
      this.#giveBack(held);
    } else {
      const endedAt = this.#ports.now();
      const decision = decide(outcome, {
        policy: config?.retry,
        failures: claim.failures,
        firstAttemptAt: claim.firstAttemptAt,
        now: endedAt,
        random: this.#ports.random(),
      });
      this.#finished.push({ held, claim, outcome, decision, endedAt });
    }
    if (!this.#stopping) this.#fill(lane);
    this.#alarm.raise();
  }

  #endWhenTooLong(held: Held, now: number): void {
    if (held.controller === undefined || held.ending !== undefined) return;
    if (now - held.startedAt < this.#ports.settings.longestAttempt * 1000) return;
    held.ending = 'too-long';
    held.controller.abort();
  }

  async #endAfterGrace(ended: AbortSignal): Promise<void> {
    try {
      await pause(this.#ports.settings.grace * 1000, undefined, { signal: ended });
      for (const held of this.#held) {
        if (held.controller === undefined || held.ending !== undefined) continue;
        held.ending = 'stopping';
        held.controller.abort();
      }
      await pause(AFTER_ABORT, undefined, { signal: ended });
      const waitingToBeSettled = new Set(this.#finished.map(({ held }) => held));
      for (const held of this.#held) if (!waitingToBeSettled.has(held)) this.#giveBack(held);
      this.#alarm.raise();
    } catch {
      // Everything came to its end in time.
    }
  }

  #hold(held: Held): void {
    this.#held.add(held);
    held.lane.held += 1;
    this.#bytes += held.claim.value.length;
  }

  #letGo(held: Held): void {
    if (!this.#held.delete(held)) return;
    held.lane.held -= 1;
    this.#bytes -= held.claim.value.length;
  }

  #giveBack(held: Held): void {
    this.#letGo(held);
    held.lane.ready = held.lane.ready.filter((other) => other !== held);
    this.#givenBack.push(held);
  }

  #roomIn(lane: Lane<Held>): number {
    if (this.#stopping || this.#bytes >= BYTES_IN_HAND) return 0;
    return Math.min(
      this.#concurrencyOf(lane.destination) * AHEAD - lane.held,
      this.#ports.settings.inHand - this.#held.size,
    );
  }

  #concurrencyOf(destination: string): number {
    return this.#ports.destination(destination)?.concurrency ?? PLACES_WITHOUT_DESTINATION;
  }

  #untilNextTurn(): number {
    if (this.#finished.length > 0 || this.#givenBack.length > 0) return 0;
    const next = Math.min(
      this.#lanes.nextDueAt((lane) => this.#roomIn(lane)),
      this.#stopping ? Number.POSITIVE_INFINITY : this.#refreshAt,
      this.#held.size > 0 ? this.#renewAt : Number.POSITIVE_INFINITY,
    );
    return Math.max(0, Math.min(next - this.#ports.now(), this.#leaseMilliseconds));
  }

  get #leaseMilliseconds(): number {
    return this.#ports.settings.lease * 1000;
  }

  #tell(one: Finished, lost: boolean): void {
    const { claim, outcome, decision, held, endedAt } = one;
    this.#ports.log.info(
      {
        ...idsOf(claim),
        attempt: claim.attempt,
        outcome: outcome.kind,
        ...('code' in decision ? { code: decision.code } : {}),
        decision: lost ? 'taken-over' : decision.type,
        milliseconds: endedAt - held.startedAt,
      },
      'A delivery was attempted',
    );
  }
}

function idsOf(claim: ClaimedDelivery) {
  const { messageId, submissionId, caseId, cluster, destination } = claim;
  return { messageId, submissionId, caseId, cluster, destination };
}

function claimsOf(all: readonly Held[]): ClaimedDelivery[] {
  return all.map(({ claim }) => claim);
}
