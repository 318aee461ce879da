import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Outcome } from '#destinations';
import { type DestinationConfig, evolve, NEW_LIFECYCLE } from '#domain';
import { serverOptions } from '#http';
import { DeliveryBed, destination } from '../../../../test/delivery/delivery-bed.js';
import { ALONGSIDE } from '../../../../test/factories/alongside.js';
import { emptySqlite } from '../../../../test/fixtures/stores.js';
import { AcknowledgeMessage } from '../../acknowledgement/acknowledge-message.js';
import type { DeliveryTables } from '../../delivery.tables.js';
import type { Caller } from '../case-system.js';
import { registerInboxRoutes } from '../inbox.routes.js';
import { LeaseMessages } from './lease-messages.js';

const OFFERED: Outcome = { kind: 'offered', withinSeconds: 86_400 };
const KEYS: Record<string, Caller> = {
  own: { role: 'case-system', keyId: 'k1', destinations: ['bau', 'other'] },
  stranger: { role: 'case-system', keyId: 'k2', destinations: ['elsewhere'] },
};
const ATTACHMENT = {
  id: 'a1',
  name: 'lageplan.pdf',
  mediaType: 'application/pdf',
  purpose: 'attachment',
  uri: 'blob:internal',
  sha512: 'ab'.repeat(64),
  size: 3,
};

let bed: DeliveryBed;
let fastify: FastifyInstance;
let lines: object[];
let configs: Map<string, DestinationConfig>;

beforeEach(async () => {
  bed = await DeliveryBed.open(emptySqlite);
  bed.destinations.set('bau', destination('bau', { settings: { acknowledgement: 'consumer' } }));
  configs = new Map([
    ['bau', destination('bau', { transport: 'inbox', settings: { lease: 60 } })],
    ['other', destination('other', { transport: 'https' })],
  ]);
  bed.answer = () => OFFERED;
  const dispatcher = bed.start();
  lines = [];
  const line = (fields: object) => void lines.push(fields);
  const log = { info: line, error: line };
  const now = () => new Date(bed.clock.now);
  fastify = Fastify(serverOptions({ log }));
  await registerInboxRoutes(fastify, {
    store: bed.store,
    blobs: { open: () => Readable.from([]) },
    acknowledgement: new AcknowledgeMessage({
      store: bed.store,
      eventLog: bed.eventLog,
      wake: (destinations) => dispatcher.wake(destinations),
      now,
      responsibility: { elsewhere: () => undefined, rule: () => 'dead-letter' },
    }),
    leases: new LeaseMessages({ store: bed.store, destination: (id) => configs.get(id), now }),
    summaries: { of: async () => undefined },
    links: { demand: () => {}, linkTo: (path) => path },
    destination: (id) => configs.get(id),
    clock: now,
    authenticate: (presented) => KEYS[presented],
    log,
  });
});
afterEach(async () => {
  await fastify.close();
  await bed.close();
});

interface Asked {
  key?: string;
  worker?: string;
}

const call = (
  method: 'GET' | 'DELETE' | 'POST',
  path: string,
  { key = 'own', worker }: Asked = {},
) =>
  fastify.inject({
    method,
    url: `/v1/inbox/${path}`,
    headers: {
      authorization: `Bearer ${key}`,
      ...(worker === undefined ? {} : { 'nahtlos-worker': worker }),
    },
  });

async function listed(query = '', asked?: Asked): Promise<string[]> {
  const response = await call('GET', `bau/messages${query}`, asked);
  return response.json().messages.map((one: { messageId: string }) => one.messageId);
}

async function acknowledge(messageId: string): Promise<void> {
  const { statusCode } = await fastify.inject({
    method: 'POST',
    url: `/v1/inbox/bau/messages/${messageId}/acknowledgement`,
    headers: { authorization: 'Bearer own' },
    payload: { outcome: 'received' },
  });
  expect(statusCode).toBe(200);
}

async function offer(...messages: Parameters<DeliveryBed['publish']>): Promise<void> {
  await bed.publish(...messages.map((message) => ({ destination: 'bau', ...message })));
  await bed.stepsDone();
  const heads = new Map(messages.toReversed().map(({ id, case: caseId }) => [caseId, id]));
  await bed.inState('offered', ...heads.values());
}

