import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompiledQuery, sql } from 'kysely';
import { isPostgres } from '#store';
import { buryAcknowledged, lockDelivery } from '../../apps/delivery/queue/acknowledge.js';
import { claim, dueDestinations, findDue } from '../../apps/delivery/queue/claim.js';
import { queueSize } from '../../apps/delivery/queue/count.js';
import { insertDeliveries } from '../../apps/delivery/queue/insert.js';
import { discard, reopen } from '../../apps/delivery/queue/operate.js';
import type { Tables } from '../../apps/delivery/queue/positional.js';
import { releaseLeases, settleDelivered, settleFailed } from '../../apps/delivery/queue/settle.js';
import { QueueBatch } from '../../apps/delivery/queue-batch.js';
import type { OpenStore } from '../fixtures/stores.js';
import { clusterRecord, START } from './delivery-bed.js';
import { QueueBed, queued } from './queue-bed.js';
import { watching } from './watched-tables.js';

/** The delivery queue is the same on both databases. */
export function queueSuite(name: string, open: OpenStore): void {
  describe(`the delivery queue: ${name}`, () => {
    let bed: QueueBed;

    beforeEach(async () => {
      bed = await QueueBed.open(open);
    });

    afterEach(() => bed.close());

    describe('the queue', () => {
      it('has one row a message and destination, however often its record comes', async () => {
        const queue = new QueueBatch({ wake: () => {}, now: () => new Date(START) });
        const records = [
          clusterRecord({ id: 'm1', offset: 1n }),
          clusterRecord({ id: 'm2', offset: 2n }),
          clusterRecord({ id: 'm1', offset: 1n }),
          clusterRecord({ id: 'm1', destination: 'elsewhere', offset: 1n }),
        ];
        const journalled: number[] = [];
        for (let time = 0; time < 3; time += 1) {
          const { write: step } = await queue.handle(records);
          await bed.store.write(async (tx) => {
            journalled.push((await step?.(tx))?.length ?? -1);
          });
        }
        expect(journalled).toEqual([3, 0, 0]);
        const rows = (await bed.rows()).map((row) => `${row.message_id} ${row.destination}`);
        expect(rows.sort()).toEqual(['m1 elsewhere', 'm1 files', 'm2 files']);
        expect(await bed.drain()).toEqual(['m1', 'm2']);
        const again = await queue.handle(records);
        await bed.store.write(async (tx) => void (await again.write?.(tx)));
        expect(await bed.drain()).toEqual([]);
      });

      it('gives the oldest of a case only, and the next when that is settled', async () => {
        await bed.insert(
          { id: 'm1', offset: 1n },
          { id: 'm2', offset: 2n },
          { id: 'm3', offset: 3n },
        );
        const { claims } = await bed.claimAll();
        expect(claims.map(({ messageId }) => messageId)).toEqual(['m1']);
        expect((await bed.claimAll()).claims).toEqual([]);
        const { promoted } = await bed.write((tables) => settleDelivered(tables, claims, START));
        expect(promoted).toEqual(['files']);
        expect((await bed.claimAll()).claims.map(({ messageId }) => messageId)).toEqual(['m2']);
      });

      it('lets the cases take turns', async () => {
        await bed.insert(
          { id: 'a1', case: 'a' },
          { id: 'a2', case: 'a' },
          { id: 'a3', case: 'a' },
          { id: 'b1', case: 'b' },
          { id: 'c1', case: 'c' },
          { id: 'c2', case: 'c' },
        );
        expect(await bed.drain()).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
      });

      it('puts a record that comes late in its place, where its case has not passed it', async () => {
        await bed.insert({ id: 'm3', offset: 3n }, { id: 'm4', offset: 4n });
        await bed.insert({ id: 'm2', offset: 2n });
        await bed.insert({ id: 'm1', offset: 1n });
        expect(await bed.drain()).toEqual(['m1', 'm2', 'm3', 'm4']);
      });

      it('does not take the turn from an attempt under way, but from its repetition', async () => {
        await bed.insert({ id: 'm2', offset: 2n });
        const [first] = (await bed.claimAll()).claims;
        await bed.insert({ id: 'm1', offset: 1n });
        expect((await bed.claimAll()).claims).toEqual([]);
        await bed.write((tables) =>
          settleFailed(
            tables,
            first!,
            { code: 'unreachable', detail: 'No answer.', dueAt: START + 9_000 },
            START,
          ),
        );
        expect(await bed.drain()).toEqual(['m1', 'm2']);
      });

      it('keeps the order of the log where two topics of a case meet at a destination', async () => {
        await bed.insert(
          { id: 'm1', topic: 'cluster.meldewesen', offset: 1n },
          { id: 'm2', topic: 'cluster.meldewesen', offset: 2n },
        );
        await bed.insert({ id: 'm3', topic: 'cluster.gewerbe', offset: 3n });
        expect(await bed.drain()).toEqual(['m1', 'm2', 'm3']);
      });

      it('gives a lease that ran out to the next, and believes the first no more', async () => {
        await bed.insert({ id: 'm1' });
        const { claims: before } = await bed.claimAll();
        expect((await bed.claimAll()).nextDueAt).toBe(START + 15_000);
        bed.clock.now += 15_000;
        const { claims: after } = await bed.claimAll();
        expect(after.map(({ attempt }) => attempt)).toEqual([2]);

        const { settled } = await bed.write((tables) =>
          settleDelivered(tables, before, bed.clock.now),
        );
        expect(settled.size).toBe(0);
        const failure = { code: 'refused', detail: 'Not so.', dueAt: null };
        expect(await bed.write((tables) => settleFailed(tables, before[0]!, failure, START))).toBe(
          false,
        );
        await bed.write((tables) => releaseLeases(tables, before, 'begun', START));
        expect(await bed.row('m1')).toMatchObject({ state: 'leased', attempt: 2 });
      });

      it('counts payloads before it reads them', async () => {
        await bed.insert({ id: 'm1', case: 'a' }, { id: 'm2', case: 'b' }, { id: 'm3', case: 'c' });
        const size = (await bed.row('m1'))?.size ?? 0;
        expect(size).toBe('<gewerbe.anmeldung.0010 id="m1"/>'.length);
        const room = { destination: 'files', limit: 9, now: START };
        const find = (bytes: number) => bed.write((tables) => findDue(tables, { ...room, bytes }));
        expect(await find(size + 1)).toMatchObject({ bytes: 2 * size, nextDueAt: START });
        expect((await find(1)).ids).toHaveLength(1);
        expect((await find(0)).ids).toHaveLength(0);
      });

      it('reopens and discards only what is dead-lettered', async () => {
        await bed.insert({ id: 'm1', offset: 1n }, { id: 'm2', offset: 2n });
        const ref = { messageId: 'm1', destination: 'files' };
        expect(await bed.write((tables) => reopen(tables, ref, START))).toBe(false);
        expect(await bed.write((tables) => discard(tables, ref, START))).toBe(false);
        const [first] = (await bed.claimAll()).claims;
        const failure = { code: 'refused', detail: 'Not so.', dueAt: null };
        await bed.write((tables) => settleFailed(tables, first!, failure, START));
        expect(await queueSize(bed.store.tables())).toEqual({ open: 1, dead: 1 });
        expect((await bed.claimAll()).claims).toEqual([]);

        expect(await bed.write((tables) => reopen(tables, ref, START))).toBe(true);
        expect(await bed.write((tables) => reopen(tables, ref, START))).toBe(false);
        expect(await bed.write((tables) => discard(tables, ref, START))).toBe(false);
        expect(await bed.drain()).toEqual(['m1', 'm2']);
        expect(await queueSize(bed.store.tables())).toEqual({ open: 0, dead: 0 });
      });

      it('holds a case for a dead letter that came while another was under way', async () => {
        await bed.insert(
          { id: 'm1', offset: 1n },
          { id: 'm2', offset: 2n },
          { id: 'm3', offset: 3n },
        );
        const first = (await bed.claimAll()).claims;
        await bed.write((tables) => settleDelivered(tables, first, START));
        const second = (await bed.claimAll()).claims;
        await bed.write(async (tables) => {
          const known = await lockDelivery(tables, { messageId: 'm1', destination: 'files' });
          const failure = { code: 'not-responsible', detail: 'Elsewhere.' };
          await buryAcknowledged(tables, known!.delivery, failure);
        });
        await bed.write((tables) => settleDelivered(tables, second, START));
        expect((await bed.claimAll()).claims).toEqual([]);
        expect(await bed.row('m1')).toMatchObject({ state: 'dead', head: 1, due_at: null });
        const ref = { messageId: 'm1', destination: 'files' };
        await bed.write((tables) => reopen(tables, ref, START));
        expect(await bed.drain()).toEqual(['m1', 'm3']);
      });

      it('refuses a second head of a case, whatever the code believes', async () => {
        await bed.insert({ id: 'm1', offset: 1n }, { id: 'm2', offset: 2n });
        await expect(
          bed.write((tables) =>
            tables
              .updateTable('delivery')
              .set({ head: 1 })
              .where('message_id', '=', 'm2')
              .execute(),
          ),
        ).rejects.toThrow(/unique/i);
      });
    });

    describe('with 100,000 deliveries waiting at a destination that is down', () => {
      beforeEach(async () => {
        await bed.write(async (tables) => {
          await sql`
        with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
        insert into delivery (message_id, destination, case_id, submission_id, cluster, size, origin_topic,
          origin_partition, origin_offset, state, head, due_at, attempt, failures, created_at)
        select 'w' || i, 'down', 'case-' || (i / 2), 's' || i, 'gewerbe', 5, 'cluster.gewerbe', 0, i,
          'open', (i + 1) % 2, case when i % 2 = 0 then cast(${START} as bigint) + i end, 3, 3,
          cast(${START} as bigint)
        from n`.execute(tables);
          await sql`analyze delivery`.execute(tables);
        });
        await bed.insert({ id: 'm1', offset: 200_000n }, { id: 'm2', offset: 200_001n });
      });

      it('every statement of the hot path reads an index, never the waiting rows', async () => {
        const statements = new Map<string, readonly unknown[]>();
        await bed.write(async (tables) => {
          const watched = watching(tables, async ({ query, run }) => {
            statements.set(query.sql, query.parameters);
            return run();
          });
          await dueDestinations(watched);
          const found = await findDue(watched, {
            destination: 'files',
            limit: 8,
            bytes: 1_000,
            now: START,
          });
          const claims = await claim(watched, found.ids, START + 1);
          expect(claims.map(({ messageId }) => messageId)).toEqual(['m1']);
          await settleDelivered(watched, claims, START);
          await insertDeliveries(watched, queued([{ id: 'm3', offset: 200_002n }]), START);
        });

        expect(statements.size).toBeGreaterThanOrEqual(8);
        for (const [statement, parameters] of statements) {
          const scans = await scansOf(bed.tables(), statement, parameters);
          expect([statement, scans]).toEqual([statement, []]);
        }
      });

      it('finding the destinations steps over them, and the others are served at once', async () => {
        const found = await dueDestinations(bed.tables());
        expect(found).toEqual([
          { destination: 'down', dueAt: START + 2 },
          { destination: 'files', dueAt: START },
        ]);
        expect(await bed.drain()).toEqual(['m1', 'm2']);
      });
    });
  });
}

/** Where the plan of a statement walks through all deliveries. */
async function scansOf(
  tables: Tables,
  statement: string,
  parameters: readonly unknown[],
): Promise<string[]> {
  const [explain, scan] = isPostgres(tables)
    ? ['explain', /Seq Scan on delivery( |$)/]
    : ['explain query plan', /^SCAN (delivery|d|w|s|h|p)\b/];
  const plan = await tables.executeQuery<Record<string, unknown>>(
    CompiledQuery.raw(`${explain} ${statement}`, [...parameters]),
  );
  return plan.rows
    .map((row) => String(row.detail ?? row['QUERY PLAN']))
    .filter((line) => scan.test(line));
}
