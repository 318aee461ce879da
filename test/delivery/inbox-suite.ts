import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompiledQuery, sql } from 'kysely';
import { isPostgres } from '#store';
import { LeaseMessages } from '../../apps/delivery/inbox/messages/lease-messages.js';
import { lockDelivery, settleAcknowledged } from '../../apps/delivery/queue/acknowledge.js';
import { leaseOffered } from '../../apps/delivery/queue/inbox-leases.js';
import { settleOffered } from '../../apps/delivery/queue/offered.js';
import type { Tables } from '../../apps/delivery/queue/positional.js';
import type { OpenStore } from '../fixtures/stores.js';
import { destination, START } from './delivery-bed.js';
import { type Message, QueueBed } from './queue-bed.js';
import { watching } from './watched-tables.js';

const LEASE = 600;

/** The leases of an inbox are the same on both databases. */
export function inboxSuite(name: string, open: OpenStore): void {
  describe(`an inbox: ${name}`, () => {
    let bed: QueueBed;
    let leases: LeaseMessages;

    beforeEach(async () => {
      bed = await QueueBed.open(open);
      leases = new LeaseMessages({
        store: bed.store,
        destination: (id) => destination(id, { transport: id === 'files' ? 'inbox' : 'directory' }),
        now: () => new Date(bed.clock.now),
      });
    });
    afterEach(() => bed.close());

    async function offer(...messages: Message[]): Promise<void> {
      await bed.insert(...messages);
      await offerDue();
    }

    async function offerDue(): Promise<void> {
      const { claims } = await bed.claimAll('files', 1_000);
      const clock = { since: START, dueAt: START + 10_000_000_000 };
      await bed.write(async (tables) => {
        for (const claim of claims) await settleOffered(tables, claim, clock);
      });
    }

    async function acknowledge(messageId: string): Promise<void> {
      await bed.write(async (tables) => {
        const known = await lockDelivery(tables, { messageId, destination: 'files' });
        await settleAcknowledged(tables, known!.delivery, 'delivered', bed.clock.now);
      });
      await offerDue();
    }

    const list = async (limit = 10, worker?: string) =>
      (await leases.list('files', limit, worker)).map(({ messageId }) => messageId);

    it('gives the oldest message of each case to one worker, until its lease ends', async () => {
      await offer(
        { id: 'a1', case: 'a', offset: 1n },
        { id: 'a2', case: 'a', offset: 2n },
        { id: 'b1', case: 'b', offset: 3n },
        { id: 'c1', case: 'c', offset: 4n },
      );
      expect(await list(2, 'one')).toEqual(['a1', 'b1']);
      expect(await list(10, 'other')).toEqual(['c1']);
      expect(await list(10, 'one')).toEqual([]);

      bed.clock.now += LEASE * 1_000 - 1;
      expect(await list()).toEqual([]);
      bed.clock.now += 1;
      expect(await list(10, 'other')).toEqual(['a1', 'b1', 'c1']);
    });

    it('goes on with a case once its message is acknowledged', async () => {
      await offer({ id: 'a1', case: 'a', offset: 1n }, { id: 'a2', case: 'a', offset: 2n });
      await list();
      await acknowledge('a1');
      expect(await list()).toEqual(['a2']);
    });

    it('lets a worker give back what it has, and nobody else', async () => {
      await offer({ id: 'a1' });
      await list(1, 'one');
      const ref = { messageId: 'a1', destination: 'files' };
      await expect(leases.giveBack(ref, 'other')).rejects.toThrow(/no lease/);
      await expect(leases.giveBack(ref, undefined)).rejects.toThrow(/no lease/);
      expect(await list()).toEqual([]);
      await leases.giveBack(ref, 'one');
      await expect(leases.giveBack(ref, 'one')).rejects.toThrow(/no lease/);
      expect(await list()).toEqual(['a1']);
    });

    it('gives each message once, however many workers ask at the same time', async () => {
      const ids = Array.from({ length: 240 }, (_, at) => `m${at}`);
      await offer(...ids.map((id, at) => ({ id, case: id, offset: BigInt(at) })));
      const taken: string[] = [];
      await Promise.all(
        Array.from({ length: 8 }, async (_, worker) => {
          for (;;) {
            const page = await list(7, `worker-${worker}`);
            if (page.length === 0) return;
            taken.push(...page);
          }
        }),
      );
      expect(taken).toHaveLength(ids.length);
      expect(new Set(taken)).toEqual(new Set(ids));
      expect(await list(100)).toEqual([]);
    });

    it('is none where the transport is another', async () => {
      await expect(leases.list('elsewhere', 1, undefined)).rejects.toThrow(/transport inbox/);
    });

    it('finds those of 100,000 that lie there longest by an index, and sorts nothing', async () => {
      await bed.write(fillWithOffers);
      await offer({ id: 'a1', offset: 1_000_000n });
      const statements: CompiledQuery[] = [];
      await bed.write(async (tables) => {
        const watched = watching(tables, async ({ query, run }) => {
          if (query.sql.startsWith('insert')) statements.push(query);
          return run();
        });
        const request = { destination: 'files', limit: 10, worker: null, now: START };
        const ids = await leaseOffered(watched, { ...request, leasedUntil: START + 1 });
        expect(ids).toHaveLength(10);
      });
      expect(statements).toHaveLength(1);
      const plan = await planOf(bed.tables(), statements[0]!);
      expect(plan).toMatch(/delivery_offered_in_order/);
      expect(plan).not.toMatch(/Sort|TEMP B-TREE|Seq Scan on delivery |SCAN d\b/);
    });
  });
}

/** A hundred thousand that were fetched, and behind them as many that lie there since a case system went away. */
async function fillWithOffers(tables: Tables): Promise<void> {
  await sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < 200000)
    insert into delivery (message_id, destination, case_id, submission_id, cluster, size, origin_topic,
      origin_partition, origin_offset, state, head, due_at, attempt, failures, created_at)
    select 'f' || i, 'files', 'f' || i, 's', 'gewerbe', 1, 'cluster.gewerbe', 0, i,
      case when i <= 100000 then 'delivered' else 'offered' end, case when i <= 100000 then 0 else 1 end,
      case when i > 100000 then cast(${START} as bigint) + 10000000 end, 1, 0, cast(${START} as bigint) from n`.execute(
    tables,
  );
  await sql`analyze delivery`.execute(tables);
}

async function planOf(tables: Tables, query: CompiledQuery): Promise<string> {
  const explain = isPostgres(tables) ? 'explain' : 'explain query plan';
  const plan = await tables.executeQuery<Record<string, unknown>>(
    CompiledQuery.raw(`${explain} ${query.sql}`, [...query.parameters]),
  );
  return plan.rows.map((row) => String(row.detail ?? row['QUERY PLAN'])).join('\n');
}
