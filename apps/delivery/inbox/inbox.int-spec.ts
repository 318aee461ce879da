import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { DirectoryBlobs } from '#blobs';
import type { Outcome } from '#destinations';
import {
  attachmentPath,
  attachmentsPath,
  evolve,
  HEADERS,
  NEW_LIFECYCLE,
  type StoredAttachment,
} from '#domain';
import { registerOpenApi, serverOptions } from '#http';
import {
  ACCEPTED,
  BUSY,
  DeliveryBed,
  destination,
  gate,
  REFUSED,
} from '../../../test/delivery/delivery-bed.js';
import { emptySqlite } from '../../../test/fixtures/stores.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { until } from '../../../test/fixtures/until.js';
import { AcknowledgeMessage } from '../acknowledgement/acknowledge-message.js';
import type { AttachableSummaries } from '../attempts/attachments-along.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { SUMMARY } from '../summary/summary-attachment.js';
import { AttachmentLinks } from './attachment-links.js';
import type { Caller } from './case-system.js';
import { registerInboxRoutes } from './inbox.routes.js';
import { LeaseMessages } from './messages/lease-messages.js';

const PUBLIC_URL = 'https://nahtlos.amt.example';
const OFFERED: Outcome = { kind: 'offered', withinSeconds: 600 };
const KEYS: Record<string, Caller> = {
  own: { role: 'case-system', keyId: 'k1', destinations: ['topic', 'topic-2'] },
  files: { role: 'case-system', keyId: 'k2', destinations: ['files'] },
  platform: { role: 'platform' },
  operator: { role: 'operator' },
};

let folder: string;
let bed: DeliveryBed;
let blobs: DirectoryBlobs;
let fastify: FastifyInstance;
let links: AttachmentLinks;
let summaries: AttachableSummaries;
let rule: 'forward' | 'dead-letter';
let lines: { fields: Record<string, unknown>; message: string }[];

