import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenStore } from '../fixtures/stores.js';
import { DAY, ForgetBed, THEN } from './forget-bed.js';

const JOURNAL = 3 * 365 + 1;
const later = (days: number) => Date.parse(THEN) + days * DAY;

/** The same on both databases. */
export function forgetSuite(name: string, open: OpenStore, bytes?: () => Buffer): void {
  describe(`what is past the time of the journal: ${name}`, () => {
    let bed: ForgetBed;

    beforeEach(async () => {
      bed = await ForgetBed.open(open);
    });
    afterEach(() => bed.close());

    async function forgotten(): Promise<void> {
      await bed.keeper().run();
      await bed.carryOut();
      await bed.keeper().run();
    }

    it('is deleted from every table of every app, and from the log, and nothing else is', async () => {
      await bed.purged('PAST');
      await bed.purged('KEPT', { at: new Date(later(2)).toISOString() });
      expect(await bed.tablesWith('PAST')).toEqual(
        expect.arrayContaining(await bed.tablesAboutSubmissions()),
      );
      const kept = await bed.tablesWith('KEPT');
      bed.now = later(JOURNAL + 1);
      expect(await bed.keeper().survey()).toMatchObject({
        past: { days: JOURNAL, submissions: 1, oldestPurgedAt: THEN },
        kept: { pastHeld: 0 },
      });
      await forgotten();
      expect(await bed.tablesWith('PAST')).toEqual([]);
      // The records of both are of the same age.
      expect(await bed.tablesWith('KEPT')).toEqual(kept.filter((table) => table !== 'event'));
      if (bytes === undefined) return;
      expect(bytes().includes('KEPT')).toBe(true);
      expect(bytes().includes('PAST')).toBe(false);
    });

    it('is told by the table of the documentation, which names each table about submissions', async () => {
      const page = readFileSync('docs/operating.md', 'utf8');
      const names = await bed.tablesAboutSubmissions();
      expect(names.length).toBeGreaterThan(10);
      expect(names.filter((table) => !page.includes(`\`${table}\``))).toEqual([]);
    });

    it('begins three years after the purge, not a day earlier', async () => {
      await bed.purged('s1');
      bed.now = later(JOURNAL);
      expect(await bed.keeper().run()).toMatchObject({ forgotten: 0, past: { submissions: 0 } });
      bed.now += 1;
      expect(await bed.keeper().run()).toMatchObject({ forgotten: 1 });
      expect(await bed.keeper().run()).toMatchObject({ forgotten: 0 });
    });

    it('is no case of which a submission is younger, and no submission about which something is open', async () => {
      await bed.purged('a');
      await bed.purged('b', { caseId: 'a-s', at: new Date(later(9)).toISOString() });
      await bed.purged('c');
      await bed.purged('d');
      const inState = (state: 'dead' | 'delivered') =>
        bed.store.write(async (tx) => {
          await tx
            .tables<import('../../apps/delivery/delivery.tables.js').DeliveryTables>()
            .updateTable('delivery')
            .set({ state })
            .where('message_id', '=', 'c-message')
            .execute();
        });
      await inState('dead');
      const letter = (state: 'open' | 'settled') =>
        bed.store.write(async (tx) => {
          await tx
            .tables<import('#register').RegisterTables>()
            .updateTable('dead_letter')
            .set({ state, stage: 'internal', origin_topic: 'journal' })
            .where('id', '=', 'd-letter')
            .execute();
        });
      await letter('open');
      bed.now = later(JOURNAL + 1);
      expect(await bed.keeper().run()).toMatchObject({ forgotten: 0, kept: { pastHeld: 3 } });
      await inState('delivered');
      await letter('settled');
      expect(await bed.keeper().run()).toMatchObject({ forgotten: 2 });
      expect(await bed.asked()).toEqual(['c-s', 'd-s']);
      bed.now = later(JOURNAL + 10);
      await bed.keeper().run();
      // The one that opened the case goes last.
      expect((await bed.asked()).slice(-2)).toEqual(['b-s', 'a-s']);
      await bed.carryOut();
      await bed.keeper().run();
      expect(await bed.tablesWith('-message')).toEqual([]);
    });

    it('keeps the submission that opened a case where another joined it meanwhile', async () => {
      await bed.purged('a');
      bed.now = later(JOURNAL + 1);
      expect((await bed.keeper().run()).forgotten).toBe(1);
      await bed.store.write(async (tx) => {
        const tables = tx.tables<import('../../apps/intake/intake.tables.js').IntakeTables>();
        const joined = { submission_id: 'b-s', reference: 'b', client: 'demo', case_id: 'a-s' };
        const body = Buffer.from('{}');
        await tables
          .insertInto('submission')
          .values({ ...joined, received_at: THEN, destinations: '{}', body })
          .execute();
      });
      await bed.carryOut();
      await bed.keeper().run();
      expect(await bed.tablesWith('a-s')).toContain('submission');
      expect(await bed.tablesWith('a-s')).toContain('register');
    });

    it('is asked for again after a day where an app still has it, for a request may be lost', async () => {
      await bed.purged('s1');
      bed.now = later(JOURNAL + 1);
      for (const [hours, requests] of [
        [0, 1],
        [1, 1],
        [24, 2],
        [1, 2],
      ] as const) {
        bed.now += hours * 3_600_000;
        await bed.keeper().run();
        expect(await bed.asked()).toHaveLength(requests);
      }
      await bed.carryOut();
      await bed.keeper().run();
      expect(await bed.tablesWith('s1-')).toEqual([]);
    });

    it('leaves the ledger closed, also halfway, and the ledger says what it counts no more', async () => {
      await bed.purged('past');
      await bed.purged('kept', { at: new Date(later(2)).toISOString() });
      expect(await bed.ledger()).toMatchObject({
        closed: true,
        sums: { accepted: 2 },
        beyond: null,
      });
      bed.now = later(JOURNAL + 1);
      await bed.keeper().run();
      expect(await bed.ledger()).toMatchObject({ closed: true, sums: { accepted: 1 } });
      await bed.carryOut();
      expect(await bed.ledger()).toMatchObject({ closed: true, sums: { accepted: 1 } });
      await bed.keeper().run();
      expect(await bed.ledger()).toMatchObject({
        closed: true,
        differences: [],
        sums: { accepted: 1, delivered: 1 },
        beyond: { submissions: 1, receivedUntil: THEN },
      });
    });

    it('is also what belongs to no submission: settled letters, and decisions about many', async () => {
      await bed.store.write(async (tx) => {
        const tables = tx.tables<import('#register').RegisterTables>();
        const bulk = { operation: 'replay' as const, operator: 'E. Muster', reason: null };
        const counts = { rate: 1, total: 0, done: 0, skipped: 0, failed: 0, until_at: 0 };
        await tables
          .insertInto('bulk_operation')
          .values({
            ...{ id: 'bulk', ...bulk, ...counts, filter: '{"reference":"PAST"}', state: 'done' },
            ...{ started_at: 1, ended_at: 2, after_at: 0, after_id: '', leased_until: 0 },
          } as never)
          .execute();
      });
      bed.now = later(0);
      await bed.keeper().run();
      expect(await bed.tablesWith('PAST')).toEqual([]);
    });
  });
}
