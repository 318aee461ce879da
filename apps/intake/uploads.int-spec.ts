import { createHash, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteStore, UnknownOutcome } from '#store';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';
import { type IntakeBed, startIntake, submission } from '../../test/intake/intake-bed.js';
import type { IntakeTables } from './intake.tables.js';

const BOUNDARY = 'limit-of-a-part';
const CONTENT_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
const PDF = Buffer.from('%PDF-1.7 a site plan \r\n--not-the-limit\r\n'.repeat(2_000));

let bed: IntakeBed;

beforeEach(async () => {
  bed = await startIntake(temporaryFolder());
});
afterEach(() => bed.close());

function announced(bytes: Buffer, changes: object = {}) {
  return {
    id: randomUUID(),
    name: 'lageplan.pdf',
    mediaType: 'application/pdf',
    purpose: 'attachment',
    sha512: createHash('sha512').update(bytes).digest('hex'),
    ...changes,
  };
}

type NamedPart = [name: string, bytes: Buffer | string];

function multipart(parts: NamedPart[], end = `--${BOUNDARY}--\r\n`): Buffer {
  return Buffer.concat([
    ...parts.flatMap(([name, bytes]) => [
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      ),
      Buffer.from(bytes),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(end),
  ]);
}

const post = (body: Buffer, headers = {}) =>
  bed.post(body, { 'content-type': CONTENT_TYPE, ...headers });

function errorsOf(answer: { body: never }): unknown[] {
  return (answer.body as { errors: { pointer: string; code: string }[] }).errors.map(
    ({ pointer, code }) => [pointer, code],
  );
}

async function expectNothingKept(): Promise<void> {
  expect(await bed.blobFiles()).toEqual([]);
  const tables = bed.store.tables<IntakeTables>();
  expect(await tables.selectFrom('attachment').selectAll().execute()).toEqual([]);
  expect(await tables.selectFrom('submission').select('client').execute()).toEqual([]);
  expect(await bed.records('submissions')).toEqual([]);
}

describe('attachments beyond a limit', () => {
  it('are refused before their bytes are taken where their size is announced', async () => {
    const attachments = [
      announced(PDF, { size: 200_001 }),
      announced(PDF, { size: 99_999 }),
      announced(PDF, { size: 1 }),
    ];
    const answer = await post(
      multipart([['submission', JSON.stringify(submission({ attachments }))]]),
    );
    expect(answer.status).toBe(422);
    expect(errorsOf(answer)).toEqual([
      ['/attachments/0/size', 'attachment-too-large'],
      ['/attachments', 'attachments-too-large'],
    ]);
    await expectNothingKept();
  });

  it('are refused together where the bytes that arrive are too many', async () => {
    const large = Buffer.alloc(150_001, 'x');
    const attachments = [announced(large), announced(large)];
    const parts: NamedPart[] = [
      ['submission', JSON.stringify(submission({ attachments }))],
      [attachments[0]!.id, large],
      [attachments[1]!.id, large],
    ];
    const answer = await post(multipart(parts));
    expect([answer.status, (answer.body as { detail: string }).detail]).toEqual([
      413,
      'All attachments together have 300000 bytes at most.',
    ]);
    await expectNothingKept();
  });

  it('are refused where another size arrives than was announced', async () => {
    const attachments = [announced(PDF, { size: PDF.length - 1 })];
    const answer = await post(
      multipart([
        ['submission', JSON.stringify(submission({ attachments }))],
        [attachments[0]!.id, PDF],
      ]),
    );
    expect(answer.status).toBe(422);
    expect(errorsOf(answer)).toEqual([['/attachments/0/size', 'size']]);
    await expectNothingKept();
  });
});

describe('a submission with attachments', () => {
  it('is accepted with references to what was stored, in the order announced', async () => {
    const attachments = [announced(PDF), announced(Buffer.from(''), { mediaType: 'image/png' })];
    const raw = JSON.stringify(submission({ attachments }));
    const answer = await post(
      multipart([
        ['submission', raw],
        [attachments[1]!.id, ''],
        [attachments[0]!.id, PDF],
      ]),
    );
    expect(answer.status).toBe(202);
    const [record] = await bed.records('submissions');
    const value = JSON.parse(String(record?.value));
    expect(value.attachments).toEqual([
      { ...attachments[0], uri: expect.any(String), size: PDF.length },
      { ...attachments[1], uri: expect.any(String), size: 0 },
    ]);
    expect(value.submission).toEqual(JSON.parse(raw));
    expect(await bed.blobFiles()).toHaveLength(2);
  });

  it('repeated gives the same answer and keeps no second copy', async () => {
    const attachment = announced(PDF);
    const body = multipart([
      ['submission', JSON.stringify(submission({ attachments: [attachment] }))],
      [attachment.id, PDF],
    ]);
    const first = await post(body);
    const stored = await bed.blobFiles();
    const again = await post(body);
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(await bed.blobFiles()).toEqual(stored);
  });

  it('posted many times at once is one submission with one copy', async () => {
    const attachment = announced(PDF);
    const body = multipart([
      ['submission', JSON.stringify(submission({ attachments: [attachment] }))],
      [attachment.id, PDF],
    ]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 202]);
    expect(await bed.blobFiles()).toHaveLength(1);
  });

  it('that conflicts with an earlier one leaves the files of that one alone', async () => {
    const attachment = announced(PDF);
    const posted = submission({ attachments: [attachment] });
    await post(
      multipart([
        ['submission', JSON.stringify(posted)],
        [attachment.id, PDF],
      ]),
    );
    const stored = await bed.blobFiles();
    const other = announced(Buffer.from('other'));
    const answer = await post(
      multipart([
        ['submission', JSON.stringify({ ...posted, attachments: [other] })],
        [other.id, 'other'],
      ]),
    );
    expect(answer.status).toBe(409);
    expect(await bed.blobFiles()).toEqual(stored);
  });

  it('keeps its files where nobody knows whether it was accepted', async () => {
    await bed.close();
    const folder = temporaryFolder();
    let lost = false;
    const store = new SqliteStore(join(folder, 'nahtlos.db'));
    const write = store.write.bind(store);
    store.write = async (unit) => {
      const value = await write(unit);
      if (lost) throw new UnknownOutcome(5, undefined);
      return value;
    };
    bed = await startIntake(folder, { store });
    const attachment = announced(PDF);
    const body = multipart([
      ['submission', JSON.stringify(submission({ attachments: [attachment] }))],
      [attachment.id, PDF],
    ]);
    lost = true;
    expect((await post(body)).status).toBe(503);
    const stored = await bed.blobFiles();
    expect(stored).toHaveLength(1);
    lost = false;
    expect((await post(body)).status).toBe(200);
    expect(await bed.blobFiles()).toEqual(stored);
  });

  it('announced in JSON is told to use multipart', async () => {
    const answer = await bed.post(submission({ attachments: [announced(PDF)] }));
    expect([answer.status, errorsOf(answer)]).toEqual([
      422,
      [['/attachments', 'multipart-needed']],
    ]);
    await expectNothingKept();
  });
});