beforeEach(async () => {
  folder = temporaryFolder();
  bed = await DeliveryBed.open(emptySqlite);
  blobs = await DirectoryBlobs.open(join(folder, 'blobs'));
  const settings = { acknowledgement: 'consumer' };
  for (const id of ['topic', 'topic-2']) bed.destinations.set(id, destination(id, { settings }));
  bed.answer = ({ messageId }) => (messageId.startsWith('t') ? OFFERED : ACCEPTED);
  const dispatcher = bed.start();
  links = new AttachmentLinks();
  await links.open(bed.store);
  lines = [];
  rule = 'dead-letter';
  summaries = { of: async () => undefined };
  const line = (fields: object, message: string) => {
    lines.push({ fields: fields as Record<string, unknown>, message });
  };
  const log = { info: line, error: line };
  fastify = Fastify(serverOptions({ log }));
  await registerOpenApi(fastify, { title: 'Nahtlos', version: '1', description: '' });
  await registerInboxRoutes(fastify, {
    store: bed.store,
    blobs,
    summaries: { of: (message) => summaries.of(message) },
    acknowledgement: new AcknowledgeMessage({
      store: bed.store,
      eventLog: bed.eventLog,
      wake: (destinations) => dispatcher.wake(destinations),
      now: () => new Date(bed.clock.now),
      responsibility: {
        elsewhere: (service, key) =>
          service === '99050012104000' && key === 'bab:07235000'
            ? {
                name: 'Kreisverwaltung',
                areas: [{ area: '07235', destinations: { '': 'county' } }],
              }
            : undefined,
        rule: () => rule,
      },
    }),
    leases: new LeaseMessages({
      store: bed.store,
      destination: (id) => bed.destinations.get(id),
      now: () => new Date(bed.clock.now),
    }),
    authenticate: (presented) => KEYS[presented],
    links,
    destination: (id) => bed.destinations.get(id),
    publicUrl: PUBLIC_URL,
    clock: () => new Date(bed.clock.now),
    log,
  });
});
afterEach(async () => {
  await fastify.close();
  await bed.close();
});

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function acknowledge(
  messageId: string,
  body: unknown,
  { key = 'own', destination = 'topic' } = {},
): Promise<Answer> {
  const response = await fastify.inject({
    method: 'POST',
    url: `/v1/inbox/${destination}/messages/${messageId}/acknowledgement`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.statusCode, body: response.json() };
}

const fetchAttachment = (
  messageId: string,
  id: string,
  { key = 'own', destination = 'topic' } = {},
) =>
  fastify.inject({
    url: attachmentPath({ destination, messageId, attachmentId: id }),
    headers: { authorization: `Bearer ${key}` },
  });

const received = { outcome: 'received' };
const accepted = { outcome: 'accepted' };
const rejected = (code = 'S002') => ({ outcome: 'rejected', reason: { code } });

async function offered(...messages: { id: string; case?: string }[]): Promise<void> {
  await bed.publish(...messages.map((message) => ({ destination: 'topic', ...message })));
  await bed.stepsDone();
}

async function statusOf(messageId: string) {
  const events = await bed.journal(messageId);
  return events.reduce(evolve, NEW_LIFECYCLE).status;
}

describe('an acknowledgement', () => {
  it('settles the message, lets its case go on, and stands in the journal', async () => {
    await offered({ id: 't1' }, { id: 't2' });
    await bed.inState('offered', 't1');
    expect(await acknowledge('t1', accepted)).toEqual({
      status: 200,
      body: {
        messageId: 't1',
        destination: 'topic',
        outcome: 'accepted',
        acknowledgedAt: new Date(bed.clock.now).toISOString(),
      },
    });

    expect((await bed.row('t1'))?.state).toBe('delivered');
    await bed.inState('offered', 't2');
    expect(await bed.journal('t1')).toMatchObject([
      { type: 'delivering' },
      { type: 'delivered', destination: 'topic', attempt: 1, receipt: 'acknowledged as accepted' },
      { type: 'acknowledged', destination: 'topic', outcome: 'accepted' },
    ]);
    expect(await statusOf('t1')).toBe('delivered');
  });

  it('may come for a later message of the case first', async () => {
    await offered({ id: 't1' }, { id: 't2' }, { id: 't3' });
    await bed.inState('offered', 't1');
    expect((await acknowledge('t2', received)).status).toBe(200);
    expect(await bed.row('t2')).toMatchObject({ state: 'delivered', attempt: 0, head: 0 });
    expect(await bed.row('t1')).toMatchObject({ state: 'offered', head: 1 });
    expect(await bed.row('t3')).toMatchObject({ state: 'open', head: 0 });

    await acknowledge('t1', received);
    await bed.inState('offered', 't3');
    expect(bed.attempted()).toEqual(['t1', 't3']);
  });

  it('gets the same answer again, and is written down once', async () => {
    await offered({ id: 't1' });
    const first = await acknowledge('t1', rejected());
    bed.clock.now += 60_000;
    expect(await acknowledge('t1', rejected())).toEqual(first);
    expect(first.body).toMatchObject({ outcome: 'rejected', reason: { code: 'S002' } });
    expect((await bed.journal('t1')).map(({ type }) => type)).toEqual(['delivering', 'rejected']);
  });

  it('is refused where it contradicts what stands, which goes on to stand', async () => {
    await offered({ id: 't1' }, { id: 't2', case: 'case-2' });
    await acknowledge('t1', accepted);
    await acknowledge('t2', rejected('S002'));
    expect(await acknowledge('t1', rejected())).toMatchObject({
      status: 409,
      body: { type: 'urn:nahtlos:problem:conflict' },
    });
    expect((await acknowledge('t2', accepted)).status).toBe(409);
    expect((await acknowledge('t2', rejected('S003'))).status).toBe(409);
    expect([await statusOf('t1'), await statusOf('t2')]).toEqual(['delivered', 'rejected']);
  });

  it('goes further than the one before', async () => {
    await offered({ id: 't1' }, { id: 't2', case: 'case-2' });
    await acknowledge('t1', received);
    await acknowledge('t1', accepted);
    expect((await acknowledge('t1', received)).body.outcome).toBe('accepted');
    await acknowledge('t2', received);
    await acknowledge('t2', rejected());
    expect((await bed.journal()).map(({ type }) => type).sort()).toEqual([
      'acknowledged',
      'acknowledged',
      'acknowledged',
      'delivered',
      'delivered',
      'delivering',
      'delivering',
      'rejected',
    ]);
    expect((await bed.row('t2'))?.state).toBe('rejected');
  });

  it('rejects what was delivered by another transport, and settles what is a dead letter', async () => {
    const files = { key: 'files', destination: 'files' };
    bed.answer = ({ messageId }) => (messageId === 'm2' ? REFUSED : ACCEPTED);
    await bed.publish({ id: 'm1', case: 'a' }, { id: 'm2', case: 'b' }, { id: 'm3', case: 'b' });
    await bed.inState('delivered', 'm1');
    await bed.inState('dead', 'm2');
    expect((await acknowledge('m1', rejected(), files)).status).toBe(200);
    expect((await acknowledge('m2', received, files)).status).toBe(200);
    await bed.inState('delivered', 'm2', 'm3');
    expect(await statusOf('m1')).toBe('rejected');

    await bed.decide('replay', 'm2', { case: 'b' });
    expect((await bed.row('m2'))?.state).toBe('delivered');
  });

  it('counts while an attempt is under way, and the attempt then changes nothing', async () => {
    const going = gate<Outcome>();
    bed.answer = () => going.promise;
    await bed.publish({ id: 'm1' });
    await bed.inState('leased', 'm1');
    await acknowledge('m1', rejected(), { key: 'files', destination: 'files' });
    going.open(ACCEPTED);
    bed.answer = () => ACCEPTED;
    await bed.publish({ id: 'm2' });
    await bed.inState('delivered', 'm2');
    expect((await bed.row('m1'))?.state).toBe('rejected');
    expect((await bed.journal('m1')).map(({ type }) => type)).toEqual(['delivering', 'rejected']);
  });

  it('comes too late for what an operator discarded', async () => {
    await offered({ id: 't1' });
    await bed.inState('offered', 't1');
    bed.pass(600);
    await bed.inState('dead', 't1');
    await bed.decide('discard', 't1', { destination: 'topic' });
    expect((await acknowledge('t1', accepted)).status).toBe(409);
    expect((await bed.row('t1'))?.state).toBe('discarded');
  });

  it('of a message that is not known here says when to try again', async () => {
    await offered({ id: 't1' });
    const response = await fastify.inject({
      method: 'POST',
      url: '/v1/inbox/topic-2/messages/t1/acknowledgement',
      headers: { authorization: 'Bearer own' },
      payload: accepted,
    });
    expect([response.statusCode, response.headers['retry-after']]).toEqual([404, '5']);
    expect((await bed.row('t1'))?.state).not.toBe('delivered');
  });

  it.each([
    ['without outcome', {}, '/outcome', 'required'],
    ['with an unknown outcome', { outcome: 'maybe' }, '/outcome', 'enum'],
    ['a rejection without a reason', { outcome: 'rejected' }, '/reason', 'required'],
    [
      'a reason without rejection',
      { ...accepted, reason: { code: 'S1' } },
      '/reason',
      'unknown-field',
    ],
    [
      'a file number of what is not accepted',
      { ...received, fileNumber: '1' },
      '/fileNumber',
      'unknown-field',
    ],
    ['a text as a code', rejected('Herr Muster zieht nicht um'), '/reason/code', 'pattern'],
    ['a text beside the code', { ...rejected(), text: 'Muster' }, '/text', 'unknown-field'],
  ])('is malformed: %s', async (_what, body, pointer, code) => {
    await offered({ id: 't1' });
    const answer = await acknowledge('t1', body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer, code }] } });
    expect(JSON.stringify([answer.body, lines])).not.toContain('Muster');
  });

  it('is no JSON, too long or of another type', async () => {
    expect((await acknowledge('t1', '{"outcome": Muster}')).status).toBe(400);
    expect((await acknowledge('t1', ' '.repeat(20_000))).status).toBe(413);
    const response = await fastify.inject({
      method: 'POST',
      url: '/v1/inbox/topic/messages/t1/acknowledgement',
      headers: { authorization: 'Bearer own', 'content-type': 'text/xml' },
      payload: '<a/>',
    });
    expect(response.statusCode).toBe(415);
  });
});

