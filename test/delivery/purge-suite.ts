import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HEADERS } from '#domain';
import { AcknowledgeMessage } from '../../apps/delivery/acknowledgement/acknowledge-message.js';
import type { DeliveryState } from '../../apps/delivery/delivery.tables.js';
import { moveCase } from '../../apps/delivery/moves/case-moves.js';
import { PurgeBatch } from '../../apps/delivery/purge-batch.js';
import type { OpenStore } from '../fixtures/stores.js';
import { decidePurge, registered } from './decided-purge.js';
import { migrateIntake, START } from './delivery-bed.js';
import { QueueBed } from './queue-bed.js';

let bed: QueueBed;
let withoutSummary: string[];
let removed: string[];

const BEFORE = '2026-11-22T09:00:00.000Z';

async function ask(submissionId: string, ...messageIds: string[]): Promise<void> {
  const summaries = { remove: async (id: string) => void withoutSummary.push(id) };
  const replyBlobs = { remove: async (uri: string) => void removed.push(uri) };
  const { write } = await new PurgeBatch({ store: bed.store, summaries, replyBlobs }).handle([
    {
      topic: 'purges',
      key: 'case-1',
      value: Buffer.from(JSON.stringify({ messageIds, before: BEFORE })),
      headers: { [HEADERS.submissionId]: submissionId },
      partition: 0,
      offset: 1n,
      at: 0,
    },
  ]);
  await bed.store.write(async (tx) => {
    await write?.(tx);
  });
}

const payloads = async () =>
  (
    await bed
      .tables()
      .selectFrom('delivery_payload as p')
      .innerJoin('delivery as d', 'd.id', 'p.delivery_id')
      .select('d.message_id')
      .orderBy('d.id')
      .execute()
  ).map((row) => row.message_id);

async function inState(state: DeliveryState, messageId: string): Promise<void> {
  await bed.write((tables) =>
    tables.updateTable('delivery').set({ state }).where('message_id', '=', messageId).execute(),
  );
}