describe('a submission whose parts do not fit', () => {
  const one = announced(PDF);
  const two = announced(Buffer.from('two'));
  const both = () => JSON.stringify(submission({ attachments: [one, two] }));

  it.each<[string, () => NamedPart[], number, unknown[]]>([
    [
      'another hash and a missing part',
      () => [
        ['submission', both()],
        [one.id, 'tampered'],
      ],
      422,
      [
        ['/attachments/0/sha512', 'hash'],
        ['/attachments/1', 'missing-part'],
      ],
    ],
    [
      'an unannounced part',
      () => [
        ['submission', both()],
        [one.id, PDF],
        [two.id, 'two'],
        ['more', 'x'],
      ],
      422,
      [['/attachments', 'unannounced-part']],
    ],
    [
      'a part twice',
      () => [
        ['submission', both()],
        [one.id, PDF],
        [one.id, PDF],
        [two.id, 'two'],
      ],
      422,
      [['/attachments', 'duplicate-part']],
    ],
    [
      'an attachment that is too large',
      () => [
        ['submission', both()],
        [two.id, 'two'],
        [one.id, Buffer.alloc(200_001)],
      ],
      413,
      [],
    ],
    [
      'the submission last',
      () => [
        [one.id, PDF],
        ['submission', both()],
      ],
      400,
      [],
    ],
    ['no part at all', () => [], 400, []],
    [
      'a submission that is no JSON',
      () => [
        ['submission', 'x'],
        [one.id, PDF],
      ],
      400,
      [],
    ],
    [
      'a submission that is too large',
      () => [
        ['submission', `"${'x'.repeat(900_000)}"`],
        [one.id, PDF],
      ],
      413,
      [],
    ],
    [
      'more attachments than the service takes, and of another type',
      () => [
        [
          'submission',
          JSON.stringify(
            submission({
              attachments: [one, two, announced(PDF), announced(PDF, { mediaType: 'text/html' })],
            }),
          ),
        ],
        [one.id, PDF],
      ],
      422,
      [
        ['/attachments', 'too-many-attachments'],
        ['/attachments/3/mediaType', 'media-type'],
      ],
    ],
    [
      'two attachments of one id',
      () => [
        ['submission', JSON.stringify(submission({ attachments: [one, one] }))],
        [one.id, PDF],
      ],
      422,
      [['/attachments/1/id', 'duplicate']],
    ],
  ])('is refused as a whole: %s', async (_, parts, status, errors) => {
    const answer = await post(multipart(parts()));
    expect(answer.status).toBe(status);
    if (errors.length > 0) expect(errorsOf(answer)).toEqual(errors);
    await expectNothingKept();
  });

  it('is refused where the body ends in the middle of a part, or before the last boundary', async () => {
    for (const end of ['', `--${BOUNDARY}\r\nContent-Dispo`, `--${BOUNDARY}`]) {
      const answer = await post(
        multipart(
          [
            ['submission', both()],
            [one.id, PDF],
          ],
          end,
        ),
      );
      expect(answer.status).toBe(400);
    }
    await expectNothingKept();
  });

  it.each(['multipart/form-data', 'multipart/form-data; boundary='])(
    'is refused without a boundary: %s',
    async (contentType) => {
      const answer = await post(multipart([['submission', both()]]), {
        'content-type': contentType,
      });
      expect(answer.status).toBe(400);
    },
  );

  it('is refused with parts that have no name, or a broken header', async () => {
    for (const header of ['', 'Content-Disposition: attachment', 'nonsense']) {
      const body = multipart(
        [
          ['submission', both()],
          [one.id, PDF],
          [two.id, 'two'],
        ],
        '',
      );
      const nameless = `--${BOUNDARY}\r\n${header}\r\n\r\nx\r\n--${BOUNDARY}--\r\n`;
      const answer = await post(Buffer.concat([body, Buffer.from(nameless)]));
      expect([header, answer.status]).toEqual([header, 422]);
    }
    await expectNothingKept();
  });

  it('is refused with more parts than can be attachments', async () => {
    const parts = Array.from({ length: 500 }, (_, index): NamedPart => [String(index), 'x']);
    const answer = await post(multipart([['submission', both()], ...parts]));
    expect([400, 422]).toContain(answer.status);
    await expectNothingKept();
  });
});

