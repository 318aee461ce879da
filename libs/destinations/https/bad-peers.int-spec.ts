import { createServer as createTcpServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import {
  answering,
  caseSystem,
  closeAfterwards,
  httpsDestination,
  listening,
  NOW,
} from '../../../test/destinations/https-bed.js';
import { outgoingAttachment, outgoingMessage } from '../../../test/factories/outgoing-message.js';
import { until } from '../../../test/fixtures/until.js';

const signal = new AbortController().signal;
const message = outgoingMessage();
const TEXT = { 'content-type': 'text/plain' };

/** A peer that speaks for itself once something has arrived; never more than one connection stays after a test. */
async function tcpPeer(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('data', () => speak(socket));
  });
  const port = await listening(server);
  closeAfterwards(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${port}/`;
}

/** Says one byte after the other for as long as somebody listens. */
function trickle(text: string): (socket: Socket) => void {
  return (socket) => {
    const bytes = [...text];
    const timer = setInterval(() => socket.write(bytes.shift() ?? ' '), 10);
    socket.once('close', () => clearInterval(timer));
  };
}

describe('a case system that is slow or breaks off', () => {
  it('byte by byte does not hold an attempt longer than its time for an answer', async () => {
    const url = await tcpPeer(trickle(`HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(100_000)}`));
    const slow = httpsDestination(url, { settings: { headersTimeout: 0.2 } });
    expect(await slow.deliver(message, signal)).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining('in time'),
    });
  });

  it.each([
    [200, 'text/plain', 'OK', 'accepted', null],
    [200, 'application/octet-stream', 'OK', 'accepted', null],
    [400, 'text/plain', 'no such', 'refused', expect.stringMatching(/^no/)],
    [400, 'application/octet-stream', 'no such', 'refused', null],
    [500, 'application/octet-stream', 'no such', 'retry', null],
  ])(
    'without an end in its answer (%d, %s) is left after the time for it',
    async (status, type, text, kind, excerpt) => {
      const url = await tcpPeer(
        trickle(`HTTP/1.1 ${status} Well\r\ncontent-type: ${type}\r\n\r\n${text}`),
      );
      const endless = httpsDestination(url, { settings: { answerTimeout: 1.5 } });
      expect(await endless.deliver(message, signal)).toMatchObject({
        kind,
        answer: { status: `HTTP ${status}`, excerpt },
      });
    },
  );

  it('before its answer, or in the middle of its head, is tried again', async () => {
    const kinds = await Promise.all(
      [
        (socket: Socket) => void socket.destroy(),
        (socket: Socket) => void socket.resetAndDestroy(),
        (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-le'),
      ].map(async (speak) => httpsDestination(await tcpPeer(speak)).deliver(message, signal)),
    );
    for (const outcome of kinds) {
      expect(outcome).toMatchObject({ kind: 'retry', code: 'unreachable' });
      expect(outcome).not.toHaveProperty('answer');
    }
  });
});

describe('a case system that answers something else', () => {
  it('with a page where a program should answer has not got the message', async () => {
    const { url } = await caseSystem(
      answering(
        200,
        { 'content-type': 'Text/HTML; charset=utf-8' },
        '<title>Anmeldung am Portal</title>',
      ),
    );
    expect(await httpsDestination(url).deliver(message, signal)).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining('HTML'),
      answer: { status: 'HTTP 200', excerpt: '<title>Anmeldung am Portal</title>' },
    });
  });

  it('with an empty body has it, whatever type its framework gives to nothing', async () => {
    const { url } = await caseSystem(answering(200, { 'content-type': 'text/html' }));
    expect((await httpsDestination(url).deliver(message, signal)).kind).toBe('accepted');
  });

  const page = '<!DOCTYPE html>\n<html><title>Anmeldung am Portal</title></html>';
  const fault =
    '<?xml version="1.0"?><s:Envelope xmlns:s="urn:soap"><s:Header/><s:Body>\n<s:Fault><faultcode>s:Server</faultcode></s:Fault></s:Body></s:Envelope>';

  it.each([
    [{}, page],
    [{ 'content-type': 'text/plain' }, `\ufeff \n${page}`],
    [{ 'content-type': 'application/octet-stream' }, page.toLowerCase().slice(16)],
    [{ 'content-type': 'application/json' }, `<?xml version="1.0"?><!-- <!-- proxy -->${page}`],
    [{ 'content-type': 'text/plain' }, Buffer.from(`\ufeff${page}`, 'utf16le')],
    [{ 'content-type': 'text/xml' }, fault],
    [{}, fault.replaceAll('s:', '')],
  ])('with an error page of another media type has not got it either: %j', async (type, body) => {
    const { url } = await caseSystem((_request, response) => {
      response.writeHead(200, { ...type, 'retry-after': '7' }).end(body);
    });
    expect(await httpsDestination(url).deliver(message, signal)).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      retryAfterSeconds: 7,
      answer: { status: 'HTTP 200', excerpt: expect.any(String) },
    });
  });

  it.each([
    '{"detail": "<!doctype html> is what we never send"}',
    '<htmlForm/>',
    '<receipt><Body><Fault/></Body></receipt>',
    '<Envelope><Body><Receipt>Fault</Receipt></Body></Envelope>',
    `${'x'.repeat(5_000)}${page}`,
  ])('that only looks like an error page has it: %#', async (body) => {
    const { url } = await caseSystem(answering(200, TEXT, body));
    expect(await httpsDestination(url).deliver(message, signal)).toMatchObject({
      kind: 'accepted',
      answer: { excerpt: null },
    });
  });

  it.each([
    ['202', 202, {}, 'accepted'],
    ['202', 200, {}, 'retry'],
    [
      '202, Application/JSON',
      202,
      { 'content-type': 'application/json;charset=utf-8' },
      'accepted',
    ],
    ['202,application/json', 202, TEXT, 'retry'],
    ['application/json', 201, {}, 'retry'],
    ['application/json,text/plain', 201, TEXT, 'accepted'],
    ['202', 409, {}, 'duplicate'],
    ['202', 208, {}, 'duplicate'],
    ['202', 400, {}, 'refused'],
  ])('than it says with acceptance %j: %d %j is %s', async (acceptance, status, headers, kind) => {
    const { url } = await caseSystem(answering(status, headers, 'Welcome'));
    const target = httpsDestination(url, { settings: { acceptance, duplicateCodes: '208' } });
    const outcome = await target.deliver(message, signal);
    expect(outcome.kind).toBe(kind);
    if (kind === 'retry')
      expect(outcome).toHaveProperty('detail', expect.stringMatching(/acceptance/));
  });

  it('with a redirect, to itself or to a private address, is never followed', async () => {
    const secret = await caseSystem(answering(200));
    const loop: Awaited<ReturnType<typeof caseSystem>> = await caseSystem(
      (_request, response) => void response.writeHead(302, { location: loop.url }).end(),
    );
    const away = await caseSystem(
      answering(308, { location: `http://127.0.0.1:${secret.port}/internal` }),
    );
    for (const { url } of [loop, away]) {
      expect(await httpsDestination(url).deliver(message, signal)).toMatchObject({
        kind: 'retry',
        detail: expect.stringContaining('redirects'),
      });
    }
    expect([loop, away, secret].map(({ received }) => received.length)).toEqual([1, 1, 0]);
  });

  it.each([
    [200, 'application/json', 'accepted'],
    [200, 'text/html', 'retry'],
    [500, 'text/plain', 'retry'],
    [400, 'application/octet-stream', 'refused'],
  ])('with a gigabyte (%d, %s) is cut off after little of it', async (status, type, kind) => {
    const chunk = Buffer.alloc(65_536, 'no ');
    let sent = 0;
    let closed = false;
    const { url } = await caseSystem((_request, response) => {
      response.writeHead(status, { 'content-type': type, 'content-length': 1_000_000_000 });
      response.once('close', () => {
        closed = true;
      });
      const pump = () => {
        while (!response.destroyed && sent < 1_000_000_000) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', pump);
        }
      };
      pump();
    });
    const outcome = await httpsDestination(url).deliver(message, signal);
    expect(outcome.kind).toBe(kind);
    expect(outcome.answer?.excerpt?.length ?? 0).toBeLessThanOrEqual(500);
    await until(() => closed || undefined);
    expect(sent).toBeLessThan(20_000_000);
  });
});