describe('an acknowledgement of who is not responsible', () => {
  const files = { key: 'files', destination: 'files' };
  const elsewhere = { outcome: 'not-responsible', forwardTo: 'bab:07235000' };

  it('makes a dead letter that says who is, and holds the case until a person has decided', async () => {
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    const answer = await acknowledge('m1', elsewhere, files);
    expect(answer).toMatchObject({ status: 200, body: elsewhere });
    expect(await acknowledge('m1', elsewhere, files)).toEqual(answer);
    await bed.publish({ id: 'm2' });
    await bed.stepsDone();
    expect(await bed.row('m1')).toMatchObject({
      state: 'dead',
      head: 1,
      last_code: 'not-responsible',
    });
    expect((await bed.row('m2'))?.state).toBe('open');
    expect(await statusOf('m1')).toBe('dead-lettered');

    const letters = await bed.records('dead-letters.gewerbe');
    expect(letters).toHaveLength(1);
    expect(letters[0]?.headers[HEADERS.stage]).toBe('delivery');
    expect(letters[0]?.headers[HEADERS.detail]).toContain('Kreisverwaltung (bab:07235000)');
    expect(letters[0]?.headers[HEADERS.detail]).toContain('in the area 07235');
    expect(Buffer.from(letters[0]?.value ?? []).toString()).toContain('id="m1"');

    await bed.decide('discard', 'm1');
    await bed.inState('delivered', 'm2');
  });

  it('is forwarded where the rule of the destination says so, once, and takes its case along', async () => {
    rule = 'forward';
    bed.destinations.set('county', destination('county'));
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    await acknowledge('m1', elsewhere, files);
    await bed.publish({ id: 'm2' });
    const [letter] = await bed.records('dead-letters.gewerbe');
    expect(letter?.headers[HEADERS.forwardArea]).toBe('07235');
    expect(letter?.headers[HEADERS.detail]).toContain('rule of the destination files forwards it');
    await bed.publish({ id: 'n1', replaces: 'm1', destination: 'county' });
    await bed.inState('delivered', 'n1');
    await bed.inState('dead', 'm2');
    const [, next] = await bed.records('dead-letters.gewerbe');
    expect(next?.headers[HEADERS.code]).toBe('not-responsible');
    expect(next?.headers[HEADERS.forwardArea]).toBe('072355004004');
    expect(bed.attempted()).toEqual(['m1', 'n1']);
  });

  it('is for a person where nobody is named, who is told that the rule does not help', async () => {
    rule = 'forward';
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    await acknowledge('m1', { outcome: 'not-responsible' }, files);
    const [letter] = await bed.records('dead-letters.gewerbe');
    expect(letter?.headers).not.toHaveProperty(HEADERS.forwardArea);
    expect(letter?.headers[HEADERS.detail]).toContain('because it is not known who');
  });

  it('stands until an operator has it delivered again; then it may be accepted', async () => {
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    await acknowledge('m1', { outcome: 'not-responsible' }, files);
    expect((await acknowledge('m1', accepted, files)).status).toBe(409);
    expect((await acknowledge('m1', received, files)).body.outcome).toBe('not-responsible');
    await bed.decide('replay', 'm1');
    await bed.inState('delivered', 'm1');
    expect((await acknowledge('m1', accepted, files)).body.outcome).toBe('accepted');
    expect(await statusOf('m1')).toBe('delivered');
  });

  it('waits for its turn where a later message of the case is under way already', async () => {
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    const going = gate<Outcome>();
    bed.answer = () => going.promise;
    await bed.publish({ id: 'm2' });
    await bed.inState('leased', 'm2');
    await acknowledge('m1', elsewhere, files);
    expect(await bed.row('m1')).toMatchObject({ state: 'dead', head: 0 });
    await bed.decide('replay', 'm1');
    expect(await bed.row('m1')).toMatchObject({ state: 'open', head: 0 });
    bed.answer = () => ACCEPTED;
    going.open(ACCEPTED);
    await bed.inState('delivered', 'm1', 'm2');
    expect(bed.attempted()).toEqual(['m1', 'm2', 'm1']);
  });

  it('holds back a later message of the case that has not begun', async () => {
    bed.destinations.set('files', destination('files', { concurrency: 1 }));
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    bed.answer = () => BUSY;
    await bed.publish({ id: 'm2' });
    await until(async () => ((await bed.row('m2'))?.failures === 1 ? true : undefined));
    await acknowledge('m1', elsewhere, files);
    expect(await bed.row('m1')).toMatchObject({ state: 'dead', head: 1 });
    expect(await bed.row('m2')).toMatchObject({ state: 'open', head: 0, due_at: null });
  });

  it('comes too late when what belongs to the message is deleted', async () => {
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    await bed.store.write((tx) =>
      tx.tables<DeliveryTables>().deleteFrom('delivery_payload').execute(),
    );
    expect((await acknowledge('m1', elsewhere, files)).status).toBe(409);
    expect((await bed.row('m1'))?.state).toBe('delivered');
  });
});

