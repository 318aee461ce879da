import { appendFileSync, cpSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../fixtures/until.js';
import {
  type Answer,
  attachment,
  example,
  ledgerOf,
  multipartBody,
  OnlineService,
  partsOf,
  type Submission,
} from './online-service.js';
import {
  blobFiles,
  folderForAll,
  peakMemory,
  type RunningServer,
  startStandalone,
} from './standalone-server.js';

/** Stands in every value that is sent, so that a value in the log cannot be missed. */
const MARK = 'Zaunkoenig';
const DOG_TAX = 'steuern/examples/labrador-newel.json';
const TRADE = 'gewerbe/examples/neugruendung-gmbh-mainz.json';
const CERTIFICATE = 'personenstand/examples/geburtsurkunde-trier.json';
const REGISTRATION = 'meldewesen/examples/familie-flonheim.json';
const UNKNOWN_ID = '0198a5b0-0000-7000-8000-000000000000';
/** Attachments that take more than one read of the socket. */
const SIZE = 300_000;

let server: RunningServer;
let demo: OnlineService;
let other: OnlineService;

beforeAll(async () => {
  const landscape = join(folderForAll(), 'landscape');
  cpSync(resolve('landscape/demo'), landscape, { recursive: true });
  appendFileSync(
    join(landscape, 'clients.yaml'),
    '  - { id: other, name: Other, directory: LOKAL, key: "psw:07000002" }\n',
  );
  appendFileSync(
    join(landscape, 'keys.yaml'),
    [
      '  - { id: other, loopbackSecret: other-key, role: platform, client: other, services: all }',
      '  - { id: dogs, loopbackSecret: dogs-key, role: platform, client: other, services: ["99102013104000"] }',
      '  - { id: case-system, loopbackSecret: case-system-key, role: case-system, destinations: [gewerbe-mainz] }',
      '',
    ].join('\n'),
  );
  server = await startStandalone(folderForAll(), { NAHTLOS_LANDSCAPE: landscape });
  demo = new OnlineService(server);
  other = new OnlineService(server, 'other-key');
}, 60_000);

let number = 0;
/** An application that would be accepted, full of the mark. */
function dogTax(changes: object = {}): Submission {
  number += 1;
  const submission = example(DOG_TAX, { reference: `${MARK}-${number}`, ...changes });
  submission.data.halter.familienname = MARK;
  submission.data.halter.anschrift.strasse = MARK;
  submission.data.hunde[0].name = MARK;
  return submission;
}
function trade(changes: object = {}): Submission {
  number += 1;
  const submission = example(TRADE, { reference: `${MARK}-${number}`, ...changes });
  submission.data.personen[0].familienname = MARK;
  return submission;
}
function twoFiles() {
  return [1, 2].map((fill) =>
    attachment(Buffer.concat([Buffer.from(MARK), Buffer.alloc(SIZE, fill)]), `${MARK}-${fill}.pdf`),
  );
}
/** JSON text of a submission with one of its values as raw text. */
function withRaw(submission: Submission, change: (data: Submission['data']) => void, raw: string) {
  change(submission.data);
  return JSON.stringify(submission).replace('"@"', () => raw);
}
const named = (raw: string) =>
  withRaw(
    dogTax(),
    (data) => {
      data.halter.familienname = '@';
    },
    raw,
  );
function pointers(answer: Answer): string[] {
  return (answer.body.errors ?? []).map(({ pointer }) => pointer);
}

/** Nothing of what a test posts may be accepted or stay. */
async function acceptingNothing(work: () => Promise<void>): Promise<void> {
  const accepted = async () => (await ledgerOf(server)).sums.accepted;
  const before = { accepted: await accepted(), blobs: blobFiles(server.data).sort() };
  await work();
  expect({ accepted: await accepted(), blobs: blobFiles(server.data).sort() }).toEqual(before);
}

describe('a body that is no submission', () => {
  test.each([
    ['no JSON', `{"service": "${MARK}`],
    ['two values', '{}{}'],
    ['nothing', ''],
    ['JavaScript', `{service: '${MARK}'}`],
    ['a byte that is no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['lists in lists', `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects in objects', `{"data":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`],
    ['depth that is not closed', '['.repeat(800_000)],
  ])('is refused as malformed: %s', async (_what, body) => {
    await acceptingNothing(async () => {
      expect((await demo.post(body)).status).toBe(400);
    });
  });

  test.each([['null'], ['[]'], ['"text"'], ['42'], ['true']])(
    'is refused as invalid: %s',
    async (body) => {
      expect((await demo.post(body)).status).toBe(422);
    },
  );

  test.each([
    ['text/plain', 415],
    ['application/xml', 415],
    ['application/x-www-form-urlencoded', 415],
    [MARK, 415],
    ['multipart/form-data', 400],
    ['multipart/form-data; boundary=', 400],
    [`multipart/mixed; boundary=${MARK}`, 415],
  ])('is refused with the content type %s', async (contentType, status) => {
    const answer = await demo.post(JSON.stringify(dogTax()), { 'content-type': contentType });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test('is refused where it is compressed', async () => {
    const answer = await demo.post(dogTax(), { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(415);
  });

  test.each([['with its length announced'], ['in chunks']])(
    'is refused when it has 100 MB, %s, also to a client that keeps sending',
    async (how) => {
      const size = 100_000_000;
      await acceptingNothing(async () => {
        expect(await stream(size, how === 'in chunks')).toBe(413);
        expect(peakMemory(server.pid) ?? 0).toBeLessThan(400);
      });
    },
    30_000,
  );
});

/** Sends JSON to its end, whatever is answered meanwhile; resolves with the status of the answer. */
async function stream(size: number, chunked: boolean): Promise<number> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  const piece = Buffer.alloc(50_000, `"${MARK}"`);
  const framed = chunked
    ? Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
    : piece;
  async function* request() {
    yield 'POST /v1/submissions HTTP/1.1\r\nhost: nahtlos\r\nauthorization: Bearer demo-key\r\ncontent-type: application/json\r\n';
    yield chunked ? 'transfer-encoding: chunked\r\n\r\n' : `content-length: ${size}\r\n\r\n`;
    for (let sent = 0; sent < size; sent += piece.length) yield framed;
    if (chunked) yield '0\r\n\r\n';
  }
  await pipeline(request, socket, { end: false });
  await until(() => (answer.includes('\r\n\r\n') ? true : undefined));
  socket.destroy();
  return Number(answer.split(' ')[1]);
}

describe('values that no message can carry', () => {
  test.each<[string, () => object | string, string]>([
    ['half of a surrogate pair', () => named(`"${MARK}\\ud83d"`), '/data/halter/familienname'],
    ['the wrong half alone', () => named(`"\\udc00${MARK}"`), '/data/halter/familienname'],
    ['NUL', () => named(`"${MARK}\\u0000"`), '/data/halter/familienname'],
    ['a control character', () => named(`"${MARK}\\u0007"`), '/data/halter/familienname'],
    ['an emoji', () => named(`"${MARK} 🌹"`), '/data/halter/familienname'],
    ['a non-character', () => named(`"${MARK}\\uffff"`), '/data/halter/familienname'],
    ['text that turns around', () => named(`"${MARK}\\u202e"`), '/data/halter/familienname'],
    ['a number', () => named('12345678901'), '/data/halter/familienname'],
    ['a number beyond all numbers', () => named('1e999'), '/data/halter/familienname'],
    ['a list', () => named(`["${MARK}"]`), '/data/halter/familienname'],
    ['an object', () => named(`{"${MARK}":1}`), '/data/halter/familienname'],
    ['nothing', () => named('null'), '/data/halter/familienname'],
    ['spaces alone', () => named('"   "'), '/data/halter/familienname'],
    ['too much text', () => named(`"${MARK.repeat(1000)}"`), '/data/halter/familienname'],
    ['a trap as a field', () => named(`"x","__proto__":{"a":"${MARK}"}`), '/data/halter/__proto__'],
    ['a trap on top', () => `{"__proto__":{"service":"x"},${rest(dogTax())}`, '/__proto__'],
    ['the other trap', () => `{"constructor":{"prototype":{}},${rest(dogTax())}`, '/constructor'],
    ['an unknown field', () => dogTax({ [`${MARK}-field`]: MARK }), `/${MARK}-field`],
    ['a number as a service', () => dogTax({ service: 99102013104000 }), '/service'],
    ['a number as an area', () => dogTax({ area: 72355007094 }), '/area'],
    ['an area of letters', () => dogTax({ area: MARK }), '/area'],
    ['a number as a reference', () => dogTax({ reference: 4711 }), '/reference'],
    ['an empty reference', () => dogTax({ reference: '' }), '/reference'],
    ['a reference in two lines', () => dogTax({ reference: `${MARK}\n2` }), '/reference'],
    ['half a character in it', () => dogTax({ reference: `${MARK}\ud83d` }), '/reference'],
    ['text as test', () => dogTax({ test: 'true' }), '/test'],
    ['an unknown kind', () => dogTax({ kind: MARK }), '/kind'],
    ['no time', () => dogTax({ submittedAt: `2026-11-22 ${MARK}` }), '/submittedAt'],
    ['a day that is not', () => dogTax({ submittedAt: '2026-02-30T10:00:00Z' }), '/submittedAt'],
    ['a list as data', () => ({ ...dogTax(), data: [MARK] }), '/data'],
    ['an id that is none', () => dogTax({ caseId: MARK }), '/caseId'],
    ['files that are no list', () => dogTax({ attachments: { length: 1 } }), '/attachments'],
    ['files in JSON', () => dogTax({ attachments: [twoFiles()[0]?.announced] }), '/attachments'],
    [
      'a path as a file name',
      () => trade({ attachments: [{ ...twoFiles()[0]?.announced, name: `../${MARK}` }] }),
      '/attachments/0/name',
    ],
  ])('are refused with their place: %s', async (_what, body, pointer) => {
    const answer = await demo.post(body());
    expect({ status: answer.status, pointers: pointers(answer) }).toEqual({
      status: 422,
      pointers: expect.arrayContaining([pointer]),
    });
    expect(
      JSON.stringify(answer.body.errors?.map(({ code, detail }) => [code, detail])),
    ).not.toContain(MARK);
  });

  test('are all told at once', async () => {
    const submission = dogTax({ test: 1, kind: MARK });
    submission.data.halter.geburtsdatum = MARK;
    submission.data.hunde[0].rangfolge = MARK;
    const answer = await demo.post(submission);
    expect(pointers(answer)).toEqual(
      expect.arrayContaining([
        '/test',
        '/kind',
        '/data/halter/geburtsdatum',
        '/data/hunde/0/rangfolge',
      ]),
    );
  });

  test('leave the next request as it was', async () => {
    const answer = await demo.post(dogTax());
    expect(answer.status).toBe(202);
    await demo.reaches(answer.body.submissionId, 'delivered');
  });
});

function rest(submission: Submission): string {
  return JSON.stringify(submission).slice(1);
}

describe('a request that is not allowed', () => {
  test.each<[string, string | null, number]>([
    ['without a key', null, 401],
    ['with an unknown key', MARK, 401],
    ['with a key of the right id', 'demo.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 401],
    ['with the key of an operator', 'demo-operator-key', 403],
    ['with the key of a case system', 'case-system-key', 403],
  ])('is refused %s, for everything', async (_what, key, status) => {
    const stranger = new OnlineService(server, key);
    await acceptingNothing(async () => {
      expect((await stranger.post(dogTax())).status).toBe(status);
      expect((await stranger.upload(partsOf(trade(), twoFiles()))).status).toBe(status);
      expect((await stranger.get(`/v1/submissions/${UNKNOWN_ID}`)).status).toBe(status);
      expect((await stranger.get('/v1/services?area=072355007')).status).toBe(status);
    });
  });

  test('is refused for a service that the key does not cover', async () => {
    const dogs = new OnlineService(server, 'dogs-key');
    expect((await dogs.post(trade())).status).toBe(403);
    expect((await dogs.post(dogTax())).status).toBe(202);
  });

  test.each(['/v1/dead-letters', '/v1/ledger'])('is refused to a platform: %s', async (path) => {
    expect((await demo.get(path)).status).toBe(403);
    expect((await new OnlineService(server, null).get(path)).status).toBe(401);
  });

  test("finds nothing of another client's", async () => {
    const { submissionId } = (await demo.post(dogTax())).body;
    const supplement = { kind: 'supplement', relatesTo: submissionId };
    await acceptingNothing(async () => {
      const seen = await other.get(`/v1/submissions/${submissionId}`);
      const never = await other.get(`/v1/submissions/${UNKNOWN_ID}`);
      expect(seen.status).toBe(404);
      expect(seen.body).toEqual(never.body);
      expect((await other.get(`/v1/submissions/${MARK}`)).status).toBe(404);
      expect((await other.post(dogTax(supplement))).status).toBe(404);
      expect((await other.post(dogTax({ caseId: submissionId }))).status).toBe(404);
    });
  });

  test('gives one reference of two clients two submissions', async () => {
    const submission = dogTax();
    const [mine, theirs] = [await demo.post(submission), await other.post(submission)];
    expect([mine.status, theirs.status]).toEqual([202, 202]);
    expect(mine.body.submissionId).not.toBe(theirs.body.submissionId);
  });
});

describe('a submission that does not fit', () => {
  test.each<[string, () => Submission, number, string]>([
    ['an unknown service', () => dogTax({ service: '99999999999999' }), 404, '/service'],
    ['an area without activation', () => dogTax({ area: '010010000000' }), 404, '/area'],
    ['a test where none is taken', () => plain(CERTIFICATE, { test: true }), 422, '/test'],
    [
      'too low a level of assurance',
      () => plain(REGISTRATION, { authentication: { means: MARK, levelOfAssurance: 'low' } }),
      422,
      '/authentication/levelOfAssurance',
    ],
    [
      'no authentication',
      () => plain(REGISTRATION, { authentication: null }),
      422,
      '/authentication/levelOfAssurance',
    ],
    ['a supplement to nothing', () => dogTax({ kind: 'supplement' }), 422, '/relatesTo'],
    ['an application to something', () => dogTax({ relatesTo: UNKNOWN_ID }), 422, '/relatesTo'],
    [
      'a supplement to the unknown',
      () => dogTax({ kind: 'supplement', relatesTo: UNKNOWN_ID }),
      404,
      '/relatesTo',
    ],
    ['an unknown case', () => dogTax({ caseId: UNKNOWN_ID }), 404, '/caseId'],
  ])('is refused: %s', async (_what, submission, status, pointer) => {
    await acceptingNothing(async () => {
      const answer = await demo.post(submission());
      expect({ status: answer.status, pointers: pointers(answer) }).toEqual({
        status,
        pointers: expect.arrayContaining([pointer]),
      });
    });
  });

  test('is refused where case and submission do not belong together', async () => {
    const one = (await demo.post(dogTax())).body;
    const two = (await demo.post(dogTax())).body;
    const answer = await demo.post(
      dogTax({ kind: 'supplement', relatesTo: one.submissionId, caseId: two.caseId }),
    );
    expect({ status: answer.status, pointers: pointers(answer) }).toEqual({
      status: 422,
      pointers: ['/caseId'],
    });
  });

  test('is taken where it follows its own', async () => {
    const one = (await demo.post(dogTax())).body;
    const supplement = await demo.post(
      dogTax({ kind: 'supplement', relatesTo: one.submissionId.toUpperCase() }),
    );
    expect(supplement.status).toBe(202);
    expect(supplement.body.caseId).toBe(one.caseId);
  });

  test('is refused under a reference that stands for other content, and the first stays', async () => {
    const submission = dogTax();
    const first = await demo.post(submission);
    const changed = structuredClone(submission);
    changed.data.hunde[0].farbe = MARK;
    expect((await demo.post(changed)).status).toBe(409);
    expect((await demo.post(trade({ reference: submission.reference }))).status).toBe(409);
    const files = partsOf(trade({ reference: submission.reference }), twoFiles());
    await acceptingNothing(async () => {
      expect((await demo.upload(files)).status).toBe(409);
    });
    const again = await demo.post(submission);
    expect([again.status, again.body.submissionId]).toEqual([200, first.body.submissionId]);
  });
});

function plain(path: string, changes: object): Submission {
  number += 1;
  return example(path, { reference: `${MARK}-${number}`, ...changes });
}

describe('an upload that is not what it announced', () => {
  type Parts = ReturnType<typeof partsOf>;
  test.each<[string, (parts: Parts) => Parts, number, string]>([
    ['a part is missing', (parts) => parts.slice(0, -1), 422, 'missing-part'],
    ['all parts are missing', (parts) => parts.slice(0, 1), 422, 'missing-part'],
    [
      'a part has other bytes',
      ([submission, first, second]) =>
        [submission, first, { ...second, bytes: Buffer.alloc(SIZE, 9) }] as Parts,
      422,
      'hash',
    ],
    [
      'two parts are exchanged',
      ([submission, first, second]) =>
        [
          submission,
          { name: first?.name, bytes: second?.bytes },
          { name: second?.name, bytes: first?.bytes },
        ] as Parts,
      422,
      'hash',
    ],
    [
      'a part was not announced',
      (parts) => [...parts, { name: MARK, bytes: MARK }],
      422,
      'unannounced-part',
    ],
    ['a part comes twice', (parts) => [...parts, parts[1] as Parts[0]], 422, 'duplicate-part'],
    [
      'the submission comes twice',
      (parts) => [...parts, parts[0] as Parts[0]],
      422,
      'unannounced-part',
    ],
    ['the submission comes last', (parts) => [...parts.slice(1), parts[0] as Parts[0]], 400, ''],
    ['there is no submission', (parts) => parts.slice(1), 400, ''],
    ['there is nothing', () => [], 400, ''],
  ])('leaves nothing behind: %s', async (_what, change, status, code) => {
    await acceptingNothing(async () => {
      const answer = await demo.upload(change(partsOf(trade(), twoFiles())));
      expect({ status: answer.status, codes: answer.body.errors?.[0]?.code ?? '' }).toEqual({
        status,
        codes: code,
      });
    });
  });

  test('leaves nothing behind where the body ends in the middle', async () => {
    const { contentType, body } = multipartBody(partsOf(trade(), twoFiles()));
    await acceptingNothing(async () => {
      const answer = await demo.post(body.subarray(0, body.length - SIZE / 2), {
        'content-type': contentType,
      });
      expect(answer.status).toBe(400);
    });
  });

  test('leaves nothing behind where the connection is cut, and is taken when it comes again', async () => {
    const parts = partsOf(trade(), twoFiles());
    const { contentType, body } = multipartBody(parts);
    await acceptingNothing(async () => {
      const { hostname, port } = new URL(server.url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      const known = new Set(blobFiles(server.data));
      const fresh = () => blobFiles(server.data).filter((name) => !known.has(name));
      socket.write(
        `POST /v1/submissions HTTP/1.1\r\nhost: nahtlos\r\nauthorization: Bearer demo-key\r\ncontent-type: ${contentType}\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      socket.write(body.subarray(0, body.length - SIZE / 2));
      // The first file is complete, the second under way.
      await until(() => (fresh().length === 2 ? true : undefined));
      socket.destroy();
      await until(() => (fresh().length === 0 ? true : undefined));
    });
    const answer = await demo.upload(parts);
    expect(answer.status).toBe(202);
    await demo.reaches(answer.body.submissionId, 'delivered');
  });

  test('tells a file that is too large by its limit', async () => {
    const large = attachment(Buffer.alloc(20_100_000, 7), `${MARK}.pdf`);
    await acceptingNothing(async () => {
      const answer = await demo.upload(partsOf(dogTax(), [large]));
      expect(answer.status).toBe(413);
    });
  }, 20_000);
});

describe('one reference, posted by many at once', () => {
  const together = (times: number, post: () => Promise<Answer>) =>
    Promise.all(Array.from({ length: times }, post));

  async function isOneSubmission(answers: readonly Answer[]): Promise<string> {
    const counts = [200, 202].map((code) => answers.filter(({ status }) => status === code).length);
    expect(counts).toEqual([answers.length - 1, 1]);
    const ids = new Set(answers.map(({ body }) => body.submissionId));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    const found = await demo.get(`/v1/submissions/${id}`);
    expect([found.status, found.body.submissionId]).toEqual([200, id]);
    return id;
  }

  test.each([1, 2, 3])(
    'is one submission, as JSON (%d)',
    async () => {
      const text = JSON.stringify(dogTax());
      const answers = await together(200, () => demo.post(text));
      await demo.reaches(await isOneSubmission(answers), 'delivered');
    },
    30_000,
  );

  test.each([1, 2, 3])(
    'is one submission with one set of files, as multipart (%d)',
    async () => {
      const parts = partsOf(trade(), twoFiles());
      const before = blobFiles(server.data).length;
      const answers = await together(50, () => demo.upload(parts));
      const id = await isOneSubmission(answers);
      expect(blobFiles(server.data)).toHaveLength(before + 2);
      const again = await demo.upload(parts);
      expect([again.status, again.body.submissionId]).toEqual([200, id]);
      expect(blobFiles(server.data)).toHaveLength(before + 2);
      await demo.reaches(id, 'delivered');
    },
    30_000,
  );

  test('is one submission or a conflict, with different content', async () => {
    const reference = dogTax().reference;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, which) => {
        const submission = dogTax({ reference });
        submission.data.hunde[0].farbe = which % 2 === 0 ? 'schwarz' : 'braun';
        return demo.post(submission);
      }),
    );
    const count = (code: number) => answers.filter(({ status }) => status === code).length;
    expect([count(202), count(200), count(409)]).toEqual([1, 19, 20]);
  });
});

describe('after all of it', () => {
  test('the ledger closes, the server is small, and its log has none of the values', async () => {
    const ledger = await ledgerOf(server);
    expect(ledger).toMatchObject({ closed: true, differences: [] });
    expect(peakMemory(server.pid) ?? 0).toBeLessThan(400);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.output()).toContain('accepts submissions');
    expect(server.output()).not.toContain(MARK);
    for (const value of valuesOf(
      JSON.parse(readFileSync(resolve('schemas', DOG_TAX), 'utf8')).data,
    )) {
      expect(server.output()).not.toContain(value);
    }
  }, 30_000);
});

/** The longer texts in form data: short ones can stand in a log for another reason. */
function valuesOf(data: unknown): string[] {
  if (typeof data === 'string') return data.length >= 8 ? [data] : [];
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(valuesOf) : [];
}
