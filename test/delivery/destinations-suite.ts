import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { Outcome } from '#destinations';
import type { DeliveryTables } from '../../apps/delivery/delivery.tables.js';
import { takeProbe } from '../../apps/delivery/destinations/probe.js';
import { readClock } from '../../apps/delivery/dispatch/schedule-clock.js';
import type { OpenStore } from '../fixtures/stores.js';
import { until } from '../fixtures/until.js';
import { ACCEPTED, BUSY, DeliveryBed, destination, gate, REFUSED, START } from './delivery-bed.js';

const DAY = 86_400;
const GONE: Outcome = { kind: 'gone', detail: 'It answers 410.' };
const BREAKER = { failures: 3, firstProbe: 10, longestProbe: 60 };

/** Breaker, pause and the clock of a destination work the same way on both databases. */
export function destinationsSuite(name: string, open: OpenStore): void {
  describe(`a destination: ${name}`, () => {
    let bed: DeliveryBed;

    beforeEach(async () => {
      bed = await DeliveryBed.open(open);
      bed.destinations.set('files', destination('files', { concurrency: 1, breaker: BREAKER }));
    });
    afterEach(() => bed.close());

    const state = async (id = 'files') =>
      bed.store
        .tables<DeliveryTables>()
        .selectFrom('destination_state')
        .selectAll()
        .where('destination', '=', id)
        .executeTakeFirst();

    async function reaches(wanted: object, id = 'files') {
      return until(async () => {
        const now = await state(id);
        const reached = Object.entries(wanted).every(
          ([column, value]) => now?.[column as keyof typeof now] === value,
        );
        return reached ? now : undefined;
      });
    }

    /** Messages of cases of their own. */
    const many = (count: number, prefix = 'm') =>
      Array.from({ length: count }, (_, n) => ({
        id: `${prefix}${n}`,
        case: `${prefix}-case-${n}`,
      }));

    /** Resolves when something elsewhere went through a dispatcher that has looked at everything before. */
    async function passed(mark: string): Promise<void> {
      bed.destinations.set('elsewhere', destination('elsewhere'));
      await bed.publish({ id: mark, case: mark, destination: 'elsewhere' });
      await bed.inState('delivered', mark);
    }

    /** Nothing is under way, and nothing claimed ahead. */
    const quiet = () =>
      until(async () => {
        const leased = await bed.store
          .tables<DeliveryTables>()
          .selectFrom('delivery')
          .select('id')
          .where('state', '=', 'leased')
          .limit(1)
          .execute();
        return leased.length === 0 ? true : undefined;
      });

    /** A dispatcher has looked at the clock, as on a machine that runs. */
    const seen = () =>
      until(async () => {
        const clock = await readClock(bed.store.tables<DeliveryTables>());
        return bed.clock.now - Number(clock?.seen_at) < 600_000 ? true : undefined;
      });

    const attemptsAt = (prefix = 'm') => bed.attempted().filter((id) => id.startsWith(prefix));

    it.each([
      ['401', { ...REFUSED, anyMessage: true }],
      ['another host key', { ...BUSY, anyMessage: true }],
    ] as [string, Outcome][])(
      'that takes no message at all (%s) is not asked about each of them',
      async (_, outcome) => {
        bed.answer = () => outcome;
        bed.start();
        await bed.publish(...many(50));
        await reaches({ breaker: 'open' });
        await quiet();
        const inState = async (state: string) =>
          (await bed.rows()).filter((row) => row.state === state).length;
        // Those that were under way or at hand, and no more.
        expect(bed.attempts.length).toBeLessThan(15);
        const dead = await inState('dead');
        expect(dead).toBe(outcome.kind === 'refused' ? bed.attempts.length : 0);

        bed.answer = () => ACCEPTED;
        bed.pass(20);
        await until(async () => ((await inState('delivered')) === 50 - dead ? true : undefined));
      },
    );

    it('with another host key is not asked a second time before the first probe', async () => {
      bed.answer = () => ({ ...BUSY, anyMessage: true });
      bed.start();
      await bed.publish({ id: 'm1' });
      await reaches({ breaker: 'open', failures: 1 });
    });

    it('is probed also where the time for it comes while what was under way before ends', async () => {
      const breaker = { ...BREAKER, failures: 1 };
      bed.destinations.set('files', destination('files', { concurrency: 2, breaker }));
      const under = [gate<Outcome>(), gate<Outcome>()];
      bed.answer = ({ messageId }) => under[Number(messageId.at(-1))]?.promise ?? ACCEPTED;
      bed.start();
      await bed.publish(...many(2));
      await until(() => (bed.attempts.length === 2 ? true : undefined));
      under[0]?.open(BUSY);
      await reaches({ breaker: 'open' });
      await bed.publish({ id: 'm2', case: 'case-2' });
      await bed.stepsDone();
      // Nobody is woken by it: the next turn writes down the end of the other attempt, and takes the probe.
      bed.clock.now += 600_000;
      under[1]?.open(BUSY);
      await bed.inState('delivered', 'm2');
    });

    describe('that does not answer', () => {
      beforeEach(async () => {
        bed.answer = ({ messageId }) => (messageId.startsWith('m') ? BUSY : ACCEPTED);
        bed.start();
        await bed.publish(...many(20));
        await reaches({ breaker: 'open' });
      });

      it('is asked no more after some failures in a row, and the others do not notice', async () => {
        await quiet();
        const asked = attemptsAt().length;
        await passed('x1');
        bed.pass(4);
        await passed('x2');
        expect(attemptsAt()).toHaveLength(asked);
        expect(await state()).toMatchObject({ breaker: 'open', last_code: 'unreachable' });
        // What was claimed ahead went back as if it had never been.
        expect((await bed.rows()).filter((row) => row.attempt > 0)).toHaveLength(asked + 2);
      });

      it('is probed by one attempt at a time, ever more seldom, by another message each time', async () => {
        await quiet();
        const before = attemptsAt().length;
        for (let probe = 1; probe <= 4; probe += 1) {
          bed.pass(60);
          await reaches({ breaker: 'open', probes: probe });
          await passed(`x${probe}`);
        }
        const probes = attemptsAt().slice(before);
        expect(probes).toHaveLength(4);
        expect(new Set(probes).size).toBe(4);
        expect(Number((await state())?.probe_at) - bed.clock.now).toBe(45_000);
        expect((await bed.rows()).filter((row) => row.failures > 1)).toEqual([]);
      });

      it('gets everything in order once a probe succeeds', async () => {
        await bed.publish(...many(20).map((first) => ({ ...first, id: `${first.id}-second` })));
        await bed.stepsDone();
        bed.answer = () => ACCEPTED;
        bed.pass(20);
        await bed.inState('delivered');
        for (let n = 0; n < 20; n += 1) {
          const order = attemptsAt().filter((id) => id === `m${n}` || id === `m${n}-second`);
          expect([...new Set(order)]).toEqual([`m${n}`, `m${n}-second`]);
          expect(order.at(-1)).toBe(`m${n}-second`);
        }
        expect(await state()).toMatchObject({
          breaker: 'closed',
          failures: 0,
          stopped_since: null,
        });
      });

      it('that refuses a probe is there: everything flows', async () => {
        bed.answer = ({ messageId }) => (messageId === 'm19' ? ACCEPTED : REFUSED);
        bed.pass(20);
        await bed.inState('delivered', 'm19');
        expect(await state()).toMatchObject({ breaker: 'closed' });
      });

      it('uses up no patience: after hours nothing is given up', async () => {
        for (let hour = 1; hour <= 12; hour += 1) {
          bed.pass(3_600);
          await reaches({ probes: hour });
        }
        expect((await bed.rows()).filter((row) => row.state === 'dead')).toEqual([]);
        bed.answer = ({ messageId }) => (messageId === 'm0' ? BUSY : ACCEPTED);
        bed.pass(100);
        await bed.inState(
          'delivered',
          ...many(20)
            .slice(1)
            .map(({ id }) => id),
        );
        expect(await bed.row('m0')).toMatchObject({ state: 'open' });
      });

      it('does not let a second process probe as long as the first does', async () => {
        await quiet();
        const before = attemptsAt().length;
        const slow = gate<Outcome>();
        bed.answer = ({ messageId }) => (messageId.startsWith('m') ? slow.promise : ACCEPTED);
        bed.dispatcher().start();
        bed.pass(20);
        await until(() => (attemptsAt().length === before + 1 ? true : undefined));
        for (let passed = 0; passed < 60; passed += 5) {
          bed.pass(5);
          await until(async () =>
            Number((await state())?.probe_at) >= bed.clock.now + 9_000 ? true : undefined,
          );
        }
        await passed('x1');
        expect(attemptsAt()).toHaveLength(before + 1);
        slow.open(ACCEPTED);
        await bed.inState('delivered');
      });
    });

    it('is probed by one of those that ask at the same moment', async () => {
      bed.answer = () => BUSY;
      const dispatcher = bed.start();
      await bed.publish(...many(5));
      await reaches({ breaker: 'open' });
      await quiet();
      await dispatcher.stop();
      const at = { now: START + 20_000, leasedUntil: START + 35_000 };
      const take = () =>
        bed.store.write((tx) => takeProbe(tx.tables<DeliveryTables>(), 'files', at));
      const taken = await Promise.all([take(), take(), take()]);
      expect(taken.filter((probe) => typeof probe === 'object')).toHaveLength(1);
      expect(await state()).toMatchObject({ breaker: 'half-open', probe_at: START + 35_000 });
    });

    it('is probed although its only message would wait for hours yet', async () => {
      const retry = { initialInterval: 20_000, maximumInterval: 20_000, giveUpAfter: DAY };
      const breaker = { ...BREAKER, failures: 1 };
      bed.destinations.set('files', destination('files', { retry, breaker }));
      bed.answer = ({ attempt }) => (attempt === 1 ? BUSY : ACCEPTED);
      bed.start();
      await bed.publish({ id: 'm1' });
      await reaches({ breaker: 'open' });
      bed.pass(20);
      await bed.inState('delivered', 'm1');
    });

    it('is not blamed for what went wrong on our side', async () => {
      bed.answer = () => ({ kind: 'retry', code: 'internal', detail: 'An attachment is away.' });
      bed.start();
      await bed.publish(...many(6));
      await until(async () =>
        (await bed.rows()).filter((row) => row.failures === 1).length === 6 ? true : undefined,
      );
      expect(await state()).toMatchObject({ breaker: 'closed', failures: 0 });
    });

    describe('that says it is gone', () => {
      beforeEach(async () => {
        bed.answer = ({ messageId }) => (messageId === 'm0' ? GONE : ACCEPTED);
        bed.start();
        await bed.publish(...many(10));
        await bed.inState('dead', 'm0');
      });

      it('is disabled: the others wait, and operators are told', async () => {
        await quiet();
        const asked = attemptsAt();
        await passed('x1');
        bed.pass(DAY);
        await passed('x2');
        expect(attemptsAt()).toEqual(asked);
        expect(asked.length).toBeLessThan(4);
        expect(await state()).toMatchObject({ disabled_detail: 'It answers 410.' });
        expect(bed.lines.map(({ message }) => message).join()).toContain('said that it is gone');
      });

      it('goes on when an operator resumes it', async () => {
        await bed.aboutDestination('resume', 'files');
        await bed.inState(
          'delivered',
          ...many(10)
            .slice(1)
            .map(({ id }) => id),
        );
        expect(await bed.row('m0')).toMatchObject({ state: 'dead' });
        expect(await state()).toMatchObject({ disabled_at: null, stopped_since: null });
      });
    });

    it('that the landscape does not have is not disabled by it', async () => {
      bed.start();
      await bed.publish({ id: 'm1', destination: 'nowhere' });
      await bed.inState('dead', 'm1');
      expect(await state('nowhere')).toBeUndefined();
    });

    it('that went from the landscape while it did not answer is not disabled by a probe', async () => {
      bed.answer = () => BUSY;
      bed.start();
      await bed.publish(...many(6));
      await reaches({ breaker: 'open' });
      await quiet();
      bed.destinations.delete('files');
      bed.pass(20);
      await bed.inState('dead');
      expect(await state()).toMatchObject({ disabled_at: null, breaker: 'open' });
    });

    it('is still away after a probe by a message that nobody sends', async () => {
      bed.start();
      await bed.publish({ id: 'm1', case: 'm1' });
      await bed.inState('delivered', 'm1');
      bed.answer = () => BUSY;
      await bed.publish(...many(5, 'w'));
      await reaches({ breaker: 'open' });
      await quiet();
      await bed.publish({ id: 'n1', case: 'm1', replaces: 'm1' });
      await bed.stepsDone();
      await bed.store.write(async (tx) => {
        await tx
          .tables<DeliveryTables>()
          .updateTable('delivery')
          .set({ due_at: START - 1 })
          .where('message_id', '=', 'n1')
          .execute();
      });
      bed.pass(20);
      await bed.inState('dead', 'n1');
      await reaches({ breaker: 'open', probes: 1 });
    });

    describe('that an operator has paused', () => {
      it('gets nothing until it is resumed, while what is under way comes to its end', async () => {
        const slow = gate<Outcome>();
        bed.answer = ({ messageId }) => (messageId === 'm0' ? slow.promise : ACCEPTED);
        bed.start();
        await bed.publish(...many(10));
        await until(() => (bed.attempts.length === 1 ? true : undefined));
        await bed.aboutDestination('pause', 'files');
        await until(async () => ((await bed.row('m1'))?.state === 'open' ? true : undefined));
        slow.open(ACCEPTED);
        await bed.inState('delivered', 'm0');
        await passed('x1');
        bed.pass(DAY);
        await passed('x2');
        expect(attemptsAt()).toEqual(['m0']);

        await bed.aboutDestination('resume', 'files');
        await bed.inState('delivered');
      });

      it('keeps who, why and since when; each decision is carried out once', async () => {
        bed.start();
        await bed.aboutDestination('pause', 'files', 'd1');
        await bed.aboutDestination('resume', 'files', 'd2');
        await bed.aboutDestination('pause', 'files', 'd1');
        expect(await state()).toMatchObject({ paused_at: null });
        bed.pass(60);
        await bed.aboutDestination('pause', 'files', 'd3');
        expect(await state()).toMatchObject({
          paused_at: START + 60_000,
          paused_by: 'Erika Muster',
          paused_reason: 'Maintenance',
        });
        const history = await bed.store
          .tables<DeliveryTables>()
          .selectFrom('destination_operation')
          .select(['id', 'operation', 'operator'])
          .orderBy('at')
          .orderBy('id')
          .execute();
        expect(history.map(({ id, operation }) => `${id} ${operation}`)).toEqual([
          'd1 pause',
          'd2 resume',
          'd3 pause',
        ]);
      });

      it('is paused for every process within seconds', async () => {
        bed.start();
        const other = bed.dispatcher();
        other.start();
        await bed.aboutDestination('pause', 'files');
        bed.pass(2);
        await bed.publish(...many(10));
        await bed.stepsDone();
        other.wake(['files']);
        await passed('x1');
        expect(attemptsAt()).toEqual([]);
      });

      it('uses up no patience', async () => {
        bed.answer = () => BUSY;
        bed.start();
        await bed.publish({ id: 'm1' });
        await until(async () => ((await bed.row('m1'))?.failures === 1 ? true : undefined));
        await bed.aboutDestination('pause', 'files');
        for (let times = 0; times < 6; times += 1) {
          bed.pass(1_800);
          await seen();
        }
        await bed.aboutDestination('resume', 'files');
        await until(async () => ((await bed.row('m1'))?.failures === 2 ? true : undefined));
        expect(await bed.row('m1')).toMatchObject({ state: 'open' });
        bed.pass(60);
        await until(async () => ((await bed.row('m1'))?.failures === 3 ? true : undefined));
      });
    });

    describe('where the clock on the wall leaps', () => {
      const retry = { initialInterval: 10, maximumInterval: 100, giveUpAfter: DAY };
      const patient = { failures: 1_000, firstProbe: 10, longestProbe: 60 };

      beforeEach(async () => {
        bed.destinations.set('files', destination('files', { retry, breaker: patient }));
        bed.answer = () => BUSY;
        bed.start();
        await bed.publish({ id: 'm1' });
        await until(async () => ((await bed.row('m1'))?.failures === 1 ? true : undefined));
      });

      it('days forwards after a sleep: the schedule goes on where it was', async () => {
        bed.pass(20 * DAY);
        await until(async () => ((await bed.row('m1'))?.failures === 2 ? true : undefined));
        expect(await bed.row('m1')).toMatchObject({ state: 'open' });
        await until(async () => {
          bed.pass(1_000);
          return (await bed.row('m1'))?.state === 'dead' ? true : undefined;
        });
        expect(bed.clock.now - START).toBeGreaterThanOrEqual(21 * DAY * 1_000);
      });

      it('days backwards while the breaker is open: it probes soon', async () => {
        bed.destinations.set('other', destination('other', { breaker: BREAKER }));
        await bed.publish(
          ...many(5).map((one) => ({ ...one, id: `o-${one.id}`, destination: 'other' })),
        );
        await reaches({ breaker: 'open' }, 'other');
        await bed.store.write((tx) =>
          tx
            .tables<DeliveryTables>()
            .insertInto('delivery_lease')
            .values({ delivery_id: 1, leased_until: START + 600_000, worker: null })
            .execute(),
        );
        bed.pass(-20 * DAY);
        await until(async () => {
          bed.pass(1);
          return (await state('other'))?.probes === 1 ? true : undefined;
        });
        // And what a worker of an inbox held comes to another soon.
        const { leased_until } = await bed.store
          .tables<DeliveryTables>()
          .selectFrom('delivery_lease')
          .select('leased_until')
          .executeTakeFirstOrThrow();
        expect(leased_until).toBeLessThan(START - 19 * DAY * 1_000);
      });

      it('a day forwards during an attempt: that goes on', async () => {
        const under = gate<Outcome>();
        let signal: AbortSignal | undefined;
        bed.answer = (_, given) => {
          signal = given;
          return under.promise;
        };
        await bed.publish({ id: 'm2', case: 'case-2' });
        await until(() => signal);
        bed.leap(DAY);
        await until(async () =>
          Number((await bed.row('m2'))?.due_at) > bed.clock.now ? true : undefined,
        );
        expect(signal?.aborted).toBe(false);
        under.open(ACCEPTED);
        await bed.inState('delivered', 'm2');
      });

      it('days backwards: it is tried again soon, and given up after as much trying', async () => {
        bed.pass(-20 * DAY);
        bed.pass(30);
        await until(async () => {
          bed.pass(1);
          return Number((await bed.row('m1'))?.failures) > 1 ? true : undefined;
        });
        await until(async () => {
          bed.pass(1_000);
          return (await bed.row('m1'))?.state === 'dead' ? true : undefined;
        });
        expect(bed.clock.now - START).toBeGreaterThanOrEqual(-19 * DAY * 1_000 - 100_000);
      });
    });

    it('with the schedule of the landscape is given up after 14 days of trying, not before', async () => {
      const retry = { initialInterval: 5, maximumInterval: 21_600, giveUpAfter: 14 * DAY };
      const patient = { failures: 1_000, firstProbe: 10, longestProbe: 60 };
      bed.destinations.set('files', destination('files', { retry, breaker: patient }));
      bed.answer = () => BUSY;
      bed.start();
      await bed.publish({ id: 'm1' });
      const gaps: number[] = [];
      for (let failures = 1; ; failures += 1) {
        const row = await until(async () => {
          const now = await bed.row('m1');
          return now?.failures === failures ? now : undefined;
        });
        if (row.state === 'dead') break;
        const gap = Number(row.due_at) - bed.clock.now;
        gaps.push(gap / 1_000);
        for (let left = gap; left > 0; left -= 3_000_000) {
          bed.clock.now += Math.min(3_000_000, left);
          bed.pass(0);
          await seen();
        }
      }
      expect(bed.clock.now - START).toBe(14 * DAY * 1_000);
      expect(gaps[0]).toBe(3.75);
      expect(Math.max(...gaps)).toBe(16_200);
      expect(gaps.length).toBeGreaterThan(70);
    }, 60_000);

    it('of 2,000 that is down with 100,000 waiting costs the others nothing, and no row is touched', async () => {
      const ids = Array.from({ length: 1_999 }, (_, n) => `d${n}`);
      for (const id of ids) bed.destinations.set(id, destination(id));
      bed.destinations.set('down', destination('down', { breaker: BREAKER }));
      await bed.store.write(async (tx) => {
        await sql`
          with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
          insert into delivery (message_id, destination, case_id, submission_id, cluster, size, origin_topic,
            origin_partition, origin_offset, state, head, due_at, attempt, failures, created_at)
          select 'w' || i, 'down', 'case-' || i, 's' || i, 'gewerbe', 1, 'cluster.gewerbe', 0, i,
            'open', 1, cast(${START} as bigint), 0, 0, cast(${START} as bigint) from n`.execute(
          tx.tables<DeliveryTables>(),
        );
        await sql`insert into delivery_payload (delivery_id, headers, value)
          select id, '{}', cast('x' as ${sql.raw(name === 'SQLite' ? 'blob' : 'bytea')}) from delivery`.execute(
          tx.tables<DeliveryTables>(),
        );
      });
      bed.answer = ({ messageId }) => (messageId.startsWith('w') ? BUSY : ACCEPTED);
      bed.start();
      await reaches({ breaker: 'open' }, 'down');
      await quiet();
      const others = ids.map((id) => ({ id: `o-${id}`, case: id, destination: id }));
      const atFirst = bed.attempted().filter((id) => id.startsWith('w')).length;
      for (let start = 0; start < others.length; start += 500) {
        await bed.publish(...others.slice(start, start + 500));
      }
      await until(async () => {
        const { left } = await bed.store
          .tables<DeliveryTables>()
          .selectFrom('delivery')
          .select(({ fn }) => fn.countAll<number>().as('left'))
          .where('state', '<>', 'delivered')
          .where('destination', '<>', 'down')
          .executeTakeFirstOrThrow();
        return Number(left) === 0 && bed.attempted().length - atFirst >= others.length
          ? true
          : undefined;
      });
      expect(bed.attempted().filter((id) => id.startsWith('w'))).toHaveLength(atFirst);
      expect(atFirst).toBeLessThanOrEqual(BREAKER.failures + 8);

      await until(async () => {
        const { touched } = await bed.store
          .tables<DeliveryTables>()
          .selectFrom('delivery')
          .select(({ fn }) => fn.countAll<number>().as('touched'))
          .where('destination', '=', 'down')
          .where((row) => row.or([row('attempt', '>', 0), row('state', '<>', 'open')]))
          .executeTakeFirstOrThrow();
        return Number(touched) === atFirst ? true : undefined;
      });
    }, 120_000);
  });
}
