import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START } from '../../../test/delivery/delivery-bed.js';
import { type Message, QueueBed, queued } from '../../../test/delivery/queue-bed.js';
import { queueSuite } from '../../../test/delivery/queue-suite.js';
import { watching } from '../../../test/delivery/watched-tables.js';
import { OpenUnit, waiting } from '../../../test/fixtures/open-unit.js';
import { emptyPostgres } from '../../../test/fixtures/stores.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { takeProbe } from '../destinations/probe.js';
import { unknownDestination } from '../destinations/state.js';
import { writeState } from '../destinations/state-store.js';
import { buryAcknowledged, lockDelivery, settleAcknowledged } from './acknowledge.js';
import { claim, findDue } from './claim.js';
import { insertDeliveries } from './insert.js';
import { TOO_LATE } from './obstacle.js';
import { discard, reopen } from './operate.js';
import type { Tables } from './positional.js';
import { releaseLeases, renewLeases, settleDelivered, settleFailed } from './settle.js';
import { supersede } from './supersede.js';

queueSuite('PostgreSQL', emptyPostgres);

describe('two instances that share the queue', () => {
  let bed: QueueBed;
  let one: Instance;
  let other: Instance;

  beforeEach(async () => {
    bed = await QueueBed.open(emptyPostgres);
    one = new Instance(await OpenUnit.begin(bed.store));
    other = new Instance(await OpenUnit.begin(bed.store));
  });

  afterEach(async () => {
    await one.unit.rollback();
    await other.unit.rollback();
    await bed.close();
  });

  class Instance {
    constructor(readonly unit: OpenUnit) {}

    do<T>(work: (tables: Tables) => Promise<T>): Promise<T> {
      return this.unit.do((tx) => work(tx.tables<DeliveryTables>()));
    }

    insert(...messages: Message[]) {
      return this.do((tables) => insertDeliveries(tables, queued(messages), bed.clock.now));
    }

    claim(limit = 10) {
      const now = bed.clock.now;
      return this.do(async (tables) => {
        const found = await findDue(tables, { destination: 'files', limit, bytes: 1_000, now });
        return claim(tables, found.ids, now + 15_000);
      });
    }

    commit() {
      return this.unit.commit();
    }
  }

  const FAILURE = { code: 'refused', detail: 'Not so.' };
  const FIRST = { id: 'm1', offset: 1n };
  const SECOND = { id: 'm2', offset: 2n };
  const THIRD = { id: 'm3', offset: 3n };
  const REF = { messageId: 'm1', destination: 'files' };

  /** The queue as it is at the end: who is head, and who waits. */
  async function state() {
    const rows = await bed.rows();
    return Object.fromEntries(
      rows.map((row) => [row.message_id, row.head === 1 ? `${row.state}, head` : row.state]),
    );
  }

  it('claim at the same time, wait for nothing and get different deliveries', async () => {
    await bed.insert({ id: 'a', case: 'a' }, { id: 'b', case: 'b' }, { id: 'c', case: 'c' });
    const ids = (claims: { messageId: string }[]) => claims.map(({ messageId }) => messageId);
    expect(ids(await one.claim(2))).toEqual(['a', 'b']);
    expect(ids(await other.claim(2))).toEqual(['c']);
    await one.commit();
    await other.commit();
    expect((await bed.claimAll()).nextDueAt).toBe(START + 15_000);
  });

  it('queue behind a head that the other settles a moment later: it is promoted', async () => {
    await bed.insert(FIRST);
    const { claims } = await bed.claimAll();
    await one.insert(SECOND);
    const settling = other.do((tables) => settleDelivered(tables, claims, START));
    await waiting(bed.store);
    await one.commit();
    expect((await settling).promoted).toEqual(['files']);
    await other.commit();
    expect(await state()).toEqual({ m1: 'delivered', m2: 'open, head' });
  });

  it('queue behind a head that the other has settled and not committed: it becomes the head', async () => {
    await bed.insert(FIRST);
    const { claims } = await bed.claimAll();
    expect((await other.do((tables) => settleDelivered(tables, claims, START))).promoted).toEqual(
      [],
    );
    const inserting = one.insert(SECOND);
    await waiting(bed.store);
    await other.commit();
    expect(await inserting).toHaveLength(1);
    await one.commit();
    expect(await state()).toEqual({ m1: 'delivered', m2: 'open, head' });
  });

  it.each(['nobody', 'another'])(
    'queue behind a head that is settled between two statements, and %s follows it',
    async (follower) => {
      await bed.insert(FIRST, ...(follower === 'another' ? [SECOND] : []));
      const { claims } = await bed.claimAll();
      let settled = false;
      await one.do((tables) => {
        const interrupted = watching(tables, async ({ query, run }) => {
          const result = await run();
          if (!settled && query.sql.startsWith('insert into "delivery"')) {
            settled = true;
            await bed.write((own) => settleDelivered(own, claims, START));
          }
          return result;
        });
        // What is known already must not be offered for ever where its case has no head.
        return insertDeliveries(interrupted, queued([FIRST, THIRD]), START);
      });
      await one.commit();
      expect(await state()).toEqual(
        follower === 'another'
          ? { m1: 'delivered', m2: 'open, head', m3: 'open' }
          : { m1: 'delivered', m3: 'open, head' },
      );
      expect(await bed.drain()).toEqual(follower === 'another' ? ['m2', 'm3'] : ['m3']);
    },
  );

  it('begin a case at the same time: the second waits its turn', async () => {
    await one.insert(FIRST);
    const inserting = other.insert(SECOND);
    await waiting(bed.store);
    await one.commit();
    await inserting;
    await other.commit();
    expect(await state()).toEqual({ m1: 'open, head', m2: 'open' });
  });

  it('begin a case at the same time, and the first is undone', async () => {
    await one.insert(FIRST);
    const inserting = other.insert(SECOND);
    await waiting(bed.store);
    await one.unit.rollback();
    await inserting;
    await other.commit();
    expect(await state()).toEqual({ m2: 'open, head' });
  });

  it('queue the same records: each is queued once', async () => {
    await one.insert(FIRST, SECOND);
    const inserting = other.insert(SECOND, FIRST, THIRD);
    await waiting(bed.store);
    await one.commit();
    expect((await inserting).map(({ messageId }) => messageId)).toEqual(['m3']);
    await other.commit();
    expect(await bed.drain()).toEqual(['m1', 'm2', 'm3']);
  });

  it('begin many cases in opposite order and do not wait for each other for ever', async () => {
    const cases = Array.from({ length: 150 }, (_, at) => `case-${at}`);
    const first = cases.map((name) => ({ id: `${name} 1`, case: name, offset: 1n }));
    const second = cases.map((name) => ({ id: `${name} 2`, case: name, offset: 2n }));
    await Promise.all([
      one.insert(...first).then(() => one.commit()),
      other.insert(...second.reverse()).then(() => other.commit()),
    ]);
    const heads = (await bed.rows()).filter((row) => row.head === 1);
    expect(new Set(heads.map((row) => row.case_id)).size).toBe(cases.length);
    expect(await bed.rows()).toHaveLength(2 * cases.length);
  });

  it('settle many that the other queues behind and do not wait for each other for ever', async () => {
    const cases = Array.from({ length: 100 }, (_, at) => `case-${at}`);
    await bed.insert(...cases.map((name) => ({ id: `${name} 1`, case: name, offset: 1n })));
    const { claims } = await bed.claimAll();
    const followers = cases.map((name) => ({ id: `${name} 2`, case: name, offset: 2n }));
    await Promise.all([
      other
        .do((tables) => settleDelivered(tables, claims.reverse(), START))
        .then(() => other.commit()),
      one.insert(...followers).then(() => one.commit()),
    ]);
    expect((await bed.drain()).sort()).toEqual(followers.map(({ id }) => id).sort());
  });

  it('bring an older delivery while the other claims the head: the claim stands', async () => {
    await bed.insert(SECOND);
    const [claimed] = await other.claim();
    const inserting = one.insert(FIRST);
    await waiting(bed.store);
    await other.commit();
    await inserting;
    await one.commit();
    expect(await state()).toEqual({ m2: 'leased, head', m1: 'open' });
    const again = { ...FAILURE, dueAt: START };
    await bed.write((tables) => settleFailed(tables, claimed!, again, START));
    expect(await bed.drain()).toEqual(['m1', 'm2']);
  });

  it('claim while the other brings an older delivery: the younger is passed over', async () => {
    await bed.insert(SECOND);
    await one.insert(FIRST);
    expect(await other.claim()).toEqual([]);
    await one.commit();
    await other.commit();
    expect(await bed.drain()).toEqual(['m1', 'm2']);
  });

  it.each([
    ['settles', (tables: Tables, claims: Claims) => settleDelivered(tables, claims, START)],
    ['renews', (tables: Tables, claims: Claims) => renewLeases(tables, claims, START + 99_000)],
    ['gives back', (tables: Tables, claims: Claims) => releaseLeases(tables, claims, 'begun', 1)],
    [
      'fails',
      (tables: Tables, claims: Claims) =>
        settleFailed(tables, claims[0]!, { ...FAILURE, dueAt: null }, START),
    ],
  ])('take over a lease while the first %s it: the first is too late', async (_, late) => {
    await bed.insert(FIRST, SECOND);
    const { claims } = await bed.claimAll();
    bed.clock.now += 15_000;
    const [taken] = await other.claim();
    const tooLate = one.do((tables) => late(tables, claims) as Promise<unknown>);
    await waiting(bed.store);
    await other.commit();
    await tooLate;
    await one.commit();
    expect(await bed.row('m1')).toMatchObject({
      state: 'leased',
      head: 1,
      attempt: 2,
      due_at: bed.clock.now + 15_000,
    });
    await bed.write((tables) => settleDelivered(tables, [taken!], START));
    expect(await bed.drain()).toEqual(['m2']);
  });

  it('discard and reopen the same dead letter: the first decides', async () => {
    await bed.insert(FIRST, SECOND);
    const [claimed] = (await bed.claimAll()).claims;
    await bed.write((tables) => settleFailed(tables, claimed!, { ...FAILURE, dueAt: null }, START));
    expect(await one.do((tables) => discard(tables, REF, START))).toBe(true);
    const reopening = other.do((tables) => reopen(tables, REF, START));
    await waiting(bed.store);
    await one.commit();
    expect(await reopening).toBe(false);
    await other.commit();
    expect(await state()).toEqual({ m1: 'discarded', m2: 'open, head' });
  });

  it.each(['files', 'elsewhere'])(
    'discard a dead letter while the other queues its correction, to %s: the discard stands, and the correction is too late',
    async (destination) => {
      await bed.insert(FIRST, SECOND);
      const [claimed] = (await bed.claimAll()).claims;
      await bed.write((tables) =>
        settleFailed(tables, claimed!, { ...FAILURE, dueAt: null }, START),
      );
      const [correction] = queued([{ id: 'n1', offset: 9n, replaces: 'm1', destination }]);
      expect(await one.do((tables) => discard(tables, REF, START))).toBe(true);
      const correcting = other.do((tables) =>
        supersede(tables, correction!, 'm1', START, new Set()),
      );
      await waiting(bed.store);
      await one.commit();
      expect(await correcting).toBe(true);
      await other.commit();
      const atHome = destination === 'files';
      expect(await state()).toEqual({
        m1: 'discarded',
        m2: 'open, head',
        n1: atHome ? 'open' : 'open, head',
      });
      expect((await bed.row('n1'))?.obstacle).toBe(TOO_LATE);
    },
  );

  it('reopen a dead letter while the head beside it is settled: it follows', async () => {
    await bed.insert(FIRST, SECOND);
    const first = (await bed.claimAll()).claims;
    await bed.write((tables) => settleDelivered(tables, first, START));
    const second = (await bed.claimAll()).claims;
    await bed.write(async (tables) => {
      const known = await lockDelivery(tables, REF);
      await buryAcknowledged(tables, known!.delivery, FAILURE);
    });
    await other.do((tables) => settleDelivered(tables, second, START));
    const reopening = one.do((tables) => reopen(tables, REF, START));
    await Promise.race([reopening, waiting(bed.store)]);
    await other.commit();
    expect(await reopening).toBe(true);
    await one.commit();
    expect(await state()).toEqual({ m1: 'open, head', m2: 'delivered' });
  });

  it('probe two destinations in either order: neither waits for the other', async () => {
    const at = { now: START + 1, leasedUntil: START + 15_000 };
    for (const name of ['a', 'b']) {
      await bed.insert(
        { id: `${name}1`, case: `${name}1`, destination: name },
        { id: `${name}2`, case: `${name}2`, destination: name },
      );
      const open = { breaker: 'open', probe_at: START, stopped_since: START } as const;
      await bed.write((tables) => writeState(tables, { ...unknownDestination(name), ...open }));
    }
    const probe = (by: Instance, name: string) => by.do((tables) => takeProbe(tables, name, at));
    expect(await probe(one, 'a')).toMatchObject({ id: expect.anything() });
    expect(await probe(other, 'b')).toMatchObject({ id: expect.anything() });
    expect(await Promise.all([probe(one, 'b'), probe(other, 'a')])).toEqual(['taken', 'taken']);
    await one.commit();
    await other.commit();
  });

  it('queue behind a dead letter that the other discards: it is promoted', async () => {
    await bed.insert(FIRST);
    const [claimed] = (await bed.claimAll()).claims;
    await bed.write((tables) => settleFailed(tables, claimed!, { ...FAILURE, dueAt: null }, START));
    await one.insert(SECOND);
    const discarding = other.do((tables) => discard(tables, REF, START));
    await waiting(bed.store);
    await one.commit();
    expect(await discarding).toBe(true);
    await other.commit();
    expect(await state()).toEqual({ m1: 'discarded', m2: 'open, head' });
  });

  it('settle a head and take an acknowledgement of what waits behind it: the one after is promoted', async () => {
    await bed.insert(FIRST, SECOND, THIRD);
    const { claims } = await bed.claimAll();
    expect(await one.do((tables) => acknowledge(tables, 'm2'))).toBe(false);
    const settling = other.do((tables) => settleDelivered(tables, claims, START));
    await waiting(bed.store);
    await one.commit();
    await settling;
    await other.commit();
    expect(await state()).toEqual({ m1: 'delivered', m2: 'rejected', m3: 'open, head' });
  });

  it('take an acknowledgement of what becomes the head meanwhile: its case goes on', async () => {
    await bed.insert(FIRST, SECOND, THIRD);
    const { claims } = await bed.claimAll();
    await other.do((tables) => settleDelivered(tables, claims, START));
    const acknowledging = one.do((tables) => acknowledge(tables, 'm2'));
    await waiting(bed.store);
    await other.commit();
    expect(await acknowledging).toBe(true);
    await one.commit();
    expect(await state()).toEqual({ m1: 'delivered', m2: 'rejected', m3: 'open, head' });
  });
});

async function acknowledge(tables: Tables, messageId: string): Promise<boolean> {
  const known = await lockDelivery(tables, { messageId, destination: 'files' });
  return settleAcknowledged(tables, known!.delivery, 'rejected', START);
}

type Claims = Awaited<ReturnType<QueueBed['claimAll']>>['claims'];
