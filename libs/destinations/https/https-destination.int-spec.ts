import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MOST_ALONGSIDE } from '#domain';
import {
  answering,
  caseSystem,
  closeAfterwards,
  type HttpsSetting,
  httpsDestination,
  listening,
  NOW,
} from '../../../test/destinations/https-bed.js';
import { ALONGSIDE, MAILBOX } from '../../../test/factories/alongside.js';
import { outgoingAttachment, outgoingMessage } from '../../../test/factories/outgoing-message.js';
import type { OutgoingMessage } from '../destination.js';

const SECRET = randomBytes(32);
const NEXT = randomBytes(32);
const secrets = {
  'env:SIGN': `whsec_${SECRET.toString('base64')}`,
  'env:NEXT': `whsec_${NEXT.toString('base64')}`,
  'env:TOKEN': 'open sesame\n',
  'env:WEAK': 'weak',
};
const signal = new AbortController().signal;

const destination = (url: string, settings: HttpsSetting['settings'] = {}) =>
  httpsDestination(url, { settings, secrets });

const deliver = (url: string, message: OutgoingMessage = outgoingMessage()) =>
  destination(url).deliver(message, signal);

describe('a message by HTTPS', () => {
  it('arrives byte for byte with its id and what it is about', async () => {
    const { url, received } = await caseSystem(answering(202));
    const message = outgoingMessage({ attempt: 3 });
    expect(await deliver(url, message)).toEqual({
      kind: 'accepted',
      receipt: 'HTTP 202',
      answer: { status: 'HTTP 202', excerpt: null },
    });
    const { request, body } = received[0]!;
    expect(body).toEqual(message.xml);
    expect(request.method).toBe('POST');
    expect(request.url).toBe('/messages?from=nahtlos');
    expect(request.headers).toMatchObject({
      'content-type': 'application/xml',
      'content-length': String(message.xml.length),
      'webhook-id': message.messageId,
      'webhook-timestamp': String(Math.floor(NOW / 1_000)),
      'nahtlos-message-type': 'gewerbe.anmeldung.0010',
      'nahtlos-submission-id': message.submissionId,
      'nahtlos-case-id': message.caseId,
      'nahtlos-cluster': 'gewerbe',
      'nahtlos-service': '99050012104000',
      'nahtlos-area': '072355004004',
      'nahtlos-created-at': message.createdAt,
      'nahtlos-attempt': '3',
    });
    expect(request.headers).not.toHaveProperty('webhook-signature');
    expect(request.headers).not.toHaveProperty('nahtlos-test');
  });

  it('brings along what the applicant said beside the form, unchanged', async () => {
    const { url, received } = await caseSystem(answering(202));
    const attachments = [outgoingAttachment(Buffer.from('plan'))];
    await deliver(url, outgoingMessage({ alongside: ALONGSIDE, attachments }));
    const { headers } = received[0]!.request;
    const told = ['reply-channel', 'authentication', 'payment'].map((name) =>
      JSON.parse(String(headers[`nahtlos-${name}`])),
    );
    expect(told).toEqual(Object.values(ALONGSIDE));
    await deliver(url);
    expect(Object.keys(received[1]!.request.headers).join()).not.toMatch(/channel|auth|payment/);
  });

  it('arrives with the most that may go along, where a server takes 8 KB of headers', async () => {
    const { url, received } = await caseSystem(answering(202));
    const replyChannel = 'x'.repeat(MOST_ALONGSIDE - 2);
    const alongside = { replyChannel, authentication: null, payment: null };
    const message = outgoingMessage({
      alongside,
      attachments: [outgoingAttachment(Buffer.from('plan'))],
    });
    const link = `https://amt.example/${'path/'.repeat(60)}`;
    const settings = { secret: 'env:SIGN', nextSecret: 'env:NEXT', attachments: 'links' };
    const target = httpsDestination(url, { settings, secrets, attachmentsLink: () => link });
    expect(await target.deliver(message, signal)).toMatchObject({ kind: 'accepted' });
    const bytes = received[0]!.request.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
    expect(bytes).toBeLessThan(6_500);
  });

  it('is signed after Standard Webhooks and carries the token, where they are configured', async () => {
    const { url, received } = await caseSystem(answering(200));
    const message = outgoingMessage({ test: true });
    await destination(url, { secret: 'env:SIGN', token: 'env:TOKEN' }).deliver(message, signal);
    const { request, body } = received[0]!;
    const expected = createHmac('sha256', SECRET)
      .update(`${request.headers['webhook-id']}.${request.headers['webhook-timestamp']}.${body}`)
      .digest('base64');
    expect(request.headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(request.headers.authorization).toBe('Bearer open sesame');
    expect(request.headers['nahtlos-test']).toBe('true');
  });

  it('carries a signature by each secret while the case system changes to the next', async () => {
    const { url, received } = await caseSystem(answering(200));
    const message = outgoingMessage();
    await destination(url, { secret: 'env:SIGN', nextSecret: 'env:NEXT' }).deliver(message, signal);
    const { request, body } = received[0]!;
    const { 'webhook-id': id, 'webhook-timestamp': time } = request.headers;
    const expected = [SECRET, NEXT].map(
      (key) =>
        `v1,${createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')}`,
    );
    expect(request.headers['webhook-signature']).toBe(expected.join(' '));
  });

  it('is not sent at all with a secret that is none, or that is not there', () => {
    const url = 'http://127.0.0.1:1/';
    expect(() => destination(url, { secret: 'env:WEAK' })).toThrow('whsec_');
    expect(() => destination(url, { secret: 'env:SIGN', nextSecret: 'env:GONE' })).toThrow(
      'env:GONE',
    );
  });
});

describe('attachments by HTTPS', () => {
  it('stream behind the XML, bound to it by signed checksums', async () => {
    const { url, received } = await caseSystem(answering(202));
    const plan = Buffer.alloc(700_000, 'plan');
    const message = outgoingMessage({
      attachments: [
        outgoingAttachment(plan, {
          id: 'a1',
          name: 'Lage "plan"\r\n.pdf',
          open: () => Readable.from([plan.subarray(0, 300_000), plan.subarray(300_000)]),
        }),
        outgoingAttachment(Buffer.from('b'), { id: 'a2', mediaType: 'text/plain\r\nX: y' }),
      ],
    });
    await destination(url, { secret: 'env:SIGN' }).deliver(message, signal);

    const { request, body } = received[0]!;
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': String(request.headers['content-type']) },
    }).formData();
    expect([...form.keys()]).toEqual(['message', 'checksums', 'a1', 'a2']);
    const part = async (name: string) => Buffer.from(await (form.get(name) as File).arrayBuffer());
    expect(await part('message')).toEqual(message.xml);
    expect((await part('a1')).equals(plan)).toBe(true);
    expect((form.get('a1') as File).name).toBe('Lage "plan"\r\n.pdf');
    expect((form.get('a2') as File).type).toBe('application/octet-stream');
    const sums = await part('checksums');
    const hash = (bytes: Buffer) => createHash('sha512').update(bytes).digest('hex');
    expect(sums.toString()).toBe(
      `${hash(Buffer.from(message.xml))}  message\n${hash(plan)}  a1\n${hash(Buffer.from('b'))}  a2\n`,
    );
    const expected = createHmac('sha256', SECRET)
      .update(`${message.messageId}.${request.headers['webhook-timestamp']}.${sums}`)
      .digest('base64');
    expect(request.headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(request.headers['content-length']).toBe(String(body.length));
  });

  it.each(['s0und', 'short', 'longer than it was'])(
    'whose stored bytes changed never arrive as a whole message: %s',
    async (stored) => {
      const { url, received } = await caseSystem(answering(202));
      const attachment = outgoingAttachment(Buffer.from('sound'), {
        open: () => Readable.from([Buffer.from(stored)]),
      });
      const outcome = await deliver(url, outgoingMessage({ attachments: [attachment] }));
      expect(outcome).toMatchObject({ kind: 'refused', code: 'poison' });
      expect(received).toEqual([]);
    },
  );

  it('that cannot be read are tried again', async () => {
    const { url, received } = await caseSystem(answering(202));
    const attachment = outgoingAttachment(Buffer.from('x'), {
      open: () =>
        new Readable({
          read() {
            this.destroy(new Error('gone'));
          },
        }),
    });
    const outcome = await deliver(url, outgoingMessage({ attachments: [attachment] }));
    expect(outcome).toMatchObject({ kind: 'retry', code: 'internal' });
    expect(received).toEqual([]);
  });
});