describe('an upload over a real connection', () => {
  const attachment = announced(Buffer.alloc(150_000, 'a'));
  const body = multipart([
    ['submission', JSON.stringify(submission({ attachments: [attachment] }))],
    [attachment.id, Buffer.alloc(150_000, 'a')],
  ]);
  const head = (length: number) =>
    `POST /v1/submissions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer one\r\nContent-Type: ${CONTENT_TYPE}\r\nContent-Length: ${length}\r\n\r\n`;

  it.each([10, 600, 100_000])('that is cut after %d bytes leaves nothing', async (sent) => {
    const { port } = new URL(await bed.url());
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(head(body.length));
    await new Promise((sentAll) => socket.write(body.subarray(0, sent), sentAll));
    if (sent > 1_000) await until(async () => (await bed.blobFiles())[0]);
    socket.destroy();
    await until(() => bed.lines.find(({ message }) => message === 'A request was refused'));
    await expectNothingKept();
  });

  it('goes on to be read after a refusal, so that the sender gets the answer', async () => {
    const refused = multipart([
      ['submission', JSON.stringify(submission({ attachments: [attachment], area: '01' }))],
      [attachment.id, Buffer.alloc(5_000_000)],
    ]);
    const response = await fetch(`${await bed.url()}/v1/submissions`, {
      method: 'POST',
      headers: { authorization: 'Bearer one', 'content-type': CONTENT_TYPE },
      body: refused,
    });
    expect(response.status).toBe(404);
    await expectNothingKept();
  });

  it('that takes too long is given up', async () => {
    await bed.close();
    bed = await startIntake(temporaryFolder(), { settings: { uploadTimeout: 0.1 } });
    const { port } = new URL(await bed.url());
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    let answer = '';
    socket.on('data', (text) => {
      answer += text;
    });
    socket.write(head(body.length));
    socket.write(body.subarray(0, 100_000));
    await until(() => (answer.includes('}') ? answer : undefined));
    socket.destroy();
    expect(answer).toContain('HTTP/1.1 400');
    await expectNothingKept();
  });
});
