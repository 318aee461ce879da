import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { evolve, HEADERS, NEW_LIFECYCLE, type Reply } from '#domain';
import {
  ACCEPTED,
  BUSY,
  DeliveryBed,
  destination,
  REFUSED,
} from '../../../test/delivery/delivery-bed.js';
import { emptySqlite } from '../../../test/fixtures/stores.js';
import { until } from '../../../test/fixtures/until.js';
import type { DeliveryTables } from '../delivery.tables.js';

const WEBHOOK = 'client:portal';

let bed: DeliveryBed;

beforeEach(async () => {
  bed = await DeliveryBed.open(emptySqlite);
  bed.destinations.set(WEBHOOK, destination(WEBHOOK));
  bed.start();
});
afterEach(() => bed.close());

function reply(replyId: string, changes: Partial<Reply> = {}): Reply {
  return {
    replyId,
    submissionId: 'submission-of-m1',
    caseId: 'case-1',
    messageId: 'm1',
    destination: 'files',
    client: 'portal',
    submissionReference: 'R-1',
    at: '2026-11-30T09:12:44.120Z',
    kind: 'decision',
    acknowledgement: null,
    status: null,
    outcome: 'granted',
    text: 'Frau Muster',
    deadline: null,
    fileNumber: '63-1',
    documents: [],
    replyChannel: null,
    authentication: null,
    payment: null,
    ...changes,
  };
}

async function publish(...replies: Reply[]): Promise<void> {
  const records = replies.map((one) => ({
    topic: 'replies',
    key: one.caseId,
    value: Buffer.from(JSON.stringify(one)),
    headers: {},
  }));
  await bed.store.write((tx) => bed.eventLog.append(tx, records));
  await bed.stepsDone();
}

/** The first attempt of r1 fails. */
const firstBusy = ({ messageId, attempt }: { messageId: string; attempt: number }) =>
  messageId === 'r1' && attempt === 1 ? BUSY : ACCEPTED;

async function failed(replyId: string): Promise<void> {
  await until(async () => ((await bed.row(replyId))?.failures === 1 ? true : undefined));
}

describe('a reply for a client with a webhook', () => {
  it('is brought there as JSON, and changes nothing about its submission', async () => {
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    await publish(reply('r1'));
    await bed.inState('delivered', 'r1');
    const [, sent] = bed.attempts;
    expect(sent).toMatchObject({
      messageId: 'r1',
      type: 'reply.decision',
      mediaType: 'application/json',
      submissionId: 'submission-of-m1',
    });
    const body = JSON.parse(Buffer.from(sent?.xml ?? []).toString());
    const { client: _client, destination: _destination, ...told } = reply('r1');
    expect(body).toEqual({ type: 'reply.decision', timestamp: told.at, data: told });

    const journal = await bed.journal();
    expect(journal.map(({ type }) => type)).toEqual(['delivering', 'delivered', 'reply-delivered']);
    expect(journal.at(-1)).toMatchObject({ submissionId: 'submission-of-m1', replyId: 'r1' });
    const { status, messages } = journal.reduce(evolve, NEW_LIFECYCLE);
    expect([status, messages]).toEqual(['delivered', { m1: 'delivered' }]);
    expect(JSON.stringify([journal, bed.lines])).not.toMatch(/Muster|63-1/);
  });

  it('comes once, however often its record does, and in the order of its case', async () => {
    bed.answer = firstBusy;
    await publish(reply('r1'), reply('r2'), reply('other', { caseId: 'case-2' }), reply('r1'));
    await failed('r1');
    bed.pass(20);
    await bed.inState('delivered', 'r1', 'r2', 'other');
    const attempted = bed.attempted();
    expect(attempted.lastIndexOf('r1')).toBeLessThan(attempted.indexOf('r2'));
    expect(await bed.rows()).toHaveLength(3);
  });

  it('that is refused is a dead letter, which holds up no submission, and can be replayed', async () => {
    bed.answer = () => REFUSED;
    await publish(reply('r1'), reply('r2'));
    await bed.inState('dead', 'r1');
    const [letter, ...others] = await bed.records('dead-letters.replies');
    expect(others).toEqual([]);
    expect(letter?.headers).toMatchObject({
      [HEADERS.stage]: 'delivery',
      [HEADERS.code]: 'refused',
      [HEADERS.messageId]: 'r1',
      [HEADERS.destination]: WEBHOOK,
      [HEADERS.originTopic]: 'replies',
    });
    expect(await bed.journal()).toEqual([]);
    bed.answer = () => ACCEPTED;
    await bed.decide('replay', 'r1', { destination: WEBHOOK });
    await bed.inState('delivered', 'r1', 'r2');
  });

  it('that is discarded lets the later ones of its case go on', async () => {
    bed.answer = ({ messageId }) => (messageId === 'r1' ? REFUSED : ACCEPTED);
    await publish(reply('r1'), reply('r2'));
    await bed.inState('dead', 'r1');
    await bed.decide('discard', 'r1', { destination: WEBHOOK });
    await bed.inState('delivered', 'r2');
    expect((await bed.row('r1'))?.state).toBe('discarded');
  });

  it('leaves nothing of what the online service answered, which may repeat it', async () => {
    const answer = { status: 'HTTP 503', excerpt: 'Frau Muster' };
    bed.answer = (message) => ({ ...firstBusy(message), answer });
    await publish(reply('r1'));
    await failed('r1');
    bed.pass(20);
    await bed.inState('delivered', 'r1');
    const attempts = await bed.store
      .tables<DeliveryTables>()
      .selectFrom('delivery_attempt')
      .select(['status', 'excerpt'])
      .orderBy('attempt')
      .execute();
    expect(attempts[0]).toEqual({ status: 'HTTP 503', excerpt: null });
  });
});

it('what a reply says stays in the queue no longer than it is owed', async () => {
  const payloads = async () =>
    (
      await bed.store
        .tables<DeliveryTables>()
        .selectFrom('delivery_payload as p')
        .innerJoin('delivery as d', 'd.id', 'p.delivery_id')
        .select('d.message_id')
        .orderBy('d.id')
        .execute()
    ).map((row) => row.message_id);
  bed.answer = ({ messageId }) => (messageId === 'refused' ? REFUSED : ACCEPTED);
  await bed.publish({ id: 'm1' });
  await bed.inState('delivered', 'm1');
  await publish(reply('r1'), reply('refused'));
  await bed.inState('dead', 'refused');
  expect(await payloads()).toEqual(['m1', 'refused']);
  await bed.decide('discard', 'refused', { destination: WEBHOOK });
  expect(await payloads()).toEqual(['m1']);
});

it('a reply for a client without a webhook waits for nobody', async () => {
  await publish(reply('r1', { client: 'another' }));
  expect(await bed.rows()).toEqual([]);
});