describe('attachments by link', () => {
  const linked = (url: string, count: number, settings = {}) =>
    httpsDestination(url, {
      settings: { attachments: 'links', linksFor: 60, ...settings },
      attachmentsLink: ({ destination, messageId }, expires) =>
        `https://amt.example/${destination}/${messageId}?expires=${expires}`,
    }).deliver(
      outgoingMessage({
        attachments: Array.from({ length: count }, () => outgoingAttachment(Buffer.from('plan'))),
      }),
      signal,
    );

  it.each([1, 300])('are listed at one address, however many: %d', async (count) => {
    const { url, received } = await caseSystem(answering(202));
    const { messageId, xml } = outgoingMessage();
    expect((await linked(url, count)).kind).toBe('accepted');
    const { request, body } = received[0]!;
    expect(body).toEqual(xml);
    expect(request.headers['content-type']).toBe('application/xml');
    expect(request.headers['nahtlos-attachments']).toBe(
      `https://amt.example/bau/${messageId}?expires=${Math.floor(NOW / 1_000) + 60}`,
    );
  });

  it('are not sent where nobody said at which address we are reached', async () => {
    const { url, received } = await caseSystem(answering(202));
    const attachments = [outgoingAttachment(Buffer.from('plan'))];
    const unknown = httpsDestination(url, { settings: { attachments: 'links' } });
    expect(await unknown.deliver(outgoingMessage({ attachments }), signal)).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('NAHTLOS_PUBLIC_URL'),
    });
    expect(received).toEqual([]);
  });

  it('or left out leave the message as one without any', async () => {
    const { url, received } = await caseSystem(answering(202));
    await linked(url, 0);
    await linked(url, 2, { attachments: 'none' });
    for (const { request, body } of received) {
      expect(body).toEqual(outgoingMessage().xml);
      expect(request.headers).not.toHaveProperty('nahtlos-attachments');
    }
    expect(received).toHaveLength(2);
  });
});