describe('a file number', () => {
  it('reaches the online service, and neither the journal nor the log nor the queue', async () => {
    const files = { key: 'files', destination: 'files' };
    await bed.publish({ id: 'm1' });
    await bed.inState('delivered', 'm1');
    await bed.submitted('m1', { client: 'portal', reference: 'R-1', replyChannel: 'mailbox' });
    const numbered = { ...accepted, fileNumber: 'Muster-1' };
    const answer = await acknowledge('m1', numbered, files);
    await acknowledge('m1', numbered, files);
    await acknowledge('m1', accepted, files);
    await acknowledge('m1', { ...accepted, fileNumber: 'Muster-2' }, files);
    const replies = (await bed.records('replies')).map(({ value }) =>
      JSON.parse(Buffer.from(value).toString()),
    );
    expect(replies).toMatchObject([
      {
        client: 'portal',
        submissionReference: 'R-1',
        messageId: 'm1',
        kind: 'acknowledgement',
        acknowledgement: { outcome: 'accepted', code: null },
        fileNumber: 'Muster-1',
        replyChannel: 'mailbox',
      },
      { kind: 'acknowledgement', fileNumber: 'Muster-2' },
    ]);
    const rows = await bed.store
      .tables<DeliveryTables>()
      .selectFrom('delivery_acknowledgement')
      .selectAll()
      .execute();
    const kept = JSON.stringify([answer, lines, rows, await bed.journal()]);
    expect(kept).not.toContain('Muster');
    const told = (await bed.journal('m1')).filter(({ type }) => type === 'acknowledged');
    expect(told).toHaveLength(1);
  });
});

