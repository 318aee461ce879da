import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompiledQuery, sql } from 'kysely';
import { clusterRecord, DeliveryBed, START } from '../../../test/delivery/delivery-bed.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { QueueBatch } from '../queue-batch.js';
import { queuedMessage } from '../queued-message.js';
import { claim, dueDestinations, findDue } from './claim.js';
import { queueSize } from './count.js';
import { insertDeliveries } from './insert.js';
import { discard, reopen } from './operate.js';
import type { Tables } from './positional.js';
import { releaseLeases, settleDelivered, settleFailed } from './settle.js';

let bed: DeliveryBed;

beforeEach(async () => {
  bed = await DeliveryBed.open(temporaryFolder());
});

afterEach(() => bed.close());

type Message = Parameters<typeof clusterRecord>[0];

function write<T>(work: (tables: Tables) => Promise<T>): Promise<T> {
  return bed.store.write((tx) => work(tx.tables<DeliveryTables>()));
}

function insert(...messages: Message[]) {
  return write((tables) =>
    insertDeliveries(
      tables,
      messages.map((message) => queuedMessage(clusterRecord(message))),
      bed.clock.now,
    ),
  );
}

async function claimAll(destination = 'files', limit = 100) {
  const now = bed.clock.now;
  return write(async (tables) => {
    const { ids, nextDueAt } = await findDue(tables, {
      destination,
      limit,
      bytes: 1_000_000,
      now,
    });
    return { claims: await claim(tables, ids, now + 15_000), nextDueAt };
  });
}