describe('an answer by HTTPS', () => {
  it('with a redirect is tried again and never followed', async () => {
    const elsewhere = await caseSystem(answering(202));
    const { url } = await caseSystem(answering(307, { location: elsewhere.url }));
    expect(await deliver(url)).toMatchObject({ kind: 'retry', code: 'unreachable' });
    expect(elsewhere.received).toEqual([]);
  });

  it('that asks to wait says how long', async () => {
    const { url } = await caseSystem(
      answering(503, { 'retry-after': 'Sun, 22 Nov 2026 10:02:00 GMT' }),
    );
    expect(await deliver(url)).toMatchObject({ kind: 'retry', retryAfterSeconds: 120 });
  });

  it('is kept without what stands in the message', async () => {
    const { url } = await caseSystem((_request, response) => {
      response
        .writeHead(422, 'Mustermann', { 'content-type': 'application/json' })
        .end('{"code": "E1234", "text": "Mustermann is unknown"}');
    });
    const xml = Buffer.from('<a><name>Mustermann</name></a>');
    const outcome = await deliver(url, outgoingMessage({ xml }));
    expect(outcome).toMatchObject({
      kind: 'refused',
      answer: { status: 'HTTP 422', excerpt: '{"code": "E1234", "text": "… is unknown"}' },
    });
    expect(JSON.stringify(outcome)).not.toContain('Mustermann');
  });

  it('is kept without what goes along with the message', async () => {
    const { url } = await caseSystem((_request, response) => {
      response
        .writeHead(400, { 'content-type': 'text/plain' })
        .end(`E17 ${MAILBOX} and quastenflosser`);
    });
    const { answer } = await deliver(url, outgoingMessage({ alongside: ALONGSIDE }));
    expect(answer).toEqual({ status: 'HTTP 400', excerpt: 'E17 … and …' });
  });

  it('is read in its own character set, and not where it is no text', async () => {
    const words = Buffer.from('Geb\xfchr fehlt', 'latin1');
    const excerpts = await Promise.all(
      ['text/plain; charset="iso-8859-1"', 'application/pdf'].map(async (type) => {
        const { url } = await caseSystem((_request, response) => {
          response.writeHead(400, { 'content-type': type }).end(words);
        });
        return (await deliver(url)).answer?.excerpt;
      }),
    );
    expect(excerpts).toEqual(['Gebühr fehlt', null]);
  });

  it('that breaks off or trickles is kept as far as whole words of it came', async () => {
    const { url } = await caseSystem((_request, response) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).write('Out of memo');
      setImmediate(() => response.destroy());
    });
    expect((await deliver(url)).answer).toEqual({ status: 'HTTP 500', excerpt: 'Out of' });
  });

  it('with a huge body counts, and the body is not read', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536);
    const { url } = await caseSystem((_request, response) => {
      response.writeHead(200);
      const pump = () => {
        while (!response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pump);
            return;
          }
        }
      };
      pump();
    });
    expect(await deliver(url)).toMatchObject({ kind: 'accepted', receipt: 'HTTP 200' });
    expect(sent).toBeLessThan(50_000_000);
  });

  it('that breaks off or stalls after its status line counts', async () => {
    const broken = await caseSystem((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => response.destroy());
    });
    const stalled = await caseSystem((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
    });
    const outcomes = await Promise.all([
      deliver(broken.url),
      destination(stalled.url, { bodyTimeout: 0.1 }).deliver(outgoingMessage(), signal),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
  });
});

