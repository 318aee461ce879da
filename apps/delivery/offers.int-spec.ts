import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { Outcome } from '#destinations';
import { ACCEPTED, DeliveryBed, destination, START } from '../../test/delivery/delivery-bed.js';
import { emptySqlite } from '../../test/fixtures/stores.js';
import { until } from '../../test/fixtures/until.js';
import type { DeliveryState, DeliveryTables } from './delivery.tables.js';
import { queueSize } from './queue/count.js';

const OFFERED: Outcome = { kind: 'offered', withinSeconds: 600 };
const AWAITED = destination('topic', { settings: { acknowledgement: 'consumer' } });

let bed: DeliveryBed;

beforeEach(async () => {
  bed = await DeliveryBed.open(emptySqlite);
  bed.destinations.set('topic', AWAITED);
  bed.answer = ({ messageId }) => (messageId.startsWith('t') ? OFFERED : ACCEPTED);
});
afterEach(() => bed.close());

const publish = (id: string, at: { case?: string; destination?: string } = {}) =>
  bed.publish({ id, destination: 'topic', ...at });

const commits = () => bed.store.statistics().commits;

/** Lets the dispatcher look again after so many seconds; resolves when a message elsewhere has passed through it. */
async function pass(seconds: number, mark: string): Promise<void> {
  bed.pass(seconds);
  await bed.publish({ id: mark, case: mark });
  await reaches('delivered', mark);
}

/** Asks for one row: there may be many. */
async function reaches(state: DeliveryState, messageId: string): Promise<void> {
  await until(async () => {
    const row = await bed.store
      .tables<DeliveryTables>()
      .selectFrom('delivery')
      .select('state')
      .where('message_id', '=', messageId)
      .executeTakeFirst();
    return row?.state === state ? true : undefined;
  });
}

/** Messages that were offered at the start and not acknowledged since. */
async function offered(count: number): Promise<void> {
  await bed.store.write(async (tx) => {
    await sql`
      with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count})
      insert into delivery (message_id, destination, case_id, submission_id, cluster, size, origin_topic,
        origin_partition, origin_offset, state, head, due_at, attempt, failures, first_failed_at, created_at)
      select 'w' || i, 'topic', 'c' || i, 's' || i, 'gewerbe', 1, 'cluster.gewerbe', 0, i,
        'offered', 1, ${START + 600_000}, 1, 0, ${START}, ${START}
      from n`.execute(tx.tables<DeliveryTables>());
    await sql`insert into delivery_payload (delivery_id, headers, value)
      select id, '{}', 'x' from delivery`.execute(tx.tables<DeliveryTables>());
  });
}

describe('a message that its case system takes from the topic and acknowledges', () => {
  it('is offered once and waits, with those of its case behind it and no attempt spent', async () => {
    bed.start();
    await publish('t1');
    await publish('t2');
    await publish('t-other', { case: 'case-2' });
    await bed.inState('offered', 't1', 't-other');
    await pass(300, 'm1');
    await pass(299, 'm2');

    expect(bed.attempted().sort()).toEqual(['m1', 'm2', 't-other', 't1']);
    expect(await bed.row('t1')).toMatchObject({ state: 'offered', failures: 0, head: 1 });
    expect(await bed.row('t2')).toMatchObject({ state: 'open', attempt: 0, head: 0 });
    expect(await bed.journal('t1')).toMatchObject([{ type: 'delivering' }]);
    expect(await queueSize(bed.store.tables())).toEqual({ open: 3, dead: 0 });
  });

  it('is a dead letter when nobody acknowledged it in time, and waits anew after a replay', async () => {
    bed.start();
    await publish('t1');
    await bed.inState('offered', 't1');
    bed.pass(600);
    await bed.inState('dead', 't1');
    expect(await bed.journal('t1')).toMatchObject([
      { type: 'delivering' },
      { type: 'dead-lettered', code: 'exhausted' },
    ]);

    await bed.decide('replay', 't1', { destination: 'topic' });
    await bed.inState('offered', 't1');
    await pass(599, 'm1');
    expect((await bed.row('t1'))?.state).toBe('offered');
    bed.pass(1);
    await bed.inState('dead', 't1');
  });

  it('gets its whole time although another transport has failed before', async () => {
    bed.start();
    bed.answer = () => ({ kind: 'retry', code: 'unreachable', detail: 'No answer.' });
    await publish('t1');
    await until(async () => ((await bed.row('t1'))?.failures === 1 ? true : undefined));
    bed.answer = () => OFFERED;
    bed.pass(500);
    await bed.inState('offered', 't1');
    expect((await bed.row('t1'))?.due_at).toBe(START + 500_000 + 600_000);
  });

  it('goes out as the landscape says now, where that awaits no acknowledgement any more', async () => {
    bed.start();
    await publish('t1');
    await publish('t2');
    await bed.inState('offered', 't1');
    bed.answer = () => ACCEPTED;
    bed.destinations.set('topic', destination('topic'));
    bed.pass(15);
    await bed.inState('delivered', 't1', 't2');
    expect(bed.attempted()).toEqual(['t1', 't1', 't2']);
  });

  it('is a dead letter where the landscape has no such destination any more', async () => {
    bed.start();
    await publish('t1');
    await bed.inState('offered', 't1');
    bed.destinations.delete('topic');
    bed.pass(15);
    await bed.inState('dead', 't1');
    expect((await bed.journal('t1')).at(-1)).toMatchObject({ code: 'destination-gone' });
  });
});

describe('many messages waiting for their acknowledgement', () => {
  it('are not touched, cost no writing, and let all else be delivered: 100,000', async () => {
    await offered(100_000);
    bed.start();
    await publish('t1');
    await reaches('offered', 't1');
    await pass(60, 'm1');
    const before = commits();
    for (let look = 0; look < 20; look += 1) bed.pass(20);
    await pass(0, 'm2');

    expect(commits() - before).toBeLessThan(20);
    expect(bed.attempted()).toEqual(['t1', 'm1', 'm2']);
    const { rows } = await sql<{ state: string; attempt: number; rows: number }>`
      select state, attempt, count(*) as rows from delivery where destination = 'topic'
      group by state, attempt`.execute(bed.store.tables<DeliveryTables>());
    expect(rows).toEqual([{ state: 'offered', attempt: 1, rows: 100_001 }]);
  }, 30_000);

  it('are all recalled when the landscape awaits none any more', async () => {
    await offered(2_500);
    bed.destinations.set('topic', destination('topic', { concurrency: 100 }));
    bed.start();
    await bed.inState('delivered');
    expect(bed.attempts).toHaveLength(2_500);
  }, 30_000);
});