/** The same on both databases. */
export function purgeSuite(name: string, open: OpenStore): void {
  describe(`purge: ${name}`, () => {
    beforeEach(async () => {
      bed = await QueueBed.open(open);
      withoutSummary = [];
      removed = [];
    });
    afterEach(() => bed.close());

    describe('what delivery deletes of a purged submission', () => {
      it('is the messages that were asked for, and nothing else', async () => {
        await bed.insert({ id: 'm1', case: 'a' }, { id: 'm2', case: 'b' });
        await bed.drain();
        const before = await bed.rows();
        await ask('submission-of-m1', 'm1', 'never-there');
        expect(await payloads()).toEqual(['m2']);
        expect(await bed.rows()).toEqual(before);
        await ask('submission-of-m1', 'm1');
        await ask('submission-of-m1');
        expect(await payloads()).toEqual(['m2']);
      });

      it.each(['open', 'leased', 'offered', 'dead'] as const)(
        'is never the message of a delivery that is %s, whoever asks',
        async (state) => {
          await bed.insert({ id: 'm1' });
          await inState(state, 'm1');
          await ask('submission-of-m1', 'm1');
          expect(await payloads()).toEqual(['m1']);
          await inState('discarded', 'm1');
          await ask('submission-of-m1', 'm1');
          expect(await payloads()).toEqual([]);
        },
      );

      it('is where its case has gone too, unless something of it waits on that account', async () => {
        const strand = { caseId: 'case-1', target: '' };
        const to = { from: 'files', destination: 'elsewhere', area: '07339', ruled: false };
        const moves = () => bed.tables().selectFrom('case_move').selectAll().execute();
        const before = Date.parse(BEFORE);
        await bed.write((tables) => moveCase(tables, strand, to, before + 1));
        await ask('submission-of-m1');
        expect(await moves()).toHaveLength(1);
        await bed.write((tables) => moveCase(tables, strand, to, before));
        await bed.insert({ id: 'm2', destination: 'elsewhere' });
        await ask('submission-of-m1');
        expect(await moves()).toHaveLength(1);
        await bed.drain('elsewhere');
        await ask('submission-of-m1');
        expect(await moves()).toEqual([]);
      });

      it('is the documents of replies too, but of none that came later or is still to be told', async () => {
        await bed.insert({ id: 'owed' });
        const reply = (id: string, receivedAt: string) => ({
          reply_id: id,
          destination: 'files',
          reference: id,
          message_id: 'm1',
          submission_id: 'submission-of-m1',
          case_id: 'case-1',
          received_at: receivedAt,
          fingerprint: Buffer.from('f'),
        });
        await bed.write(async (tables) => {
          const later = '2026-11-22T09:00:00.001Z';
          await tables
            .insertInto('case_reply')
            .values([reply('old', BEFORE), reply('late', later), reply('owed', BEFORE)])
            .execute();
          await tables
            .insertInto('case_reply_document')
            .values([
              { uri: 'blob:old', reply_id: 'old' },
              { uri: 'blob:late', reply_id: 'late' },
              { uri: 'blob:owed', reply_id: 'owed' },
            ])
            .execute();
        });
        await ask('submission-of-m1');
        expect(removed).toEqual(['blob:old']);
        const rows = await bed.tables().selectFrom('case_reply_document').select('uri').execute();
        expect(rows.map(({ uri }) => uri).sort()).toEqual(['blob:late', 'blob:owed']);
      });

      it('is its summary too, also one that somebody asked for meanwhile', async () => {
        await bed.insert({ id: 'm1' });
        await bed.drain();
        await ask('submission-of-m1', 'm1');
        expect(withoutSummary).toEqual(['submission-of-m1', 'submission-of-m1']);
      });

      it('is the text of answers too, while what an attempt came to stays', async () => {
        await bed.insert({ id: 'm1', case: 'a' }, { id: 'm2', case: 'b' });
        await bed.drain();
        const attempt = {
          attempt: 1,
          at: 1,
          milliseconds: 5,
          outcome: 'retry' as const,
          code: null,
        };
        const answered = { detail: null, status: 'HTTP 503', excerpt: 'later, please' };
        await bed.write(async (tables) => {
          for (const { id } of await tables.selectFrom('delivery').select('id').execute()) {
            const row = { delivery_id: id, ...attempt, ...answered };
            await tables.insertInto('delivery_attempt').values(row).execute();
          }
        });
        await ask('submission-of-m1', 'm1');
        const attempts = await bed
          .tables()
          .selectFrom('delivery_attempt')
          .select(['status', 'excerpt'])
          .orderBy('delivery_id')
          .execute();
        expect(attempts).toEqual([
          { status: 'HTTP 503', excerpt: null },
          { status: 'HTTP 503', excerpt: 'later, please' },
        ]);
      });

      it('is never the message of another submission', async () => {
        await bed.insert({ id: 'm1' });
        await bed.drain();
        await ask('submission-of-m2', 'm1');
        expect(await payloads()).toEqual(['m1']);
      });
    });

    describe('a message of which a purge is decided and not carried out yet', () => {
      const to = { messageId: 'm1', destination: 'files' };
      const acknowledgement = () =>
        new AcknowledgeMessage({
          responsibility: { elsewhere: () => undefined, rule: () => 'dead-letter' },
          store: bed.store,
          eventLog: { append: async () => {} },
          wake: () => {},
          now: () => new Date(START),
        });

      beforeEach(async () => {
        await migrateIntake(bed.store);
        await bed.insert({ id: 'm1' });
        await bed.drain();
        await registered(bed.store, 'submission-of-m1', 'm1', START);
      });

      it('is no dead letter any more, for what belongs to it is going', async () => {
        expect(await decidePurge(bed.store, START)).toBe(1);
        const given = { outcome: 'not-responsible', forwardTo: null } as const;
        await expect(acknowledgement().acknowledge(to, given)).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringContaining('deleted on schedule'),
        });
        expect((await bed.row('m1'))?.state).toBe('delivered');
        await acknowledgement().acknowledge(to, { outcome: 'rejected', code: 'S002' });
        expect((await bed.row('m1'))?.state).toBe('rejected');
      });

      it('was decided about after what the case system had said, which it therefore saw', async () => {
        const given = { outcome: 'not-responsible', forwardTo: null } as const;
        await acknowledgement().acknowledge(to, given);
        expect(await decidePurge(bed.store, START)).toBe(0);
      });
    });
  });
}