describe('a case system that fetches', () => {
  it('lists, fetches and acknowledges, and the case goes on', async () => {
    await offer(
      { id: 'm1', case: 'a', attachments: [ATTACHMENT] },
      { id: 'm2', case: 'a' },
      { id: 'n1', case: 'b' },
    );
    const list = await call('GET', 'bau/messages?limit=1');
    const { uri: _internal, ...attachment } = ATTACHMENT;
    expect(list.headers['cache-control']).toBe('no-store');
    expect(list.json()).toEqual({
      messages: [
        {
          messageId: 'm1',
          type: 'gewerbe.anmeldung.0010',
          submissionId: 'submission-of-m1',
          caseId: 'a',
          service: '99050012104000',
          area: '072355004004',
          createdAt: '2026-11-22T10:00:00.000+01:00',
          test: false,
          replies: 'wanted',
          replyChannel: null,
          authentication: null,
          payment: null,
          size: Buffer.byteLength('<gewerbe.anmeldung.0010 id="m1"/>'),
          attachments: [{ ...attachment, url: '/v1/inbox/bau/messages/m1/attachments/a1' }],
          summary: '/v1/inbox/bau/messages/m1/summary',
          leasedUntil: new Date(bed.clock.now + 60_000).toISOString(),
        },
      ],
    });
    expect(await listed()).toEqual(['n1']);

    const message = await call('GET', 'bau/messages/m1');
    expect(message.body).toBe('<gewerbe.anmeldung.0010 id="m1"/>');
    const digest = createHash('sha512').update(message.rawPayload).digest('base64');
    expect(message.headers).toMatchObject({
      'content-type': 'application/xml',
      'repr-digest': `sha-512=:${digest}:`,
      'webhook-id': 'm1',
      'nahtlos-message-type': 'gewerbe.anmeldung.0010',
      'nahtlos-case-id': 'a',
      'nahtlos-cluster': 'gewerbe',
    });

    await acknowledge('m1');
    await bed.inState('offered', 'm2');
    expect(await listed()).toEqual(['m2']);
    const events = await bed.journal('m1');
    expect(events.reduce(evolve, NEW_LIFECYCLE).status).toBe('delivered');
  });

  it('gets along what the applicant said beside the form, in the list and with the message', async () => {
    await offer({ id: 'm1', case: 'a', alongside: ALONGSIDE });
    const list = await call('GET', 'bau/messages');
    expect(list.json().messages[0]).toMatchObject(ALONGSIDE);
    const { headers } = await call('GET', 'bau/messages/m1');
    const told = ['reply-channel', 'authentication', 'payment'].map((name) =>
      JSON.parse(String(headers[`nahtlos-${name}`])),
    );
    expect(told).toEqual(Object.values(ALONGSIDE));
    expect(JSON.stringify(lines)).not.toContain('quastenflosser');
  });

  it('gets a message again when its lease has ended without an acknowledgement', async () => {
    await offer({ id: 'm1', case: 'a' });
    expect(await listed('', { worker: 'one' })).toEqual(['m1']);
    expect(await listed('', { worker: 'two' })).toEqual([]);
    bed.clock.now += 60_000;
    expect(await listed('', { worker: 'two' })).toEqual(['m1']);
  });

  it('gives back what a worker cannot work on', async () => {
    await offer({ id: 'm1', case: 'a' });
    await listed('', { worker: 'one' });
    expect((await call('DELETE', 'bau/messages/m1/lease', { worker: 'two' })).statusCode).toBe(409);
    expect((await call('DELETE', 'bau/messages/m1/lease', { worker: 'one' })).statusCode).toBe(204);
    expect(await listed('', { worker: 'two' })).toEqual(['m1']);
  });

  it('does not get ahead of its case, and nothing that was deleted', async () => {
    await offer({ id: 'm1', case: 'a' }, { id: 'm2', case: 'a' });
    expect((await call('GET', 'bau/messages/m2')).statusCode).toBe(409);
    await bed.store.write((tx) =>
      tx.tables<DeliveryTables>().deleteFrom('delivery_payload').execute(),
    );
    expect((await call('GET', 'bau/messages/m1')).statusCode).toBe(404);
    expect((await call('GET', 'bau/messages/m9')).statusCode).toBe(404);
  });

  it('is asked for its key, for numbers that make sense, and for the transport', async () => {
    await offer({ id: 'm1', case: 'a' });
    const stranger = { key: 'stranger' };
    for (const path of ['bau/messages', 'bau/messages/m1']) {
      expect((await call('GET', path, stranger)).statusCode).toBe(403);
    }
    expect((await call('DELETE', 'bau/messages/m1/lease', stranger)).statusCode).toBe(403);
    for (const limit of ['0', '101', 'all', '-1']) {
      expect((await call('GET', `bau/messages?limit=${limit}`)).statusCode).toBe(400);
    }
    const worker = 'Herr Muster, Zimmer 3';
    const answer = await call('GET', 'bau/messages', { worker });
    expect(answer.statusCode).toBe(400);
    expect(JSON.stringify([answer.body, lines])).not.toContain('Muster');
    const other = await call('GET', 'other/messages');
    expect([other.statusCode, other.json().detail]).toEqual([
      404,
      expect.stringContaining('its transport is https'),
    ]);
    expect((await call('POST', 'bau/messages')).statusCode).toBe(405);
    expect(await listed()).toEqual(['m1']);
  });
});
