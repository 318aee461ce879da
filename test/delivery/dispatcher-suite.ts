import { afterEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '#destinations';
import { Failure, HEADERS } from '#domain';
import type { Store } from '#store';
import type { OpenStore } from '../fixtures/stores.js';
import { until } from '../fixtures/until.js';
import {
  ACCEPTED,
  BUSY,
  DeliveryBed,
  type DeliveryBedOptions,
  destination,
  gate,
  REFUSED,
  START,
} from './delivery-bed.js';

/** Deliveries go the same way on both databases. */
export function dispatcherSuite(name: string, open: OpenStore): void {
  describe(`the dispatcher: ${name}`, () => {
    let bed: DeliveryBed;

    afterEach(() => bed.close());

    async function given(options: DeliveryBedOptions = {}): Promise<DeliveryBed> {
      bed = await DeliveryBed.open(open, options);
      return bed;
    }

    describe('a queued message', () => {
      it('is delivered once, and the journal tells how', async () => {
        await given();
        bed.start();
        await bed.publish({ id: 'm1' });
        await bed.inState('delivered', 'm1');

        expect(bed.attempts).toMatchObject([
          {
            messageId: 'm1',
            type: 'gewerbe.anmeldung.0010',
            submissionId: 'submission-of-m1',
            cluster: 'gewerbe',
            createdAt: '2026-11-22T10:00:00.000+01:00',
            test: false,
            attachments: [],
            attempt: 1,
          },
        ]);
        expect(Buffer.from(bed.attempts[0]?.xml ?? []).toString()).toBe(
          '<gewerbe.anmeldung.0010 id="m1"/>',
        );
        expect(await bed.journal('m1')).toMatchObject([
          { type: 'delivering', destination: 'files' },
          { type: 'delivered', destination: 'files', attempt: 1, receipt: 'taken' },
        ]);
        expect(bed.metered).toEqual(['accepted']);
      });

      it('counts as delivered where the destination had it already', async () => {
        await given();
        bed.answer = () => ({ kind: 'duplicate', receipt: 'known' });
        bed.start();
        await bed.publish({ id: 'm1' });
        await bed.inState('delivered', 'm1');
      });

      it('that was queued before the start is found', async () => {
        await given();
        await bed.start().stop();
        await bed.publish({ id: 'm1' }, { id: 'm2', case: 'case-2' });
        await bed.stepsDone();
        expect(bed.attempts).toEqual([]);

        bed.dispatcher().start();
        await bed.inState('delivered', 'm1', 'm2');
        expect(bed.attempted()).toEqual(['m1', 'm2']);
      });
    });

    describe('a failed attempt', () => {
      it('is repeated after a pause and holds its case alone', async () => {
        await given();
        bed.answer = ({ messageId, attempt }) =>
          messageId === 'm1' && attempt < 3 ? BUSY : ACCEPTED;
        bed.start();
        await bed.publish({ id: 'm1' }, { id: 'm2' }, { id: 'other', case: 'case-2' });
        await bed.inState('delivered', 'other');
        await until(async () => ((await bed.row('m1'))?.failures === 1 ? true : undefined));
        expect(bed.attempted().sort()).toEqual(['m1', 'other']);

        bed.pass(10);
        await until(async () => ((await bed.row('m1'))?.failures === 2 ? true : undefined));
        bed.pass(20);
        await bed.inState('delivered');

        expect(bed.attempted().filter((id) => id !== 'other')).toEqual(['m1', 'm1', 'm1', 'm2']);
        expect(await bed.journal('m1')).toMatchObject([
          { type: 'delivering' },
          {
            type: 'attempt-failed',
            attempt: 1,
            code: 'unreachable',
            detail: 'It is busy.',
            nextAttemptAt: new Date(START + 7_500).toISOString(),
          },
          { type: 'attempt-failed', attempt: 2 },
          { type: 'delivered', attempt: 3 },
        ]);
      });

      it('is not repeated before the time the destination asked for', async () => {
        await given();
        bed.answer = ({ messageId, attempt }) =>
          messageId === 'm1' && attempt === 1 ? { ...BUSY, retryAfterSeconds: 300 } : ACCEPTED;
        bed.start();
        await bed.publish({ id: 'm1' });
        await until(async () => ((await bed.row('m1'))?.failures === 1 ? true : undefined));
        expect((await bed.row('m1'))?.due_at).toBeGreaterThanOrEqual(START + 300_000);

        bed.pass(299);
        await bed.publish({ id: 'other', case: 'case-2' });
        await bed.inState('delivered', 'other');
        expect(bed.attempted()).toEqual(['m1', 'other']);
        bed.pass(10);
        await bed.inState('delivered', 'm1');
      });

      it('is the last one when time is up: a dead letter with the record byte for byte', async () => {
        await given();
        bed.answer = () => BUSY;
        bed.start();
        await bed.publish({ id: 'm1' });
        await until(async () => {
          bed.pass(200);
          return (await bed.row('m1'))?.state === 'dead' ? true : undefined;
        });

        const [letter] = await bed.records('dead-letters.gewerbe');
        const [record] = await bed.records('cluster.gewerbe');
        expect(Buffer.from(letter?.value ?? [])).toEqual(record?.value);
        expect(letter?.key).toBe('case-1');
        expect(letter?.headers).toMatchObject({
          ...record?.headers,
          [HEADERS.stage]: 'delivery',
          [HEADERS.code]: 'exhausted',
          [HEADERS.originTopic]: 'cluster.gewerbe',
          [HEADERS.originPartition]: '0',
          [HEADERS.originOffset]: String(record?.offset),
          [HEADERS.attempt]: String(bed.attempts.length),
        });
        expect((await bed.journal('m1')).at(-1)).toMatchObject({
          type: 'dead-lettered',
          stage: 'delivery',
          code: 'exhausted',
          deadLetterId: letter?.headers[HEADERS.deadLetterId],
          destination: 'files',
          packageVersion: 'gewerbe@1.0.0',
        });
      });

      it('for a reason nobody foresaw is repeated too', async () => {
        await given();
        bed.answer = ({ attempt }) => {
          if (attempt === 1) throw new TypeError('a slip of the transport');
          return ACCEPTED;
        };
        bed.start();
        await bed.publish({ id: 'm1' });
        await until(async () =>
          (await bed.row('m1'))?.last_code === 'internal' ? true : undefined,
        );
        bed.pass(60);
        await bed.inState('delivered', 'm1');
      });
    });

    describe('a dead letter', () => {
      it('holds its case, not the destination, and a replay sends once with the same id', async () => {
        await given();
        let mended = false;
        bed.answer = ({ messageId }) => (messageId === 'm1' && !mended ? REFUSED : ACCEPTED);
        bed.start();
        await bed.publish({ id: 'm1' }, { id: 'm2' }, { id: 'other', case: 'case-2' });
        await bed.inState('dead', 'm1');
        await bed.inState('delivered', 'other');
        expect((await bed.row('m2'))?.state).toBe('open');

        mended = true;
        await bed.decide('replay', 'm1');
        await bed.decide('replay', 'm1');
        await bed.inState('delivered', 'm1', 'm2');
        await bed.decide('replay', 'm1');

        expect(bed.attempted().filter((id) => id !== 'other')).toEqual(['m1', 'm1', 'm2']);
        expect(bed.attempts.map(({ attempt }) => attempt)).toContain(2);
        expect((await bed.rows()).filter((row) => row.message_id === 'm1')).toHaveLength(1);
      });

      it('gets a fresh schedule with a replay', async () => {
        await given();
        bed.answer = () => REFUSED;
        bed.start();
        await bed.publish({ id: 'm1' });
        await bed.inState('dead', 'm1');
        bed.pass(5_000);
        bed.answer = () => BUSY;
        await bed.decide('replay', 'm1');
        await until(async () => ((await bed.row('m1'))?.failures === 1 ? true : undefined));
        expect(await bed.row('m1')).toMatchObject({ state: 'open', attempt: 2 });
      });

      it('that fails again is the same letter', async () => {
        await given();
        bed.answer = () => REFUSED;
        bed.start();
        await bed.publish({ id: 'm1' });
        await bed.inState('dead', 'm1');
        await bed.decide('replay', 'm1');
        const letters = await until(async () => {
          const found = await bed.records('dead-letters.gewerbe');
          return found.length === 2 ? found : undefined;
        });
        expect(letters.map(({ headers }) => headers[HEADERS.attempt])).toEqual(['1', '2']);
        expect(new Set(letters.map(({ headers }) => headers[HEADERS.deadLetterId])).size).toBe(1);
      });

      it('frees its case when it is discarded', async () => {
        await given();
        bed.answer = ({ messageId }) => (messageId === 'm1' ? REFUSED : ACCEPTED);
        bed.start();
        await bed.publish({ id: 'm1' }, { id: 'm2' });
        await bed.inState('dead', 'm1');
        await bed.decide('discard', 'm1');
        await bed.decide('discard', 'm1');
        await bed.inState('delivered', 'm2');
        expect(await bed.row('m1')).toMatchObject({ state: 'discarded' });
        expect(bed.attempted()).toEqual(['m1', 'm2']);
      });

      it.each([
        ['the landscape has no such destination', 'nowhere', 'no destination nowhere'],
        ['no transport of that name exists', 'pigeons', 'No transport is called pigeon'],
      ])('is made where %s', async (_what, id, detail) => {
        await given();
        bed.destinations.set('pigeons', destination('pigeons', { transport: 'pigeon' }));
        bed.start();
        await bed.publish({ id: 'm1', destination: id });
        await bed.inState('dead', 'm1');
        const [letter] = await bed.records('dead-letters.gewerbe');
        expect(letter?.headers[HEADERS.code]).toBe('destination-gone');
        expect(letter?.headers[HEADERS.detail]).toContain(detail);
        expect(bed.attempts).toEqual([]);
      });
    });

    describe('many destinations', () => {
      it('do not notice that one of them hangs', async () => {
        await given();
        const ids = Array.from({ length: 40 }, (_, index) => `d${index}`);
        for (const id of ids) bed.destinations.set(id, destination(id));
        const hanging = gate<Outcome>();
        bed.answer = (message) =>
          message.messageId.startsWith('d0-') ? hanging.promise : ACCEPTED;
        bed.start();
        await bed.publish(
          ...ids.flatMap((id) =>
            [0, 1, 2, 3, 4, 5].map((n) => ({
              id: `${id}-${n}`,
              case: `${id}-case-${n}`,
              destination: id,
            })),
          ),
        );
        await bed.inState(
          'delivered',
          ...ids.slice(1).flatMap((id) => [0, 1, 2, 3, 4, 5].map((n) => `${id}-${n}`)),
        );
        expect(bed.attempted().filter((id) => id.startsWith('d0-'))).toHaveLength(4);
        hanging.open(ACCEPTED);
        await bed.inState('delivered');
      });

      it('go on where so many others hang that these could take every place', async () => {
        await given({ settings: { deliveriesInHand: 60 } });
        const hanging = gate<Outcome>();
        bed.answer = (message) => (message.messageId.startsWith('h') ? hanging.promise : ACCEPTED);
        const many = (id: string) => {
          bed.destinations.set(id, destination(id));
          return Array.from({ length: 10 }, (_, n) => ({
            id: `${id}-${n}`,
            case: `${id}-case-${n}`,
            destination: id,
          }));
        };
        const hung = Array.from({ length: 14 }, (_, n) => many(`h${n}`)).flat();
        bed.start();
        await bed.publish(...hung);
        await until(() =>
          new Set(bed.attempts.map(({ caseId }) => caseId.split('-')[0])).size === 14
            ? true
            : undefined,
        );
        const healthy = many('d1');
        await bed.publish(...healthy);
        await bed.inState('delivered', ...healthy.map(({ id }) => id));
        hanging.open(ACCEPTED);
        await bed.inState('delivered');
      });

      it('get no more at a time than the landscape says at that moment', async () => {
        await given();
        bed.destinations.set('files', destination('files', { concurrency: 2 }));
        const answers: ((outcome: Outcome) => void)[] = [];
        bed.answer = () => new Promise((resolve) => answers.push(resolve));
        bed.start();
        await bed.publish(
          ...Array.from({ length: 30 }, (_, n) => ({ id: `m${n}`, case: `case-${n}` })),
        );
        await until(() => (answers.length === 2 ? true : undefined));
        await bed.stepsDone();
        expect((await bed.rows()).filter((row) => row.state === 'leased')).toHaveLength(4);

        bed.destinations.set('files', destination('files', { concurrency: 5 }));
        for (const answer of answers.splice(0)) answer(ACCEPTED);
        await until(() => (answers.length === 5 ? true : undefined));
        await until(async () =>
          (await bed.rows()).filter((row) => row.state === 'leased').length === 10
            ? true
            : undefined,
        );
        expect(answers).toHaveLength(5);
        bed.answer = () => ACCEPTED;
        for (const answer of answers.splice(0)) answer(ACCEPTED);
        await bed.inState('delivered');
      });

      it('together fill no more memory than is set', async () => {
        await given({ settings: { deliveriesInHand: 7 } });
        const answers: ((outcome: Outcome) => void)[] = [];
        bed.answer = () => new Promise((resolve) => answers.push(resolve));
        const ids = ['a', 'b', 'c', 'd'];
        for (const id of ids) bed.destinations.set(id, destination(id, { concurrency: 3 }));
        bed.start();
        await bed.publish(
          ...Array.from({ length: 40 }, (_, n) => ({
            id: `m${n}`,
            case: `case-${n}`,
            destination: ids[n % 4] as string,
          })),
        );
        await until(() => (answers.length > 3 ? true : undefined));
        await bed.stepsDone();
        expect((await bed.rows()).filter((row) => row.state === 'leased')).toHaveLength(7);
        bed.answer = () => ACCEPTED;
        for (const answer of answers.splice(0)) answer(ACCEPTED);
        await bed.inState('delivered');
      });
    });

    describe('when a process dies', () => {
      /** A store that answers no more once the process is dead. */
      function mortal(store: Store): { store: Store; die(): void } {
        let dead = false;
        const silence = new Promise<never>(() => {});
        return {
          store: {
            write: (unit) => (dead ? silence : store.write(unit)),
            tables: () => store.tables(),
            migrate: (owner, migrations) => store.migrate(owner, migrations),
            copyTo: (file) => store.copyTo(file),
            tidy: () => store.tidy(),
            statistics: () => store.statistics(),
            close: () => store.close(),
          },
          die: () => {
            dead = true;
          },
        };
      }

      it('between an attempt and its settlement, the next delivers again with the same id', async () => {
        await given();
        const doomed = mortal(bed.store);
        bed.answer = () => {
          doomed.die();
          return ACCEPTED;
        };
        const first = bed.dispatcher(doomed.store);
        first.stop = async () => {};
        await bed.start().stop();
        await bed.publish({ id: 'm1' }, { id: 'm2' });
        await bed.stepsDone();
        first.start();
        await until(() => (bed.attempts.length === 1 ? true : undefined));

        bed.answer = () => ACCEPTED;
        bed.dispatcher().start();
        await until(async () => ((await bed.row('m1'))?.state === 'leased' ? true : undefined));
        expect(bed.attempted()).toEqual(['m1']);
        bed.pass(16);
        await bed.inState('delivered');
        expect(bed.attempts.map(({ messageId, attempt }) => [messageId, attempt])).toEqual([
          ['m1', 1],
          ['m1', 2],
          ['m2', 1],
        ]);
        expect((await bed.journal('m1')).map(({ type }) => type)).toEqual([
          'delivering',
          'delivered',
        ]);
      });

      it.each([REFUSED, BUSY, ACCEPTED])(
        'or only stands still for too long, its late word ($kind) changes nothing',
        async (late) => {
          await given();
          const answers: ((outcome: Outcome) => void)[] = [];
          bed.answer = () => new Promise((resolve) => answers.push(resolve));
          const waking = gate();
          let asleep = false;
          const first = bed.dispatcher({
            tables: () => bed.store.tables(),
            write: async (unit) => {
              if (asleep) await waking.promise;
              return bed.store.write(unit);
            },
          });
          await bed.start().stop();
          await bed.publish({ id: 'm1' });
          await bed.stepsDone();
          first.start();
          await until(() => (answers.length === 1 ? true : undefined));

          asleep = true;
          bed.pass(16);
          bed.answer = () => ACCEPTED;
          bed.dispatcher().start();
          await bed.inState('delivered', 'm1');
          answers[0]?.(late);
          waking.open();
          await until(() =>
            bed.lines.some(({ fields }) => 'decision' in fields && fields.decision === 'taken-over')
              ? true
              : undefined,
          );
          expect(await bed.row('m1')).toMatchObject({ state: 'delivered', attempt: 2 });
          expect((await bed.journal('m1')).map(({ type }) => type)).toEqual([
            'delivering',
            'delivered',
          ]);
          expect(await bed.records('dead-letters.gewerbe')).toEqual([]);
        },
      );

      it('a long attempt of a living one keeps its lease', async () => {
        await given();
        const answers: ((outcome: Outcome) => void)[] = [];
        bed.answer = () => new Promise((resolve) => answers.push(resolve));
        bed.start();
        await bed.publish({ id: 'm1' });
        await until(() => (answers.length === 1 ? true : undefined));
        bed.dispatcher().start();
        for (let passed = 0; passed < 60; passed += 6) {
          bed.pass(6);
          await until(async () =>
            Number((await bed.row('m1'))?.due_at) >= bed.clock.now + 9_000 ? true : undefined,
          );
        }
        answers[0]?.(ACCEPTED);
        await bed.inState('delivered', 'm1');
        expect(bed.attempted()).toEqual(['m1']);
      });
    });

    describe('an attempt without end', () => {
      it('is ended by us and repeated', async () => {
        await given({ settings: { longestAttempt: 60 } });
        bed.answer = ({ attempt }, signal) =>
          attempt > 1
            ? ACCEPTED
            : new Promise((resolve) => signal.addEventListener('abort', () => resolve(BUSY)));
        bed.start();
        await bed.publish({ id: 'm1' });
        await until(() => (bed.attempts.length === 1 ? true : undefined));
        await until(async () => {
          bed.pass(10);
          return (await bed.row('m1'))?.state === 'delivered' ? true : undefined;
        });
        expect(bed.clock.now - START).toBeGreaterThanOrEqual(60_000);
        expect(bed.attempted()).toEqual(['m1', 'm1']);
      });
    });

    describe('stopping', () => {
      it('waits for attempts within the grace and gives back what was not begun', async () => {
        await given({ settings: { deliveryGrace: 60 } });
        bed.destinations.set('files', destination('files', { concurrency: 1 }));
        const answers: ((outcome: Outcome) => void)[] = [];
        bed.answer = (_message, signal) =>
          new Promise((resolve) => {
            answers.push(resolve);
            signal.addEventListener('abort', () => resolve(BUSY));
          });
        const dispatcher = bed.start();
        await bed.publish({ id: 'm1' }, { id: 'm2', case: 'case-2' }, { id: 'm3' });
        await until(() => (answers.length === 1 ? true : undefined));
        await bed.stepsDone();

        const stopped = dispatcher.stop();
        await bed.inState('open', 'm2');
        answers[0]?.(ACCEPTED);
        await stopped;
        expect(
          (await bed.rows()).map(({ message_id, state, attempt }) => [message_id, state, attempt]),
        ).toEqual([
          ['m1', 'delivered', 1],
          ['m2', 'open', 0],
          ['m3', 'open', 0],
        ]);
        expect(bed.attempted()).toEqual(['m1']);
      });

      it('ends attempts after the grace and blames nobody', async () => {
        await given();
        bed.answer = (_message, signal) =>
          new Promise((resolve) => signal.addEventListener('abort', () => resolve(BUSY)));
        const dispatcher = bed.start();
        await bed.publish({ id: 'm1' });
        await until(() => (bed.attempts.length === 1 ? true : undefined));
        await dispatcher.stop();
        expect(await bed.row('m1')).toMatchObject({ state: 'open', failures: 0, due_at: START });
        expect((await bed.journal('m1')).map(({ type }) => type)).toEqual(['delivering']);
      });

      it('does not wait for an attempt that ignores its end', async () => {
        await given();
        bed.answer = () => new Promise(() => {});
        const dispatcher = bed.start();
        await bed.publish({ id: 'm1' });
        await until(() => (bed.attempts.length === 1 ? true : undefined));
        await dispatcher.stop();
        expect(await bed.row('m1')).toMatchObject({ state: 'open' });
      });
    });

    describe('a store in trouble', () => {
      it('that takes nothing for a while costs no second attempt', async () => {
        await given();
        let full = false;
        bed.answer = () => {
          full = true;
          return ACCEPTED;
        };
        const dispatcher = bed.dispatcher({
          tables: () => bed.store.tables(),
          write: async (unit) => {
            if (full) {
              full = false;
              throw new Failure('unavailable', 'The disk is full.');
            }
            return bed.store.write(unit);
          },
        });
        await bed.start().stop();
        await bed.publish({ id: 'm1' }, { id: 'm2' });
        await bed.stepsDone();
        dispatcher.start();
        await bed.inState('delivered');
        expect(bed.attempted()).toEqual(['m1', 'm2']);
      });

      it('that refuses what became of one attempt settles the others', async () => {
        await given();
        bed.answer = ({ messageId }) =>
          messageId === 'bad' ? { kind: 'accepted', receipt: null as never } : ACCEPTED;
        const { eventLog } = bed;
        const append = eventLog.append.bind(eventLog);
        eventLog.append = async (tx, events) => {
          if (events.some(({ value }) => Buffer.from(value).includes('"receipt":null'))) {
            throw new RangeError('does not fit');
          }
          return append(tx, events);
        };
        bed.start();
        await bed.publish(
          { id: 'bad' },
          { id: 'm1', case: 'case-2' },
          { id: 'm2', case: 'case-3' },
        );
        await bed.inState('delivered', 'm1', 'm2');
        expect((await bed.row('bad'))?.state).toBe('leased');
      });
    });

    describe('the order within a case', () => {
      it('holds through any mixture of failures, dead letters, replays and discards', async () => {
        await given();
        const random = seeded(7);
        const cases = Array.from({ length: 25 }, (_, n) => `case-${n}`);
        const places = ['a', 'b', 'c'];
        for (const id of places) bed.destinations.set(id, destination(id, { concurrency: 3 }));
        const taken = new Map<string, string[]>();
        bed.answer = (message) => {
          const fate = random();
          if (fate < 0.25) return BUSY;
          if (fate < 0.4) return REFUSED;
          const lane = message.messageId.replace(/#\d+$/, '');
          taken.set(lane, [...(taken.get(lane) ?? []), message.messageId]);
          return ACCEPTED;
        };
        bed.start();
        const published: string[] = [];
        for (let round = 0; round < 6; round += 1) {
          const messages = cases.flatMap((id) =>
            places.map((place) => ({
              id: `${place}/${id}#${round}`,
              case: id,
              destination: place,
            })),
          );
          published.push(...messages.map(({ id }) => id));
          await bed.publish(...messages);
        }
        await bed.stepsDone();
        const discarded = new Set<string>();
        await until(async () => {
          bed.pass(100);
          const rows = await bed.rows();
          for (const row of rows.filter(({ state }) => state === 'dead')) {
            const decision = random() < 0.2 ? 'discard' : 'replay';
            if (decision === 'discard') discarded.add(row.message_id);
            await bed.decide(decision, row.message_id, {
              destination: row.destination,
              case: row.case_id,
            });
          }
          return rows.every(({ settled_at }) => settled_at !== null) ? true : undefined;
        });

        expect(discarded.size).toBeGreaterThan(0);
        for (const lane of new Set(published.map((id) => id.replace(/#\d+$/, '')))) {
          const expected = published.filter(
            (id) => id.startsWith(`${lane}#`) && !discarded.has(id),
          );
          expect(taken.get(lane) ?? []).toEqual(expected);
        }
      }, 120_000);
    });

    /** Numbers that look random and are the same in each run (a linear congruential generator). */
    function seeded(seed: number): () => number {
      let state = seed;
      return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
      };
    }
  });
}