/** Claims and delivers one after the other until nothing is due. */
async function drain(destination = 'files'): Promise<string[]> {
  const taken: string[] = [];
  for (;;) {
    const { claims } = await claimAll(destination, 1);
    const [next] = claims;
    if (next === undefined) return taken;
    bed.clock.now += 1;
    await write((tables) => settleDelivered(tables, [next], bed.clock.now));
    taken.push(next.messageId);
  }
}

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
    expect((await bed.rows()).map((row) => [row.message_id, row.destination])).toEqual([
      ['m1', 'files'],
      ['m1', 'elsewhere'],
      ['m2', 'files'],
    ]);
    expect(await drain()).toEqual(['m1', 'm2']);
    const again = await queue.handle(records);
    await bed.store.write(async (tx) => void (await again.write?.(tx)));
    expect(await drain()).toEqual([]);
  });

  it('gives the oldest of a case only, and the next when that is settled', async () => {
    await insert({ id: 'm1', offset: 1n }, { id: 'm2', offset: 2n }, { id: 'm3', offset: 3n });
    const { claims } = await claimAll();
    expect(claims.map(({ messageId }) => messageId)).toEqual(['m1']);
    expect((await claimAll()).claims).toEqual([]);
    const { promoted } = await write((tables) => settleDelivered(tables, claims, START));
    expect(promoted).toEqual(['files']);
    expect((await claimAll()).claims.map(({ messageId }) => messageId)).toEqual(['m2']);
  });

  it('lets the cases take turns', async () => {
    await insert(
      { id: 'a1', case: 'a' },
      { id: 'a2', case: 'a' },
      { id: 'a3', case: 'a' },
      { id: 'b1', case: 'b' },
      { id: 'c1', case: 'c' },
      { id: 'c2', case: 'c' },
    );
    expect(await drain()).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('puts a record that comes late in its place, where its case has not passed it', async () => {
    await insert({ id: 'm3', offset: 3n }, { id: 'm4', offset: 4n });
    await insert({ id: 'm2', offset: 2n });
    await insert({ id: 'm1', offset: 1n });
    expect(await drain()).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  it('does not take the turn from an attempt under way, but from its repetition', async () => {
    await insert({ id: 'm2', offset: 2n });
    const [first] = (await claimAll()).claims;
    await insert({ id: 'm1', offset: 1n });
    expect((await claimAll()).claims).toEqual([]);
    await write((tables) =>
      settleFailed(
        tables,
        first!,
        { code: 'unreachable', detail: 'No answer.', dueAt: START + 9_000 },
        START,
      ),
    );
    expect(await drain()).toEqual(['m1', 'm2']);
  });

  it('keeps the order of the log where two topics of a case meet at a destination', async () => {
    await insert(
      { id: 'm1', topic: 'cluster.meldewesen', offset: 1n },
      { id: 'm2', topic: 'cluster.meldewesen', offset: 2n },
    );
    await insert({ id: 'm3', topic: 'cluster.gewerbe', offset: 3n });
    expect(await drain()).toEqual(['m1', 'm2', 'm3']);
  });

  it('gives a lease that ran out to the next, and believes the first no more', async () => {
    await insert({ id: 'm1' });
    const { claims: before } = await claimAll();
    expect((await claimAll()).nextDueAt).toBe(START + 15_000);
    bed.clock.now += 15_000;
    const { claims: after } = await claimAll();
    expect(after.map(({ attempt }) => attempt)).toEqual([2]);

    const { settled } = await write((tables) => settleDelivered(tables, before, bed.clock.now));
    expect(settled.size).toBe(0);
    const failure = { code: 'refused', detail: 'Not so.', dueAt: null };
    expect(await write((tables) => settleFailed(tables, before[0]!, failure, START))).toBe(false);
    await write((tables) => releaseLeases(tables, before, 'begun', START));
    expect(await bed.row('m1')).toMatchObject({ state: 'leased', attempt: 2 });
  });

  it('counts payloads before it reads them', async () => {
    await insert({ id: 'm1', case: 'a' }, { id: 'm2', case: 'b' }, { id: 'm3', case: 'c' });
    const size = (await bed.row('m1'))?.size ?? 0;
    expect(size).toBe('<gewerbe.anmeldung.0010 id="m1"/>'.length);
    const room = { destination: 'files', limit: 9, now: START };
    const find = (bytes: number) => write((tables) => findDue(tables, { ...room, bytes }));
    expect(await find(size + 1)).toMatchObject({ bytes: 2 * size, nextDueAt: START });
    expect((await find(1)).ids).toHaveLength(1);
    expect((await find(0)).ids).toHaveLength(0);
  });

  it('reopens and discards only what is dead-lettered', async () => {
    await insert({ id: 'm1', offset: 1n }, { id: 'm2', offset: 2n });
    const ref = { messageId: 'm1', destination: 'files' };
    expect(await write((tables) => reopen(tables, ref, START))).toBe(false);
    expect(await write((tables) => discard(tables, ref, START))).toBe(false);
    const [first] = (await claimAll()).claims;
    const failure = { code: 'refused', detail: 'Not so.', dueAt: null };
    await write((tables) => settleFailed(tables, first!, failure, START));
    expect(await queueSize(bed.store.tables())).toEqual({ open: 1, dead: 1 });
    expect((await claimAll()).claims).toEqual([]);

    expect(await write((tables) => reopen(tables, ref, START))).toBe(true);
    expect(await write((tables) => reopen(tables, ref, START))).toBe(false);
    expect(await write((tables) => discard(tables, ref, START))).toBe(false);
    expect(await drain()).toEqual(['m1', 'm2']);
    expect(await queueSize(bed.store.tables())).toEqual({ open: 0, dead: 0 });
  });

  it('refuses a second head of a case, whatever the code believes', async () => {
    await insert({ id: 'm1', offset: 1n }, { id: 'm2', offset: 2n });
    await expect(
      write((tables) =>
        tables.updateTable('delivery').set({ head: 1 }).where('message_id', '=', 'm2').execute(),
      ),
    ).rejects.toThrow(/UNIQUE/);
  });
});

describe('with 100,000 deliveries waiting at a destination that is down', () => {
  beforeEach(async () => {
    await write(async (tables) => {
      await sql`
        with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
        insert into delivery (message_id, destination, case_id, submission_id, cluster, size, origin_topic,
          origin_partition, origin_offset, state, head, due_at, attempt, failures, created_at)
        select 'w' || i, 'down', 'case-' || (i / 2), 's' || i, 'gewerbe', 5, 'cluster.gewerbe', 0, i,
          'open', (i + 1) % 2, case when i % 2 = 0 then ${START} + i end, 3, 3, ${START}
        from n`.execute(tables);
    });
    await insert({ id: 'm1', offset: 200_000n }, { id: 'm2', offset: 200_001n });
  });

  it('every statement of the hot path reads an index, never the waiting rows', async () => {
    const statements = new Map<string, readonly unknown[]>();
    await write(async (tables) => {
      const watched = watching(tables, (query) => statements.set(query.sql, query.parameters));
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
      await insertDeliveries(
        watched,
        [queuedMessage(clusterRecord({ id: 'm3', offset: 200_002n }))],
        START,
      );
    });

    expect(statements.size).toBeGreaterThanOrEqual(8);
    for (const [statement, parameters] of statements) {
      const plan = await bed.store
        .tables<DeliveryTables>()
        .executeQuery<{ detail: string }>(
          CompiledQuery.raw(`explain query plan ${statement}`, [...parameters]),
        );
      const scans = plan.rows
        .map(({ detail }) => detail)
        .filter((detail) => /^SCAN (delivery|d|w|s|h|p)\b/.test(detail));
      expect([statement, scans]).toEqual([statement, []]);
    }
  });

  it('finding the destinations steps over them, and the others are served at once', async () => {
    const found = await dueDestinations(bed.store.tables<DeliveryTables>());
    expect(found).toEqual([
      { destination: 'down', dueAt: START + 2 },
      { destination: 'files', dueAt: START },
    ]);
    expect(await drain()).toEqual(['m1', 'm2']);
  });
});

/** The tables, with an eye on what is executed through them. */
function watching(tables: Tables, see: (query: CompiledQuery) => void): Tables {
  return new Proxy(tables, {
    get(target, name) {
      if (name === 'executeQuery') {
        return (query: CompiledQuery) => {
          see(query);
          return target.executeQuery(query);
        };
      }
      if (name === 'getExecutor') {
        const executor = target.getExecutor();
        return () =>
          new Proxy(executor, {
            get(inner, property) {
              const value = Reflect.get(inner, property, inner) as unknown;
              if (property !== 'executeQuery') {
                return typeof value === 'function' ? value.bind(inner) : value;
              }
              return (query: CompiledQuery) => {
                see(query);
                return inner.executeQuery(query);
              };
            },
          });
      }
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