describe('a case system that does not wait for the end of a large message', () => {
  const size = 64_000_000;
  const sha512 = 'never compared';

  it.each([
    [413, 'refused'],
    [503, 'retry'],
    [200, 'retry'],
    [208, 'duplicate'],
    [409, 'duplicate'],
  ])('and answers %d is understood, and the rest is not sent', async (status, kind) => {
    let taken = 0;
    const attachment = outgoingAttachment(Buffer.alloc(0), {
      ...{ size, sha512 },
      open: () =>
        new Readable({
          read() {
            taken += 65_536;
            setImmediate(() => this.push(Buffer.alloc(65_536)));
          },
        }),
    });
    const url = await tcpPeer((socket) => {
      socket.resume().write(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    });
    const large = outgoingMessage({ attachments: [attachment] });
    const target = httpsDestination(url, { settings: { duplicateCodes: '208' } });
    expect(await target.deliver(large, signal)).toMatchObject({
      kind,
      answer: { status: `HTTP ${status}` },
    });
    expect(taken).toBeLessThan(size);
  });
});

describe('a case system that has the message already', () => {
  const duplicateCodes = '208, 422,E-DUPLICATE,urn:example:known';
  const json = { 'content-type': 'application/problem+json' };

  it.each([
    [208, {}, '', 'duplicate'],
    [422, {}, '', 'duplicate'],
    [400, json, '{"code": "E-DUPLICATE"}', 'duplicate'],
    [403, json, '{"type": "urn:example:known"}', 'duplicate'],
    [404, json, '{"error": "E-DUPLICATE", "code": 7}', 'duplicate'],
    [201, json, '{"code": "E-DUPLICATE"}', 'accepted'],
    [500, json, '{"code": "E-DUPLICATE"}', 'retry'],
    [400, json, '{"detail": "E-DUPLICATE"}', 'refused'],
    [400, json, '{"code": {"E-DUPLICATE": 1}}', 'refused'],
    [400, json, 'E-DUPLICATE', 'refused'],
    [410, json, 'null', 'gone'],
  ])('says so in its own way: %d %j %j is %s', async (status, headers, body, kind) => {
    const { url } = await caseSystem(answering(status, headers, body));
    const target = httpsDestination(url, { settings: { duplicateCodes } });
    expect((await target.deliver(message, signal)).kind).toBe(kind);
  });

  it('is asked again where its answer broke off before it said so', async () => {
    const { url } = await caseSystem((_request, response) => {
      response.writeHead(400, { ...json, 'content-length': '99' }).write('{"code": "E-DU');
      setImmediate(() => response.destroy());
    });
    const target = httpsDestination(url, { settings: { duplicateCodes } });
    expect((await target.deliver(message, signal)).kind).toBe('retry');
    expect((await httpsDestination(url).deliver(message, signal)).kind).toBe('refused');
  });
});

describe('a wait until a time', () => {
  const asked = async (now: number) => {
    const { url } = await caseSystem(
      answering(503, { ...TEXT, 'retry-after': new Date(NOW).toUTCString() }),
    );
    return httpsDestination(url, { now: () => now }).deliver(message, signal);
  };

  it.each([
    [-400 * 86_400_000, 86_400],
    [-2_000, 2],
    [0, 0],
    [+400 * 86_400_000, 0],
  ])(
    'is never negative and never more than a day where our clock is %d ms off',
    async (off, wait) => {
      expect(await asked(Math.floor(NOW / 1_000) * 1_000 + off)).toMatchObject({
        kind: 'retry',
        retryAfterSeconds: wait,
      });
    },
  );
});
