import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure, HEADERS } from '#domain';
import type { NewEvent } from '#event-log';
import {
  BulkOperations,
  type BulkProgress,
  BulkRunner,
  DeadLetterOperations,
  DeadLetterRegister,
  filterOf,
  type RegisterTables,
} from '#register';
import type { Tx } from '#store';
import type { OpenStore } from '../fixtures/stores.js';
import { until } from '../fixtures/until.js';
import { failure, journal, RegisterBed, received } from './register-bed.js';

const CODE = { code: 'unknown-code' };

/** The same on both databases. */
export function bulkSuite(name: string, open: OpenStore): void {
  describe(`decisions about many dead letters: ${name}`, () => {
    let bed: RegisterBed;
    let bulk: BulkOperations;
    let now: number;
    const runners: BulkRunner[] = [];

    beforeEach(async () => {
      bed = await RegisterBed.open(open);
      now = Date.parse('2026-11-22T11:00:00Z');
      bulk = new BulkOperations({ store: bed.store, now: clock });
    });
    afterEach(async () => {
      await Promise.all(runners.splice(0).map((runner) => runner.stop()));
      await bed.close();
    });

    function clock(): Date {
      return new Date(now);
    }

    function runner(
      stubs: {
        store?: Pick<RegisterBed['store'], 'write' | 'tables'>;
        eventLog?: Pick<RegisterBed['eventLog'], 'append'>;
      } = {},
    ): BulkRunner {
      const { store, eventLog } = { ...bed, ...stubs };
      const made = new BulkRunner({ store, eventLog, now: clock, log: { warn: () => {} } });
      runners.push(made);
      made.start();
      return made;
    }

    /** Letters l0, l1, ... that the register has taken in. */
    async function letters(count: number, from = 0): Promise<void> {
      for (let at = from; at < from + count; at += 1) {
        const told = failure({ letterId: `l${at}`, submissionId: `s${at}` });
        await bed.append(journal(received(`s${at}`)), told.record, told.line);
      }
      await bed.settle();
    }

    /** Moves the time of a letter's last failure. */
    async function failedLater(id: string, milliseconds: number): Promise<void> {
      await bed.store.write((tx) =>
        tx
          .tables<RegisterTables>()
          .updateTable('dead_letter')
          .set(({ eb }) => ({ last_at: eb('last_at', '+', milliseconds) }))
          .where('id', '=', id)
          .execute(),
      );
    }

    async function hurry(id: string): Promise<void> {
      await bed.store.write((tx) =>
        tx
          .tables<RegisterTables>()
          .updateTable('bulk_operation')
          .set({ rate: 500 })
          .where('id', '=', id)
          .execute(),
      );
    }

    function ended(id: string): Promise<BulkProgress> {
      return until(async () => {
        const progress = await bulk.show(id);
        return progress.state === 'running' ? undefined : progress;
      });
    }

    /** The letters that went back, in their order. */
    async function replayed(): Promise<string[]> {
      const ids: string[] = [];
      for await (const { headers } of bed.eventLog.read('submissions', { from: 0n })) {
        ids.push(headers[HEADERS.deadLetterId] ?? '');
      }
      return ids;
    }

    test('hands all that match back, the oldest first, and tells the journal who did', async () => {
      await letters(7);
      const other = failure({
        letterId: 'd1',
        submissionId: 's1',
        stage: 'delivery',
        messageId: 'm1',
      });
      await bed.append(other.record, other.line);
      await bed.settle();
      const register = new DeadLetterRegister(bed);
      const groups = await register.groups({ state: 'open' });
      const group = groups.find(({ destination }) => destination === null);
      if (group === undefined) throw new Error('There is no such group.');
      const begun = await bulk.start(
        { filter: filterOf(group), operation: 'replay' },
        'Erika Muster',
      );
      expect(begun).toMatchObject({ state: 'running', total: 7, done: 0, rate: 500 });
      runner();
      expect(await ended(begun.id)).toMatchObject({
        state: 'done',
        operator: 'Erika Muster',
        total: 7,
        done: 7,
        skipped: 0,
        failed: 0,
      });
      expect(await replayed()).toEqual(['l0', 'l1', 'l2', 'l3', 'l4', 'l5', 'l6']);
      await bed.settle();
      expect(await register.show('l3', { payload: false })).toMatchObject({
        state: 'replaying',
        operations: [{ operation: 'replay', operator: 'Erika Muster' }],
      });
      expect(await register.show('d1', { payload: false })).toMatchObject({ state: 'open' });
    });

    test('discards for a reason', async () => {
      await letters(3);
      await expect(
        bulk.start({ filter: CODE, operation: 'discard' }, 'Erika Muster'),
      ).rejects.toMatchObject({ code: 'invalid', findings: [{ pointer: '/reason' }] });
      const { id } = await bulk.start(
        { filter: CODE, operation: 'discard', reason: 'a test of the platform' },
        'Erika Muster',
      );
      runner();
      expect(await ended(id)).toMatchObject({ state: 'done', done: 3 });
      const { deadLetters } = await new DeadLetterRegister(bed).list({ state: 'discarded' });
      expect(deadLetters).toHaveLength(3);
    });

    test('means nothing where nobody says which', async () => {
      await letters(1);
      await expect(
        bulk.start({ filter: {}, operation: 'replay' }, 'Erika Muster'),
      ).rejects.toMatchObject({ code: 'invalid', findings: [{ pointer: '/filter' }] });
    });

    test('goes on where a killed process left it, each letter once', async () => {
      await letters(5);
      const { id } = await bulk.start({ filter: CODE, operation: 'replay', rate: 1 }, 'Erika');
      const dying = runner();
      await until(async () => ((await bulk.show(id)).done === 1 ? true : undefined));
      await dying.stop();
      now += 60_000;
      await hurry(id);
      let tries = 0;
      const killed = runner({
        store: {
          tables: () => bed.store.tables(),
          write: (unit) =>
            bed.store.write(async (tx) => {
              await unit(tx);
              tries += 1;
              throw new Failure('unavailable', 'Killed before the commit.');
            }),
        },
      });
      await until(() => (tries > 0 ? true : undefined));
      await killed.stop();
      expect(await replayed()).toEqual(['l0']);
      runner();
      expect(await ended(id)).toMatchObject({ state: 'done', done: 5, failed: 0, skipped: 0 });
      expect(await replayed()).toEqual(['l0', 'l1', 'l2', 'l3', 'l4']);
    });

    test('lets several processes work, and decides about each letter once', async () => {
      await letters(40);
      const both = await Promise.all([
        bulk.start({ filter: CODE, operation: 'replay', rate: 20 }, 'Erika'),
        bulk.start({ filter: CODE, operation: 'replay', rate: 20 }, 'Hans'),
      ]);
      runner();
      runner();
      const results = await Promise.all(both.map(({ id }) => ended(id)));
      expect(results.reduce((sum, { done }) => sum + done, 0)).toBe(40);
      for (const { total, done, skipped, failed } of results) {
        expect(done + skipped + failed).toBe(total);
      }
      expect(new Set(await replayed()).size).toBe(40);
      expect(await replayed()).toHaveLength(40);
    });

    test('leaves alone what others decided about, and what failed only later', async () => {
      await letters(3);
      const { id } = await bulk.start({ filter: CODE, operation: 'replay' }, 'Erika');
      const single = new DeadLetterOperations({ ...bed, now: clock });
      await single.discard('l1', 'Hans', 'sent twice');
      await failedLater('l2', 1);
      runner();
      expect(await ended(id)).toMatchObject({ total: 3, done: 1, skipped: 2 });
      expect(await replayed()).toEqual(['l1', 'l0']);
    });

    test('passes over what cannot go back, and says how many', async () => {
      await letters(3);
      await bed.append(failure({ letterId: 'l1', submissionId: 's1' }).line);
      await bed.settle();
      const { id } = await bulk.start({ filter: CODE, operation: 'replay' }, 'Erika');
      runner({
        eventLog: {
          append: (tx, events) => {
            const choked = events.some((event) => event.headers[HEADERS.deadLetterId] === 'l2');
            return choked ? Promise.reject(new Error('no')) : bed.eventLog.append(tx, events);
          },
        },
      });
      expect(await ended(id)).toMatchObject({ state: 'done', done: 1, failed: 2 });
      expect(await replayed()).toEqual(['l0']);
      const { deadLetters } = await new DeadLetterRegister(bed).list({ state: 'open' });
      expect(deadLetters.map((letter) => letter.id).sort()).toEqual(['l1', 'l2']);
    });

    test('passes over a letter once, where two processes meet it at the same time', async () => {
      await letters(3);
      const { id } = await bulk.start({ filter: CODE, operation: 'replay' }, 'Erika');
      let alone = 0;
      let met = () => {};
      const meet = new Promise<void>((resolve) => {
        met = resolve;
      });
      /** Tries the whole batch, then the letter alone, and then waits for the other to have done so. */
      const meeting = (): Parameters<typeof runner>[0] => {
        let failures = 0;
        const write = <T>(unit: (tx: Tx) => Promise<T>) =>
          bed.store.write(unit).catch(async (cause) => {
            failures += 1;
            if (failures === 1) throw cause;
            alone += 1;
            if (alone === 2) met();
            await meet;
            throw cause;
          });
        const append = (tx: Tx, events: readonly NewEvent[]) =>
          events.some((event) => event.headers[HEADERS.deadLetterId] === 'l0')
            ? Promise.reject(new Error('no'))
            : bed.eventLog.append(tx, events);
        return { store: { tables: () => bed.store.tables(), write }, eventLog: { append } };
      };
      runner(meeting());
      runner(meeting());
      expect(await ended(id)).toMatchObject({ state: 'done', done: 2, failed: 1, skipped: 0 });
      expect(await replayed()).toEqual(['l1', 'l2']);
    });

    test('does not wait for a lease of before the clock was set back', async () => {
      await letters(2);
      const { id } = await bulk.start({ filter: CODE, operation: 'replay', rate: 1 }, 'Erika');
      const dying = runner();
      await until(async () => ((await bulk.show(id)).done === 1 ? true : undefined));
      await dying.stop();
      now -= 3_600_000;
      runner();
      expect(await ended(id)).toMatchObject({ state: 'done', done: 2 });
    });

    test('decides about a letter once, also where it fails again and the clocks say that this was before', async () => {
      await letters(3);
      await failedLater('l2', 2);
      const { id } = await bulk.start({ filter: CODE, operation: 'replay', rate: 1 }, 'Erika');
      const first = runner();
      await until(async () => ((await bulk.show(id)).done === 1 ? true : undefined));
      await first.stop();
      const again = failure({ letterId: 'l0', submissionId: 's0' });
      await bed.append(again.record, again.line);
      await bed.settle();
      await failedLater('l0', 1);
      now += 60_000;
      await hurry(id);
      runner();
      expect(await ended(id)).toMatchObject({ state: 'done', done: 3, skipped: 0 });
      expect(await replayed()).toEqual(['l0', 'l1', 'l2']);
    });

    test('leaves out what is held for a colleague, unless that is named', async () => {
      await letters(4);
      const operations = new DeadLetterOperations({ ...bed, now: clock });
      await operations.assign('l1', 'Hans', { to: 'Hans', note: null });
      await operations.assign('l2', 'Hans', { to: 'Erika', note: null });
      const { id } = await bulk.start({ filter: CODE, operation: 'replay' }, 'Erika');
      runner();
      expect(await ended(id)).toMatchObject({ total: 3, held: 1, done: 3, skipped: 0 });
      expect(await replayed()).toEqual(['l0', 'l2', 'l3']);
      const filter = { ...CODE, assignedTo: 'Hans' };
      const named = await bulk.start({ filter, operation: 'replay' }, 'Erika');
      runner();
      expect(await ended(named.id)).toMatchObject({ total: 1, held: 0, done: 1 });
    });

    test('does not touch what a colleague took to hold meanwhile', async () => {
      await letters(2);
      const { id } = await bulk.start({ filter: CODE, operation: 'discard', reason: 'x' }, 'Erika');
      const operations = new DeadLetterOperations({ ...bed, now: clock });
      await operations.assign('l1', 'Hans', { to: 'Hans', note: null });
      runner();
      expect(await ended(id)).toMatchObject({ total: 2, done: 1, skipped: 1 });
      expect((await new DeadLetterRegister(bed).show('l1', { payload: false }))?.state).toBe(
        'open',
      );
    });

    test('ends when it is cancelled, and keeps what is decided', async () => {
      await letters(5);
      const { id } = await bulk.start({ filter: CODE, operation: 'replay', rate: 1 }, 'Erika');
      runner();
      await until(async () => ((await bulk.show(id)).done > 0 ? true : undefined));
      const cancelled = await bulk.cancel(id);
      expect(cancelled).toMatchObject({ state: 'cancelled', endedAt: clock().toISOString() });
      await Promise.all(runners.splice(0).map((running) => running.stop()));
      expect(await replayed()).toHaveLength(cancelled.done);
      expect(await bulk.list()).toMatchObject([{ id, state: 'cancelled' }]);
      await expect(bulk.cancel('nobody')).rejects.toMatchObject({ code: 'not-found' });
    });
  });
}
