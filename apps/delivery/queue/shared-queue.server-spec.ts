import { expect, it } from '@jest/globals';
import { PostgresStore } from '#store';
import {
  ACCEPTED,
  BUSY,
  destination,
  REFUSED,
  START,
} from '../../../test/delivery/delivery-bed.js';
import { type Message, queued } from '../../../test/delivery/queue-bed.js';
import { freshDatabase } from '../../../test/fixtures/servers.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { type FinishedAttempt, settleFinished } from '../dispatch/settle-finished.js';
import { MIGRATIONS } from '../migrations.js';
import { lockDelivery, settleAcknowledged } from './acknowledge.js';
import { type ClaimedDelivery, claim, findDue } from './claim.js';
import { insertDeliveries } from './insert.js';
import { discard, reopen } from './operate.js';
import type { Tables } from './positional.js';
import { releaseLeases, renewLeases } from './settle.js';

const INSTANCES = 3;
const CASES = 12;
const PER_CASE = 15;
/** Long enough for a claim to be settled in most cases, short enough to run out in some. */
const LEASE = 60;
const FINAL = ['delivered', 'rejected', 'discarded'];

/** Numbers from 0 to below 1, the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Instances that do everything at once that instances do, in an order that dice and servers make up. */
class Fray {
  readonly #stores: PostgresStore[];
  readonly #roll: () => number;
  #ticks = 0;
  /** Message ids by case, as attempts delivered them. */
  readonly delivered = new Map<string, string[]>();

  constructor(stores: PostgresStore[], seed: number) {
    this.#stores = stores;
    this.#roll = dice(seed);
  }

  async fight(messages: readonly Message[]): Promise<void> {
    let over = false;
    const untilOver = async (work: (instance: number) => Promise<void>, instance: number) => {
      while (!over) await work(instance);
    };
    const everywhere = (work: (instance: number) => Promise<void>) =>
      this.#stores.map((_, instance) => untilOver(work, instance));
    const others = [
      ...everywhere((instance) => this.#deliver(instance)),
      ...everywhere((instance) => this.#deliver(instance)),
      ...everywhere((instance) => this.#operate(instance, messages)),
    ];
    const ended = Promise.all(others).catch((cause: unknown) => {
      over = true;
      throw cause;
    });
    await Promise.all([
      ended,
      this.#queueAll(messages)
        .then(() => this.#settled(messages.length, () => over))
        .finally(() => {
          over = true;
        }),
    ]);
  }

  /** Each case comes through one instance, in order; some batches through another as well, as after a rebalance. */
  async #queueAll(messages: readonly Message[]): Promise<void> {
    await Promise.all(
      this.#stores.map(async (_, instance) => {
        const own = messages.filter((_message, at) => (at % CASES) % INSTANCES === instance);
        for (let start = 0; start < own.length; ) {
          const batch = own.slice(start, start + 1 + Math.floor(this.#roll() * 12));
          const insert = (by: number) =>
            this.#write(by, (tables) => insertDeliveries(tables, queued(batch), this.#now()));
          const again = this.#roll() < 0.3 ? [insert((instance + 1) % INSTANCES)] : [];
          await Promise.all([insert(instance), ...again]);
          start += batch.length;
        }
      }),
    );
  }

  async #deliver(instance: number): Promise<void> {
    const limit = 1 + Math.floor(this.#roll() * 8);
    const now = this.#now();
    const claims = await this.#write(instance, async (tables) => {
      const room = { destination: 'files', limit, bytes: 1_000_000, now };
      return claim(tables, (await findDue(tables, room)).ids, now + LEASE);
    });
    const ended: FinishedAttempt[] = [];
    const kept: ClaimedDelivery[] = [];
    for (const claimed of claims) {
      const luck = this.#roll();
      const outcome = luck < 0.7 ? ACCEPTED : luck < 0.8 ? BUSY : luck < 0.86 ? REFUSED : undefined;
      if (outcome !== undefined) ended.push({ ...ATTEMPT, claim: claimed, outcome, endedAt: now });
      else if (luck < 0.94) kept.push(claimed);
      // The others are forgotten, as by a process that died.
    }
    await this.#write(instance, async (tables) => {
      await renewLeases(tables, kept, this.#now() + LEASE);
    });
    const delivered = await this.#write(instance, async (tables) => {
      const at = this.#now();
      const { lost } = await settleFinished(tables, ended, { now: at, time: at });
      return ended.filter((one) => one.outcome === ACCEPTED && !lost.has(one.claim));
    });
    for (const { claim: one } of delivered) {
      const ids = this.delivered.get(one.caseId) ?? [];
      this.delivered.set(one.caseId, [...ids, one.messageId]);
    }
    await this.#write(instance, (tables) => releaseLeases(tables, kept, 'begun', this.#now()));
  }

  /** What operators and case systems do. */
  async #operate(instance: number, messages: readonly Message[]): Promise<void> {
    const dead = await this.#tables(instance)
      .selectFrom('delivery')
      .select('message_id')
      .where('state', '=', 'dead')
      .execute();
    for (const { message_id: messageId } of dead) {
      const ref = { messageId, destination: 'files' };
      const carryOut = this.#roll() < 0.8 ? reopen : discard;
      await this.#write(instance, (tables) => carryOut(tables, ref, this.#now()));
    }
    const any = messages[Math.floor(this.#roll() * messages.length)];
    if (this.#roll() > 0.1 || any === undefined) return;
    await this.#write(instance, async (tables) => {
      const known = await lockDelivery(tables, { messageId: any.id, destination: 'files' });
      if (known === undefined || FINAL.includes(known.delivery.state)) return;
      await settleAcknowledged(tables, known.delivery, 'rejected', this.#now());
    });
  }

  async #settled(expected: number, over: () => boolean): Promise<void> {
    for (let left = expected; left > 0 && !over(); ) {
      const { settled } = await this.#tables(0)
        .selectFrom('delivery')
        .select(({ fn }) => fn.countAll<number>().as('settled'))
        .where('state', 'in', FINAL as 'delivered'[])
        .executeTakeFirstOrThrow();
      left = expected - settled;
    }
  }

  /** Tries again what the database ended to untie a knot, as the callers of the queue do. */
  async #write<T>(instance: number, work: (tables: Tables) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.#stores[instance]!.write((tx) => work(tx.tables<DeliveryTables>()));
      } catch (cause) {
        if ((cause as { code?: string }).code !== 'unavailable') throw cause;
      }
    }
  }

  #tables(instance: number): Tables {
    return this.#stores[instance]!.tables<DeliveryTables>();
  }

  #now(): number {
    this.#ticks += 1;
    return START + this.#ticks;
  }
}