describe('a key', () => {
  it.each([
    ['unknown', 401],
    ['platform', 403],
    ['operator', 403],
    ['files', 403],
  ])('that is %s for this destination gets %d', async (key, status) => {
    await offered({ id: 't1' });
    expect((await acknowledge('t1', accepted, { key })).status).toBe(status);
    expect((await fetchAttachment('t1', 'a1', { key })).statusCode).toBe(status);
    expect((await bed.journal('t1')).map(({ type }) => type)).toEqual(['delivering']);
  });
});

describe('an attachment', () => {
  const BYTES = randomBytes(3_000_000);

  async function stored(bytes: Buffer, id = 'a1'): Promise<StoredAttachment> {
    const blob = await blobs.write(Readable.from([bytes]), bytes.length + 1);
    const about = { name: 'lageplan.pdf', mediaType: 'application/pdf', purpose: 'attachment' };
    return { id, ...about, ...blob };
  }

  async function publish(...attachments: StoredAttachment[]): Promise<void> {
    await bed.publish({ id: 't1', destination: 'topic', attachments });
    await bed.stepsDone();
  }

  it('comes byte for byte, with its length, its type and its digest', async () => {
    await publish(await stored(BYTES), await stored(Buffer.alloc(0), 'empty'));
    const response = await fetchAttachment('t1', 'a1');
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.equals(BYTES)).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '3000000',
      'repr-digest': `sha-512=:${createHash('sha512').update(BYTES).digest('base64')}:`,
    });
    const empty = await fetchAttachment('t1', 'empty');
    expect([empty.statusCode, empty.rawPayload.length]).toEqual([200, 0]);
  });

  it('is there before and after the delivery, until its payload is deleted', async () => {
    await publish(await stored(BYTES));
    await acknowledge('t1', accepted);
    expect((await fetchAttachment('t1', 'a1')).statusCode).toBe(200);
    await bed.store.write((tx) =>
      tx.tables<DeliveryTables>().deleteFrom('delivery_payload').execute(),
    );
    expect((await fetchAttachment('t1', 'a1')).statusCode).toBe(404);
  });

  it('of another message or destination is not there', async () => {
    await publish(await stored(BYTES));
    await offered({ id: 't2' });
    const asked = await Promise.all([
      fetchAttachment('t1', 'a2'),
      fetchAttachment('t2', 'a1'),
      fetchAttachment('t1', 'a1', { destination: 'topic-2' }),
    ]);
    expect(asked.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
  });

  it('whose bytes have changed never arrives whole, and the log says which', async () => {
    await publish(await stored(BYTES));
    const [shard = ''] = readdirSync(join(folder, 'blobs'));
    const [file = ''] = readdirSync(join(folder, 'blobs', shard));
    const other = Buffer.from(BYTES);
    other[10] = (other[10] as number) ^ 1;
    writeFileSync(join(folder, 'blobs', shard, file), other);

    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = fastify.server.address() as AddressInfo;
    const request = get({
      port,
      host: '127.0.0.1',
      path: '/v1/inbox/topic/messages/t1/attachments/a1',
      headers: { authorization: 'Bearer own' },
    });
    const [response] = await once(request, 'response');
    const arrived: Buffer[] = [];
    await expect(async () => {
      for await (const piece of response) arrived.push(piece);
    }).rejects.toThrow();
    expect(Buffer.concat(arrived).length).toBeLessThan(BYTES.length);
    const [line] = lines.filter(({ fields }) => fields.err !== undefined);
    expect(line?.fields).toMatchObject({ messageId: 't1', destination: 'topic', attachment: 'a1' });
  });

  it('is closed when the case system hangs up in the middle', async () => {
    const opened: Readable[] = [];
    const open = blobs.open.bind(blobs);
    blobs.open = (uri) => {
      const stream = open(uri);
      opened.push(stream);
      return stream;
    };
    const whole = randomBytes(20_000_000);
    await publish(await stored(whole));
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = fastify.server.address() as AddressInfo;
    const request = get({
      port,
      host: '127.0.0.1',
      path: '/v1/inbox/topic/messages/t1/attachments/a1',
      headers: { authorization: 'Bearer own' },
    });
    const [response] = await once(request, 'response');
    await once(response, 'readable');
    expect(opened.map(({ destroyed }) => destroyed)).toEqual([false]);
    request.destroy();
    await until(async () => opened[0]?.destroyed || undefined);
  });

  it('that our store has lost is our own trouble', async () => {
    const attachment = await stored(BYTES);
    await publish(attachment);
    await blobs.remove(attachment.uri);
    const response = await fetchAttachment('t1', 'a1');
    expect([response.statusCode, response.json().type]).toEqual([
      500,
      'urn:nahtlos:problem:internal',
    ]);
    expect(lines.some(({ fields }) => fields.incident !== undefined)).toBe(true);
  });
});