describe('a connection', () => {
  it('that is cut before the answer is tried again', async () => {
    const { url } = await caseSystem((request) => void request.socket.destroy());
    expect(await deliver(url)).toMatchObject({ kind: 'retry', code: 'unreachable' });
  });

  it('that nobody takes is tried again', async () => {
    const server = createTcpServer();
    const url = `http://127.0.0.1:${await listening(server)}/`;
    await new Promise((resolve) => server.close(resolve));
    expect(await deliver(url)).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('that never answers ends with its time-out', async () => {
    const { url } = await caseSystem(() => {});
    const slow = destination(url, { headersTimeout: 0.1 });
    expect(await slow.deliver(outgoingMessage(), signal)).toMatchObject({
      kind: 'retry',
      detail: expect.stringContaining('UND_ERR_HEADERS_TIMEOUT'),
    });
  });

  it('that answers something else than HTTP is tried again', async () => {
    const server = createTcpServer((socket) => {
      socket
        .on('error', () => {})
        .resume()
        .end('SSH-2.0-OpenSSH\r\n');
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    closeAfterwards(() => new Promise((resolve) => server.close(resolve)));
    expect(await deliver(url)).toMatchObject({ kind: 'retry', code: 'unreachable' });
  });

  it('ends when the attempt is aborted', async () => {
    const controller = new AbortController();
    const { url } = await caseSystem(() => controller.abort());
    const outcome = await destination(url).deliver(outgoingMessage(), controller.signal);
    expect(outcome).toMatchObject({ kind: 'retry', code: 'unreachable' });
  });

  it('is never opened more often than the concurrency of the destination', async () => {
    let open = 0;
    let most = 0;
    const { url, received } = await caseSystem((_request, response) => {
      open++;
      most = Math.max(most, open);
      setTimeout(() => {
        open--;
        response.end();
      }, 5);
    });
    const target = destination(url);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => target.deliver(outgoingMessage(), signal)),
    );
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(received).toHaveLength(20);
    expect(most).toBe(2);
  });
});

describe('a case system that is not the first', () => {
  let url: string;
  beforeEach(async () => {
    ({ url } = await caseSystem(answering(409)));
  });

  it('has the message already and says so', async () => {
    expect(await deliver(url)).toMatchObject({ kind: 'duplicate', receipt: 'HTTP 409' });
  });
});