/** Tried again after some milliseconds, and for ever; the breaker opens and closes as it comes. */
const ATTEMPT = {
  config: destination('files', {
    retry: { initialInterval: 0.01, maximumInterval: 0.01, giveUpAfter: 1_000 },
    breaker: { failures: 2, firstProbe: 1, longestProbe: 1 },
  }),
  asked: true,
  probe: false,
  startedAt: START,
  milliseconds: 1,
  random: 0,
};

it.each([1, 2, 3])(
  'instances that share a queue deliver each message once and each case in order, and none is stuck (dice %s)',
  async (seed) => {
    const url = await freshDatabase();
    const stores = await Promise.all(
      Array.from({ length: INSTANCES }, () => PostgresStore.open({ url, poolSize: 6 })),
    );
    await stores[0]!.migrate('delivery', MIGRATIONS);
    const messages = Array.from({ length: CASES * PER_CASE }, (_, at) => ({
      id: `m${at}`,
      case: `case-${at % CASES}`,
      offset: BigInt(at),
    }));
    const fray = new Fray(stores, seed);
    await fray.fight(messages);

    const rows = await stores[0]!
      .tables<DeliveryTables>()
      .selectFrom('delivery')
      .select(['message_id', 'state', 'head', 'due_at'])
      .execute();
    expect(rows).toHaveLength(messages.length);
    expect(rows.filter((row) => row.head !== 0 || row.due_at !== null)).toEqual([]);
    const byAttempt = [...fray.delivered.values()].flat();
    expect(byAttempt.sort()).toEqual(
      rows
        .filter((row) => row.state === 'delivered')
        .map((row) => row.message_id)
        .sort(),
    );
    expect(byAttempt.length).toBeGreaterThan(messages.length / 2);
    for (const ids of fray.delivered.values()) {
      const inOrder = [...ids].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
      expect(ids).toEqual(inOrder);
    }
    await Promise.all(stores.map((store) => store.close()));
  },
  60_000,
);