describe('a link to an attachment', () => {
  const BYTES = randomBytes(1_000);
  const path = attachmentPath({ destination: 'topic', messageId: 't1', attachmentId: 'a1' });
  const inAnHour = () => Math.floor(bed.clock.now / 1_000) + 3_600;

  beforeEach(async () => {
    const blob = await blobs.write(Readable.from([BYTES]), BYTES.length + 1);
    const about = { name: 'plan.pdf', mediaType: 'application/pdf', purpose: 'attachment' };
    const attachments = ['a1', 'a2'].map((id) => ({ id, ...about, ...blob }));
    await bed.publish({ id: 't1', destination: 'topic', attachments });
    await bed.stepsDone();
  });

  const fetched = (url: string) => fastify.inject({ url });

  it('opens it without a key until it expires, in every process of the installation', async () => {
    const link = links.linkTo(path, inAnHour());
    const response = await fetched(link);
    expect([response.statusCode, response.rawPayload.equals(BYTES)]).toEqual([200, true]);
    const elsewhere = new AttachmentLinks();
    await elsewhere.open(bed.store);
    expect(elsewhere.linkTo(path, inAnHour())).toBe(link);
    bed.pass(3_600);
    expect((await fetched(link)).statusCode).toBe(401);
    expect((await fetchAttachment('t1', 'a1')).statusCode).toBe(200);
  });

  it('opens nothing else, and nothing once it was changed', async () => {
    const link = links.linkTo(path, inAnHour());
    const [, query = ''] = link.split('?');
    const [expires = '', signature = ''] = query.split('&');
    const forged = [
      link.replace('/a1?', '/a2?'),
      link.replace('/topic/', '/topic-2/'),
      link.replace('/t1/', '/t2/'),
      `${path}?${expires}0&${signature}`,
      `${path}?${signature}`,
      `${path}?${expires}`,
      `${path}?${expires}&signature=`,
      `${path}?${expires}&${signature.slice(0, -2)}`,
      `${path}?${expires}&signature=${Buffer.alloc(32).toString('base64url')}`,
      `${path}?${query}&${signature}`,
      path,
    ];
    for (const url of forged) expect([url, (await fetched(url)).statusCode]).toEqual([url, 401]);
    expect((await fetched(link)).statusCode).toBe(200);
  });

  it('acknowledges nothing', async () => {
    const [, query = ''] = links.linkTo(path, inAnHour()).split('?');
    const response = await fastify.inject({
      method: 'POST',
      url: `/v1/inbox/topic/messages/t1/acknowledgement?${query}`,
      payload: accepted,
    });
    expect(response.statusCode).toBe(401);
  });

  it('stands in no line of the log', async () => {
    const link = links.linkTo(path, inAnHour());
    await fetched(link);
    const [, signature = ''] = link.split('signature=');
    expect(JSON.stringify(lines)).not.toContain(signature);
    expect(lines.at(-1)?.fields).toMatchObject({ attachment: 'a1', key: 'link' });
  });
});

