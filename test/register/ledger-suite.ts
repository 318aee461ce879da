import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LedgerKeeper, runRegisterSteps } from '#register';
import type { OpenStore } from '../fixtures/stores.js';
import {
  AT,
  delivered,
  delivering,
  failure,
  journal,
  RegisterBed,
  transformed,
} from './register-bed.js';

/** The same on both databases. */
export function ledgerSuite(name: string, open: OpenStore): void {
  describe(`ledger: ${name}`, () => {
    const ALL = { from: null, to: new Date('2026-12-01T00:00:00Z') };
    let bed: RegisterBed;
    let keeper: LedgerKeeper;

    beforeEach(async () => {
      bed = await RegisterBed.open(open);
      keeper = new LedgerKeeper({ store: bed.store, eventLog: bed.eventLog, patience: 0 });
      await bed.accept('s1', '2026-11-20T09:00:00.000Z');
      await bed.accept('s2', '2026-11-21T09:00:00.000Z');
      await bed.accept('s3', '2026-11-22T09:00:00.000Z');
      await bed.accept('s4', '2026-11-23T09:00:00.000Z');
      const letter = failure({ letterId: 'l2', submissionId: 's2' });
      await bed.append(
        journal(transformed('s1', 'm1')),
        journal(delivering('s1', 'm1')),
        journal(delivered('s1', 'm1')),
        letter.record,
        letter.line,
        journal(transformed('s3', 'm3')),
        journal(delivering('s3', 'm3')),
      );
      await bed.delivery('m1', 'delivered');
      await bed.delivery('m3', 'open');
      await bed.settle();
    });
    afterEach(() => bed.close());

    async function byHand(change: (tables: ReturnType<RegisterBed['tables']>) => Promise<unknown>) {
      await bed.store.write(async (tx) => {
        await change(tx.tables());
      });
    }

    describe('the ledger', () => {
      test('closes when every accepted submission is accounted for', async () => {
        const ledger = await keeper.ledger(ALL);
        expect(ledger.differences).toEqual([]);
        expect(ledger).toMatchObject({
          closed: true,
          lag: 0,
          sums: {
            accepted: 4,
            delivered: 1,
            rejected: 0,
            discarded: 0,
            inProgress: 2,
            deadLettered: 1,
          },
        });
      });

      test('closes while a message waits for its acknowledgement, and after each that may come', async () => {
        const acknowledged = { submissionId: 's3', caseId: 'case-1', messageId: 'm3' };
        const about = { ...acknowledged, at: AT, destination: 'gewerbe-amt' };
        await bed.delivery('m3', 'offered');
        const waiting = await keeper.ledger(ALL);
        await bed.append(
          journal(delivered('s3', 'm3')),
          journal({ ...about, type: 'acknowledged', outcome: 'received' }),
        );
        await bed.delivery('m3', 'delivered');
        await bed.settle();
        const taken = await keeper.ledger(ALL);
        await bed.append(journal({ ...about, type: 'rejected', code: 'S002' }));
        await bed.delivery('m3', 'rejected');
        await bed.settle();
        const refused = await keeper.ledger(ALL);
        expect([waiting, taken, refused].map(({ closed }) => closed)).toEqual([true, true, true]);
        expect([waiting, taken, refused].map(({ sums }) => sums)).toMatchObject([
          { inProgress: 2, delivered: 1, rejected: 0 },
          { inProgress: 1, delivered: 2, rejected: 0 },
          { inProgress: 1, delivered: 1, rejected: 1 },
        ]);
      });

      test('counts the period alone, its end not included', async () => {
        const ledger = await keeper.ledger({
          from: new Date('2026-11-21T09:00:00Z'),
          to: new Date('2026-11-23T09:00:00Z'),
        });
        expect(ledger).toMatchObject({
          closed: true,
          sums: { accepted: 2, deadLettered: 1, inProgress: 1 },
        });
      });

      test('closes on nothing', async () => {
        const ledger = await keeper.ledger({ from: null, to: new Date('2020-01-01T00:00:00Z') });
        expect(ledger).toMatchObject({ closed: true, sums: { accepted: 0 } });
      });

      const tampered: [
        string,
        string,
        string,
        (tables: ReturnType<RegisterBed['tables']>) => Promise<unknown>,
      ][] = [
        [
          'a register row is missing',
          's1',
          'missing',
          (tables) => tables.deleteFrom('register').where('submission_id', '=', 's1').execute(),
        ],
        [
          'a submission is missing',
          's1',
          'unknown',
          (tables) => tables.deleteFrom('submission').where('submission_id', '=', 's1').execute(),
        ],
        [
          'a submission stands there twice',
          's1-copy',
          'missing',
          (tables) =>
            tables
              .insertInto('submission')
              .values({ submission_id: 's1-copy', received_at: '2026-11-20T09:00:00.000Z' })
              .execute(),
        ],
        [
          'a register row stands there twice',
          's1-copy',
          'unknown',
          async (tables) => {
            const row = await tables
              .selectFrom('register')
              .selectAll()
              .where('submission_id', '=', 's1')
              .executeTakeFirstOrThrow();
            await tables
              .insertInto('register')
              .values({ ...row, submission_id: 's1-copy' })
              .execute();
          },
        ],
        [
          'a delivery is missing',
          's1',
          'undelivered',
          (tables) => tables.deleteFrom('delivery').where('message_id', '=', 'm1').execute(),
        ],
        [
          'a message has two deliveries',
          's1',
          'doubled',
          (tables) =>
            tables
              .insertInto('delivery')
              .values({ message_id: 'm1', state: 'delivered' })
              .execute(),
        ],
        [
          'a delivery is open that the register calls delivered',
          's1',
          'state',
          (tables) =>
            tables
              .updateTable('delivery')
              .set({ state: 'open' })
              .where('message_id', '=', 'm1')
              .execute(),
        ],
        [
          'a dead letter is missing',
          's2',
          'no-letter',
          (tables) => tables.deleteFrom('dead_letter').execute(),
        ],
        [
          'a status was changed',
          's2',
          'open-letter',
          (tables) =>
            tables
              .updateTable('register')
              .set({ status: 'received' })
              .where('submission_id', '=', 's2')
              .execute(),
        ],
        [
          'a time of receipt was changed',
          's4',
          'receipt',
          (tables) =>
            tables
              .updateTable('register')
              .set({ received_at: 0 })
              .where('submission_id', '=', 's4')
              .execute(),
        ],
        [
          'a discard has no letter',
          's4',
          'not-discarded',
          (tables) =>
            tables
              .updateTable('register')
              .set({ status: 'discarded' })
              .where('submission_id', '=', 's4')
              .execute(),
        ],
      ];
      for (const [name, submissionId, kind, change] of tampered) {
        test(`does not close when ${name}, and names the submission`, async () => {
          await byHand(change);
          const ledger = await keeper.ledger(ALL);
          expect(ledger.closed).toBe(false);
          expect(ledger.differences.map((found) => [found.submissionId, found.kind])).toEqual([
            [submissionId, kind],
          ]);
        });
      }

      test('waits for what was there when it began, not for what comes meanwhile', async () => {
        await bed.accept('s5');
        const steps = runRegisterSteps(bed.eventLog);
        let working = true;
        const work = (async () => {
          for (let number = 6; working; number += 1) await bed.accept(`s${number}`);
        })();
        const patient = new LedgerKeeper({
          store: bed.store,
          eventLog: bed.eventLog,
          patience: Number.POSITIVE_INFINITY,
        });
        const ledger = await patient.ledger(ALL);
        working = false;
        await work;
        await steps.stop();
        expect(ledger).toMatchObject({ closed: true, lag: 0 });
        expect(ledger.sums.accepted).toBeGreaterThanOrEqual(5);
      });

      test('says when the register lags behind', async () => {
        await bed.accept('s5');
        const ledger = await keeper.ledger(ALL);
        expect(ledger).toMatchObject({
          closed: false,
          lag: 1,
          sums: { accepted: 5, inProgress: 2 },
        });
        await bed.settle();
        expect((await keeper.ledger(ALL)).closed).toBe(true);
      });
    });
  });
}
