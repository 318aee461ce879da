import { asFailure } from '#domain';
import type { EventLog } from '#event-log';
import type { Store } from '#store';
import type { Decision } from '../attempts/decide.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { claimableFrom } from '../destinations/state.js';
import { tellChanges } from '../destinations/tell-changes.js';
import type { ClaimedDelivery } from '../queue/claim.js';
import type { Finished, InHand } from './in-hand.js';
import type { ScheduleClock } from './schedule-clock.js';
import { type Settlement, settleFinished } from './settle-finished.js';

export interface SettlePorts {
  store: Pick<Store, 'write'>;
  eventLog: Pick<EventLog, 'append'>;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** Writes down what became of attempts, with the journal in the same unit of work, and lets them go. */
export class SettleAttempts {
  readonly #ports: SettlePorts;
  readonly #inHand: InHand;
  readonly #clock: ScheduleClock;
  #followed = false;

  constructor(ports: SettlePorts, inHand: InHand, clock: ScheduleClock) {
    this.#ports = ports;
    this.#inHand = inHand;
    this.#clock = clock;
  }

  /** Whether what was settled last let waiting deliveries of its cases go on. */
  get followed(): boolean {
    return this.#followed;
  }

  /** @throws what the store cannot take now, which stays in hand */
  async settle(finished: readonly Finished[], now: number): Promise<void> {
    const { lanes, leases } = this.#inHand;
    for (const { held } of finished) leases.letGo(held);
    try {
      const settlement = await this.#write(finished, now);
      for (const [destination, { before, after }] of settlement.judged) {
        const wasStopped = before.stopped_since !== null || lanes.isStopped(destination);
        if (after.stopped_since !== null || wasStopped) {
          this.#inHand.stop(destination, claimableFrom(after));
        }
      }
      tellChanges(this.#ports.log, settlement.judged);
      for (const one of finished) this.#tell(one, settlement);
    } catch (err) {
      await this.#settleLater(finished, now, err);
    }
  }

  #write(finished: readonly Finished[], now: number): Promise<Settlement> {
    const { store, eventLog } = this.#ports;
    const times = { now, time: this.#clock.time(now) };
    return store.write(async (tx) => {
      const settlement = await settleFinished(tx.tables<DeliveryTables>(), finished, times);
      await eventLog.append(tx, settlement.events);
      for (const { destination, at } of settlement.due) this.#inHand.lanes.due(destination, at);
      this.#followed = settlement.due.some(({ at }) => at <= now);
      return settlement;
    });
  }

  /** What the store cannot take now is kept; what it refuses is found by trying each alone. */
  async #settleLater(finished: readonly Finished[], now: number, err: unknown): Promise<void> {
    const [only, ...others] = finished;
    const wait = asFailure(err).code === 'unavailable';
    if (wait || others.length > 0) {
      for (const { held } of finished) this.#inHand.leases.hold(held);
    }
    if (wait) {
      this.#inHand.putBack(finished);
      throw err;
    }
    if (others.length > 0) {
      await Promise.all(finished.map((one) => this.settle([one], now)));
    } else if (only !== undefined) {
      this.#ports.log.error(
        { ...idsOf(only.claim), err },
        'An attempt could not be written down; it is made again when its lease is over',
      );
    }
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

function idsOf(claim: ClaimedDelivery) {
  const { messageId, submissionId, caseId, cluster, destination } = claim;
  return { messageId, submissionId, caseId, cluster, destination };
}