describe('the list of attachments', () => {
  const path = attachmentsPath({ destination: 'topic', messageId: 't1' });
  const inAnHour = () => Math.floor(bed.clock.now / 1_000) + 3_600;
  const BYTES = randomBytes(1_000);
  const about = { mediaType: 'application/pdf', purpose: 'attachment' };
  let sha512: string;

  beforeEach(async () => {
    const blob = await blobs.write(Readable.from([BYTES]), BYTES.length + 1);
    sha512 = blob.sha512;
    const attachments = Array.from({ length: 300 }, (_, number) => ({
      ...{ id: `a${number}`, name: `Straße ${number}.pdf`, ...about },
      ...blob,
    }));
    await bed.publish({ id: 't1', destination: 'topic', attachments });
    await bed.stepsDone();
  });

  const listed = async (url: string, headers = {}) => {
    const response = await fastify.inject({ url, headers });
    const { attachments } = response.json<{ attachments: { id: string; url: string }[] }>();
    return { status: response.statusCode, attachments };
  };

  it('tells by a link how each of three hundred is fetched without a key, as long as it counts itself', async () => {
    const link = links.linkTo(path, inAnHour());
    const { status, attachments } = await listed(link);
    expect([status, attachments.length]).toEqual([200, 300]);
    const [last] = attachments.slice(-1);
    expect(last).toEqual({
      ...{ id: 'a299', name: 'Straße 299.pdf', ...about, sha512, size: BYTES.length },
      url: PUBLIC_URL + links.linkTo(`${path}/a299`, inAnHour()),
    });
    const fetched = await fastify.inject({ url: last!.url.slice(PUBLIC_URL.length) });
    expect([fetched.statusCode, fetched.rawPayload.equals(BYTES)]).toEqual([200, true]);
    bed.pass(3_600);
    expect((await listed(link)).status).toBe(401);
    const [, query] = link.split('?');
    expect(JSON.stringify(lines)).not.toContain(query!.split('signature=')[1]);
  });

  it('is opened by no link to an attachment, nor by that of another message', async () => {
    const [, ofOne] = links.linkTo(`${path}/a1`, inAnHour()).split('?');
    const [, ofAnother] = links.linkTo(path.replace('t1', 't2'), inAnHour()).split('?');
    for (const query of [ofOne, ofAnother]) {
      expect((await listed(`${path}?${query}`)).status).toBe(401);
    }
    expect((await listed(path)).status).toBe(401);
  });

  it('tells by the key where each is fetched with the key', async () => {
    const authorization = 'Bearer own';
    const { attachments } = await listed(path, { authorization });
    expect(attachments[7]!.url).toBe(`${PUBLIC_URL}${path}/a7`);
    expect((await listed(path, { authorization: 'Bearer files' })).status).toBe(403);
    const unknown = attachmentsPath({ destination: 'topic', messageId: 't9' });
    expect((await listed(unknown, { authorization })).status).toBe(404);
  });

  it('has the summary where the destination gets that along', async () => {
    const bytes = Buffer.from('%PDF');
    const known = { ...SUMMARY, uri: 'blob:0', sha512: 'ab', size: 4 };
    summaries.of = async () => ({ ...known, open: () => Readable.from([bytes]) });
    bed.destinations.set('topic', destination('topic', { summary: true }));
    const { attachments } = await listed(path, { authorization: 'Bearer own' });
    expect(attachments).toHaveLength(301);
    expect(attachments.at(-1)).toMatchObject({
      id: 'summary',
      url: `${PUBLIC_URL}${path}/summary`,
    });
  });
});

