import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { NewEvent } from '#event-log';
import { decidePurge, registered } from '../../../test/delivery/decided-purge.js';
import { destination, gate, migrateIntake, START } from '../../../test/delivery/delivery-bed.js';
import { QueueBed } from '../../../test/delivery/queue-bed.js';
import { emptyPostgres } from '../../../test/fixtures/stores.js';
import { recallUnawaited } from '../dispatch/recall-offers.js';
import { findAttachment } from '../inbox/find-attachment.js';
import { offeringDestinations, settleOffered } from '../queue/offered.js';
import { AcknowledgeMessage } from './acknowledge-message.js';

let bed: QueueBed;
let appended: NewEvent[];
/** What an acknowledgement waits for before it commits. */
let beforeCommit: () => Promise<void>;
let acknowledgement: AcknowledgeMessage;

beforeEach(async () => {
  bed = await QueueBed.open(emptyPostgres);
  await migrateIntake(bed.store);
  appended = [];
  beforeCommit = async () => {};
  acknowledgement = new AcknowledgeMessage({
    responsibility: { elsewhere: () => undefined, rule: () => 'dead-letter' },
    store: bed.store,
    eventLog: {
      append: async (_tx, events) => {
        appended.push(...events);
        await beforeCommit();
      },
    },
    wake: () => {},
    now: () => new Date(bed.clock.now),
  });
  await bed.insert({ id: 'm1', offset: 1n }, { id: 'm2', offset: 2n }, { id: 'o', case: 'other' });
  const { claims } = await bed.claimAll();
  const clock = { since: START, dueAt: START + 600_000 };
  for (const claim of claims) await bed.write((tables) => settleOffered(tables, claim, clock));
});
afterEach(() => bed.close());

const to = (messageId: string) => ({ messageId, destination: 'files' });

it('takes acknowledgements in any order, many of one at once, on PostgreSQL', async () => {
  expect(await bed.row('m1')).toMatchObject({ state: 'offered', due_at: START + 600_000 });
  await acknowledgement.acknowledge(to('m2'), { outcome: 'received' });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      acknowledgement.acknowledge(to('m1'), { outcome: 'rejected', code: 'S002' }),
    ),
  );
  expect(answers.filter(({ changed }) => changed)).toHaveLength(1);
  expect(new Set(answers.map(({ at }) => at))).toEqual(new Set([START]));
  await acknowledgement.acknowledge(to('m2'), { outcome: 'accepted' });
  await expect(acknowledgement.acknowledge(to('m1'), { outcome: 'accepted' })).rejects.toThrow(
    /rejected before/,
  );
  expect([(await bed.row('m1'))?.state, (await bed.row('m2'))?.state]).toEqual([
    'rejected',
    'delivered',
  ]);
  expect(appended).toHaveLength(4);
});

it('finds what is offered and what belongs to it, and takes back what nobody awaits, on PostgreSQL', async () => {
  expect(await offeringDestinations(bed.tables())).toEqual(['files']);
  const found = {
    store: bed.store,
    blobs: { open: () => Readable.from([]) },
    summaries: { of: async () => undefined },
  };
  await expect(findAttachment(found, to('m1'), 'a1')).rejects.toThrow(/no such attachment/);
  const ports = { store: bed.store, destination: () => destination('files') };
  expect(await recallUnawaited({ ...ports, awaitsAcknowledgement: () => true }, START)).toEqual([]);
  expect(await recallUnawaited({ ...ports, awaitsAcknowledgement: () => false }, START)).toEqual([
    'files',
  ]);
  expect((await bed.drain()).sort()).toEqual(['m1', 'm2', 'o']);
});

it('decides no purge while a case system says that it is not responsible, on PostgreSQL', async () => {
  await bed.drain();
  await acknowledgement.acknowledge(to('m1'), { outcome: 'received' });
  await registered(bed.store, 'submission-of-m1', 'm1', START);
  const [reached, committed] = [gate(), gate()];
  beforeCommit = () => {
    reached.open();
    return committed.promise;
  };
  const given = { outcome: 'not-responsible', forwardTo: null } as const;
  const under = acknowledgement.acknowledge(to('m1'), given);
  await reached.promise;
  expect(await decidePurge(bed.store, START)).toBe(0);
  committed.open();
  expect(await under).toMatchObject({ changed: true });
  expect((await bed.row('m1'))?.state).toBe('dead');
  expect(await decidePurge(bed.store, START)).toBe(0);
});
