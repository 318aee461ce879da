import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { projectJournal, submissionStatus } from '#register';
import type { OpenStore } from '../fixtures/stores.js';
import {
  delivered,
  delivering,
  failure,
  journal,
  RegisterBed,
  received,
  transformed,
} from './register-bed.js';

/** The same on both databases. */
export function registerSuite(name: string, open: OpenStore): void {
  describe(`register: ${name}`, () => {
    let bed: RegisterBed;

    beforeEach(async () => {
      bed = await RegisterBed.open(open);
    });
    afterEach(() => bed.close());

    async function batch() {
      const records = [];
      for await (const record of bed.eventLog.read('journal', { from: 0n })) records.push(record);
      return records;
    }

    async function row(submissionId: string) {
      return bed
        .tables()
        .selectFrom('register')
        .selectAll()
        .where('submission_id', '=', submissionId)
        .executeTakeFirstOrThrow();
    }

    describe('the register', () => {
      test('says where a submission stands, and what happened to it in order', async () => {
        await bed.append(
          journal(received('s1')),
          journal(transformed('s1', 'm1')),
          journal(delivering('s1', 'm1')),
          journal(delivered('s1', 'm1')),
        );
        await bed.settle();
        const status = await submissionStatus(bed.store.tables(), 's1');
        expect(status?.status).toBe('delivered');
        expect(status?.messages).toEqual([
          {
            messageId: 'm1',
            type: 'gewerbe.anmeldung.0010',
            target: 'anmeldung',
            status: 'delivered',
          },
        ]);
        expect(status?.timeline.map((entry) => entry.event)).toEqual([
          'received',
          'transformed',
          'delivering',
          'delivered',
        ]);
        expect(status?.timeline[1]?.text).toBe(
          'Responsible is Verbandsgemeinde Trier-Land, on behalf of Aach; one message was made.',
        );
      });

      test('tells of the receipt first, also where it heard later of that', async () => {
        await bed.append(journal(transformed('s1', 'm1')), journal(received('s1')));
        await bed.settle();
        const status = await submissionStatus(bed.store.tables(), 's1');
        expect(status?.status).toBe('transformed');
        expect(status?.timeline.map((entry) => entry.event)).toEqual(['received', 'transformed']);
      });

      test('does not know what the journal never told of', async () => {
        expect(await submissionStatus(bed.store.tables(), 'nobody')).toBeUndefined();
      });

      test('is delivered only when all targets are', async () => {
        await bed.append(
          journal(received('s1')),
          journal(transformed('s1', 'm1', 'm2')),
          journal(delivering('s1', 'm1')),
          journal(delivering('s1', 'm2')),
          journal(delivered('s1', 'm1')),
        );
        await bed.settle();
        expect((await row('s1')).status).toBe('delivering');
        await bed.append(journal(delivered('s1', 'm2')));
        await bed.settle();
        expect((await row('s1')).status).toBe('delivered');
      });

      test('is the same when a batch comes again, whole or with what follows', async () => {
        const { line } = failure({ letterId: 'l1', submissionId: 's2' });
        await bed.append(
          journal(received('s1')),
          journal(transformed('s1', 'm1')),
          journal(received('s2')),
          line,
        );
        const first = await batch();
        await bed.store.write((tx) => projectJournal(tx, first));
        const once = [await row('s1'), await row('s2')];
        await bed.append(journal(delivered('s1', 'm1')));
        await bed.store.write((tx) => projectJournal(tx, first));
        expect([await row('s1'), await row('s2')]).toEqual(once);

        const all = await batch();
        await bed.store.write((tx) => projectJournal(tx, all));
        expect((await row('s1')).status).toBe('delivered');
        const timeline = await bed.tables().selectFrom('timeline').selectAll().execute();
        expect(timeline).toHaveLength(5);
        const letter = await bed
          .tables()
          .selectFrom('dead_letter')
          .select(['journaled', 'state'])
          .executeTakeFirstOrThrow();
        expect(letter).toEqual({ journaled: 1, state: 'open' });
      });

      test('gives the same whether events come one by one or in one batch', async () => {
        const events = [
          received('s1'),
          transformed('s1', 'm1'),
          received('s2'),
          delivering('s1', 'm1'),
          transformed('s2', 'm2'),
          delivered('s1', 'm1'),
        ];
        await bed.append(...events.map(journal));
        const records = await batch();
        for (const record of records) await bed.store.write((tx) => projectJournal(tx, [record]));
        const oneByOne = [await row('s1'), await row('s2')];

        const other = await RegisterBed.open(open);
        try {
          await other.store.write((tx) => projectJournal(tx, records));
          const together = await other.tables().selectFrom('register').selectAll().execute();
          expect(together).toEqual(oneByOne);
        } finally {
          await other.close();
        }
      });

      test('folds more submissions than one statement takes', async () => {
        const ids = Array.from({ length: 137 }, (_, at) => `s${at}`);
        await bed.append(...ids.map((id) => journal(received(id))));
        await bed.append(...ids.map((id) => journal(transformed(id, `m-${id}`))));
        await bed.settle();
        const rows = await bed
          .tables()
          .selectFrom('register')
          .select(['status', 'reference', 'message_count'])
          .execute();
        expect(rows).toHaveLength(137);
        expect(new Set(rows.map((found) => found.status))).toEqual(new Set(['transformed']));
        expect(rows.every((found) => found.reference !== null && found.message_count === 1)).toBe(
          true,
        );
      });

      test('refuses a record that is no journal event, without repeating what stands in it', async () => {
        const [record] = await (async () => {
          await bed.append({
            topic: 'journal',
            key: 's1',
            value: Buffer.from('Müller'),
            headers: {},
          });
          return batch();
        })();
        await expect(
          bed.store.write((tx) => projectJournal(tx, record === undefined ? [] : [record])),
        ).rejects.toMatchObject({ code: 'poison', message: expect.not.stringContaining('Müller') });
      });
    });
  });
}