describe('the interface', () => {
  it('is described, and says what else is allowed', async () => {
    const { paths } = (await fastify.inject('/openapi.json')).json();
    expect(Object.keys(paths).sort()).toEqual([
      '/v1/inbox/{destination}/messages',
      '/v1/inbox/{destination}/messages/{messageId}',
      '/v1/inbox/{destination}/messages/{messageId}/acknowledgement',
      '/v1/inbox/{destination}/messages/{messageId}/attachments',
      '/v1/inbox/{destination}/messages/{messageId}/attachments/{id}',
      '/v1/inbox/{destination}/messages/{messageId}/lease',
      '/v1/inbox/{destination}/messages/{messageId}/summary',
    ]);
    const response = await fastify.inject({
      method: 'DELETE',
      url: '/v1/inbox/topic/messages/t1/acknowledgement',
      headers: { authorization: 'Bearer own' },
    });
    expect([response.statusCode, response.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('a summary', () => {
  const PDF = Buffer.from('%PDF-1.7 of the test');
  const fetchSummary = (messageId: string, { key = 'own', destination = 'topic' } = {}) =>
    fastify.inject({
      url: `/v1/inbox/${destination}/messages/${messageId}/summary`,
      headers: { authorization: `Bearer ${key}` },
    });

  it('is made for the message that is asked for, and comes with its digest', async () => {
    await offered({ id: 't1' });
    const sha512 = createHash('sha512').update(PDF).digest();
    const asked: string[] = [];
    summaries.of = async ({ submissionId, headers }) => {
      asked.push(submissionId, headers.nahtlos_area ?? '');
      return {
        ...{ id: 'summary', name: 'zusammenfassung.pdf', mediaType: 'application/pdf' },
        ...{ purpose: 'summary', uri: 'blob:1', size: PDF.length },
        sha512: sha512.toString('hex'),
        open: () => Readable.from([PDF]),
      };
    };
    const response = await fetchSummary('t1');

    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.equals(PDF)).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'inline; filename="zusammenfassung.pdf"',
      'repr-digest': `sha-512=:${sha512.toString('base64')}:`,
    });
    expect(asked).toEqual(['submission-of-t1', '072355004004']);
    const asAttachment = await fetchAttachment('t1', 'summary');
    expect(asAttachment.rawPayload.equals(PDF)).toBe(true);
  });

  it('of a message that was deleted on schedule, or of another destination, is not there', async () => {
    await offered({ id: 't1' });
    const purged = await fetchSummary('t1');
    const others = await fetchSummary('t1', { destination: 'topic-2' });

    expect([purged.statusCode, others.statusCode]).toEqual([404, 404]);
    expect(purged.json().detail).toBe('What belongs to the message was deleted on schedule.');
    expect((await fetchSummary('t1', { key: 'files' })).statusCode).toBe(403);
  });
});
