import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HEADERS, type JournalEvent, retentionOf } from '#domain';
import { LedgerKeeper, PurgeKeeper, submissionStatus } from '#register';
import type { OpenStore } from '../fixtures/stores.js';
import {
  AT,
  delivered,
  delivering,
  failure,
  journal,
  planned,
  RegisterBed,
  transformed,
} from './register-bed.js';

const DAY = 86_400_000;
const later = (days: number) => new Date(Date.parse(AT) + days * DAY);

/** The same on both databases. */
export function purgeSuite(name: string, open: OpenStore): void {
  describe(`purge: ${name}`, () => {
    let bed: RegisterBed;
    let now: Date;
    let retention: ReturnType<typeof retentionOf>;

    beforeEach(async () => {
      bed = await RegisterBed.open(open);
      now = later(31);
      retention = retentionOf();
    });
    afterEach(() => bed.close());

    const keeper = () =>
      new PurgeKeeper({
        store: bed.store,
        eventLog: bed.eventLog,
        retention: () => retention,
        now: () => now,
      });

    async function settled(id: string, at = AT) {
      await bed.accept(id);
      await bed.append(
        journal(transformed(id, `m-${id}`)),
        journal(delivering(id, `m-${id}`)),
        journal({ ...delivered(id, `m-${id}`), at }),
      );
    }

    async function records(topic: string) {
      const found = [];
      for await (const record of bed.eventLog.read(topic, { from: 0n })) found.push(record);
      return found;
    }

    async function journalled(type: JournalEvent['type']) {
      return (await records('journal'))
        .map(({ value }) => JSON.parse(Buffer.from(value).toString()) as JournalEvent)
        .filter((event) => event.type === type);
    }

    const asked = async () =>
      (await records('purges')).map(({ headers }) => headers[HEADERS.submissionId]).sort();

    describe('a purge', () => {
      test('asks for what is settled for long enough, once, and tells the journal', async () => {
        await settled('s1');
        await settled('s2', later(2).toISOString());
        await bed.settle();
        expect((await keeper().run()).purged).toBe(1);
        expect((await keeper().run()).purged).toBe(0);
        await bed.settle();
        expect((await keeper().run()).purged).toBe(0);
        expect(await asked()).toEqual(['s1']);
        const [request] = await records('purges');
        expect(request?.key).toBe('case-1');
        expect(JSON.parse(Buffer.from(request!.value).toString())).toEqual({
          messageIds: ['m-s1'],
          before: later(1).toISOString(),
          forget: false,
        });
        expect(await journalled('purged')).toEqual([
          {
            type: 'purged',
            submissionId: 's1',
            caseId: 'case-1',
            at: now.toISOString(),
            cluster: 'gewerbe',
            days: 30,
          },
        ]);
        now = later(33);
        expect((await keeper().run()).purged).toBe(1);
        expect(await asked()).toEqual(['s1', 's2']);
      });

      test('leaves what delivery still owes: a reply that no online service has, a message whose new dead letter nobody has told of', async () => {
        await settled('s1');
        await settled('s2');
        await bed.append(
          journal({
            ...{ type: 'replied', submissionId: 's1', caseId: 'case-1', at: AT, replyId: 'r1' },
            ...{ messageId: 'm-s1', destination: 'gewerbe-amt', kind: 'decision', documents: 1 },
          }),
        );
        await bed.settle();
        const inState = (message_id: string, state: string) =>
          bed.store.write(async (tx) => {
            const tables = tx.tables<{ delivery: { message_id: string; state: string } }>();
            await tables.deleteFrom('delivery').where('message_id', '=', message_id).execute();
            await tables.insertInto('delivery').values({ message_id, state }).execute();
          });
        await inState('r1', 'open');
        await inState('m-s2', 'dead');
        expect(await keeper().run()).toMatchObject({ purged: 0, kept: { openLetter: 2 } });
        await inState('r1', 'delivered');
        await inState('m-s2', 'discarded');
        expect((await keeper().run()).purged).toBe(2);
      });

      test('leaves what is unsettled, however old, and says so', async () => {
        await bed.accept('received');
        await bed.accept('waiting');
        await bed.accept('delivering');
        await bed.accept('dead');
        const told = failure({ letterId: 'l1', submissionId: 'dead' });
        await bed.append(
          journal({
            type: 'waiting',
            submissionId: 'waiting',
            caseId: 'case-1',
            at: AT,
            behind: 'dead',
          }),
          journal(transformed('delivering', 'm1')),
          journal(delivering('delivering', 'm1')),
          told.record,
          told.line,
        );
        await bed.settle();
        now = later(10 * 365);
        const { purged, due, kept } = await keeper().run();
        expect([purged, due]).toEqual([0, []]);
        expect(kept.unsettled).toEqual({
          submissions: 4,
          olderThan30Days: 4,
          olderThan90Days: 4,
          oldestReceivedAt: AT,
        });
        expect(await asked()).toEqual([]);
        const letter = await bed
          .tables()
          .selectFrom('dead_letter')
          .select(['record_value', 'record_headers'])
          .executeTakeFirstOrThrow();
        expect(letter.record_value?.toString()).toContain('Müller');
        expect(letter.record_headers).not.toBeNull();
      });

      test('takes from settled dead letters what the failing record brought along', async () => {
        await bed.accept('s1');
        const told = failure({ letterId: 'l1', submissionId: 's1' });
        await bed.append(
          told.record,
          told.line,
          journal(transformed('s1', 'm1')),
          journal(delivered('s1', 'm1')),
        );
        await bed.settle();
        const letter = () =>
          bed
            .tables()
            .selectFrom('dead_letter')
            .select(['state', 'record_value', 'record_headers', 'code'])
            .executeTakeFirstOrThrow();
        expect((await letter()).record_headers).not.toBeNull();
        await keeper().run();
        expect(await letter()).toEqual({
          state: 'settled',
          record_value: null,
          record_headers: null,
          code: 'unknown-code',
        });
      });

      test('waits for a decision about a dead letter that is still under way', async () => {
        await settled('s1');
        await bed.settle();
        const told = failure({ letterId: 'l1', submissionId: 's1' });
        await bed.append(told.record);
        await bed.settle();
        const { purged, kept } = await keeper().run();
        expect([purged, kept.openLetter]).toEqual([0, 1]);
      });

      test('keeps each cluster for its own time', async () => {
        await settled('gewerbe');
        await bed.accept('bauwesen');
        await bed.append(
          journal({
            ...(transformed('bauwesen') as Extract<JournalEvent, { type: 'transformed' }>),
            messages: [{ ...planned('m-bau'), cluster: 'bauwesen' }],
          }),
          journal(delivered('bauwesen', 'm-bau')),
        );
        await bed.settle();
        retention = retentionOf(30, { bauwesen: 90 });
        expect((await keeper().survey()).due).toEqual([
          { cluster: 'gewerbe', days: 30, submissions: 1, oldestSettledAt: AT },
        ]);
        await keeper().run();
        expect(await asked()).toEqual(['gewerbe']);
        now = later(91);
        await keeper().run();
        expect(await asked()).toEqual(['bauwesen', 'gewerbe']);
      });

      test('also takes what was discarded before it had a cluster', async () => {
        await bed.accept('s1');
        const told = failure({ letterId: 'l1', submissionId: 's1' });
        await bed.append(
          told.record,
          told.line,
          journal({
            type: 'discarded',
            submissionId: 's1',
            caseId: 'case-1',
            at: AT,
            deadLetterId: 'l1',
            stage: 'transform',
            messageId: null,
            operator: 'Erika Muster',
            reason: 'sent twice',
          }),
        );
        await bed.settle();
        expect((await keeper().survey()).due).toMatchObject([{ cluster: null, submissions: 1 }]);
        await keeper().run();
        expect(await asked()).toEqual(['s1']);
      });

      test('takes nothing early where a clock was set back in between', async () => {
        await bed.accept('s1', later(20).toISOString());
        await bed.append(
          journal({ ...transformed('s1', 'm1'), at: later(-40).toISOString() }),
          journal({ ...delivered('s1', 'm1'), at: later(-40).toISOString() }),
        );
        await bed.settle();
        expect((await keeper().run()).purged).toBe(0);
        now = later(-100);
        expect((await keeper().run()).purged).toBe(0);
        now = later(51);
        expect((await keeper().run()).purged).toBe(1);
      });

      test('counts anew where the case system rejects what was delivered', async () => {
        await settled('s1');
        await bed.append(
          journal({
            type: 'rejected',
            submissionId: 's1',
            caseId: 'case-1',
            at: later(20).toISOString(),
            messageId: 'm-s1',
            destination: 'gewerbe-amt',
            code: 'S999',
          }),
        );
        await bed.settle();
        expect((await keeper().run()).purged).toBe(0);
        now = later(51);
        expect((await keeper().run()).purged).toBe(1);
      });

      test('counts anew from a reply, also one that came after the purge', async () => {
        await settled('s1');
        const reply = (at: Date): JournalEvent => ({
          type: 'replied',
          submissionId: 's1',
          caseId: 'case-1',
          at: at.toISOString(),
          replyId: 'r1',
          messageId: 'm-s1',
          destination: 'gewerbe-amt',
          kind: 'decision',
          documents: 1,
        });
        await bed.append(journal(reply(later(20))));
        await bed.settle();
        expect((await keeper().run()).purged).toBe(0);
        now = later(51);
        expect((await keeper().run()).purged).toBe(1);
        const [request] = await records('purges');
        expect(JSON.parse(Buffer.from(request!.value).toString()).messageIds).toEqual([
          'm-s1',
          'r1',
        ]);
        // It came while the purge was decided, and is told only now.
        await bed.append(journal(reply(later(51))));
        await bed.settle();
        expect((await keeper().run()).purged).toBe(0);
        now = later(82);
        expect((await keeper().run()).purged).toBe(1);
        await bed.settle();
        expect((await keeper().run()).purged).toBe(0);
      });

      test('ends between two units when it is told to, and the next goes on', async () => {
        for (let number = 0; number < 120; number += 1) await settled(`s${number}`);
        await bed.settle();
        const { purged } = await keeper().run(AbortSignal.abort());
        expect(purged).toBe(0);
        expect((await keeper().run()).purged).toBe(120);
        expect(await asked()).toHaveLength(120);
      });

      test('has one instance at a time, and none waits for ever for one that was killed', async () => {
        await settled('s1');
        await bed.settle();
        const at = now.getTime();
        await bed.store.write(async (tx) => {
          await tx
            .tables<import('#register').RegisterTables>()
            .insertInto('purge_turn')
            .values({ one: 1, holder: 'killed', until: at + 15_000 })
            .execute();
        });
        await expect(keeper().run()).rejects.toThrow('Another instance purges just now.');
        expect(await asked()).toEqual([]);
        now = new Date(at + 15_001);
        expect((await keeper().run()).purged).toBe(1);
      });

      test('never decides twice, also where two run at the same time', async () => {
        for (let number = 0; number < 120; number += 1) await settled(`s${number}`);
        await bed.settle();
        const outcomes = await Promise.allSettled([keeper().run(), keeper().run()]);
        const purged = outcomes.map((one) => (one.status === 'fulfilled' ? one.value.purged : 0));
        expect(purged.reduce((sum, each) => sum + each, 0)).toBe(120);
        expect(await asked()).toHaveLength(120);
      });

      test('leaves ledger, status and timeline', async () => {
        await settled('s1');
        await bed.delivery('m-s1', 'delivered');
        await bed.settle();
        await keeper().run();
        await bed.settle();
        const status = await submissionStatus(bed.store.tables(), 's1');
        expect(status?.status).toBe('delivered');
        expect(status?.timeline.at(-1)).toMatchObject({
          event: 'purged',
          text: 'The data of the submission was deleted on schedule.',
        });
        const ledger = await new LedgerKeeper({
          store: bed.store,
          eventLog: bed.eventLog,
          patience: 1_000,
        }).ledger({ from: null, to: now });
        expect(ledger).toMatchObject({ closed: true, sums: { accepted: 1, delivered: 1 } });
      });

      test('knows from the journal alone what was purged, where the register is built anew', async () => {
        await settled('s1');
        await bed.append(
          journal({
            type: 'purged',
            submissionId: 's1',
            caseId: 'case-1',
            at: later(31).toISOString(),
            cluster: 'gewerbe',
            days: 30,
          }),
        );
        await bed.settle();
        expect((await keeper().run()).purged).toBe(0);
      });
    });
  });
}
