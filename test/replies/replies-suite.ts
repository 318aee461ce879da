import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HEADERS } from '#domain';
import { referencedDocuments } from '../../apps/delivery/replies/keep-reply.js';
import type { IntakeTables } from '../../apps/intake/intake.tables.js';
import type { OpenStore } from '../fixtures/stores.js';
import { type Answered, LARGEST_DOCUMENT, pdf, RepliesBed } from './replies-bed.js';

const DAY = 86_400_000;
const FIRST = '0f3d1c1e-6a1c-4a56-9a53-3f6f2a1c0001';
const SECOND = '0f3d1c1e-6a1c-4a56-9a53-3f6f2a1c0002';

/** The way back is the same on both databases. */
export function repliesSuite(name: string, open: OpenStore): void {
  describe(`replies: ${name}`, () => {
    let bed: RepliesBed;

    beforeEach(async () => {
      bed = await RepliesBed.open(open);
    });
    afterEach(() => bed.close());

    const status = (reference: string, changes: object = {}) => ({
      reference,
      kind: 'status',
      status: 'PROCESSING',
      ...changes,
    });
    const decision = (reference: string, changes: object = {}) => ({
      reference,
      kind: 'decision',
      outcome: 'granted',
      fileNumber: '63-2026-0815',
      ...changes,
    });

    /** What is left after a refusal: nothing. */
    async function expectNothingKept(): Promise<void> {
      expect((await bed.fetched()).replies).toEqual([]);
      expect(bed.documentFiles()).toEqual([]);
    }

    function codesOf({ body }: Answered): [string, string][] {
      const errors = (body.errors ?? []) as { pointer: string; code: string }[];
      return errors.map(({ pointer, code }) => [pointer, code]);
    }

    describe('a reply that is accepted', () => {
      it('reaches the online service that submitted, and no other', async () => {
        const replyChannel = { type: 'bundid', mailbox: 'a1' };
        const authentication = { means: 'bundid', levelOfAssurance: 'substantial' };
        const payment = { transaction: 'T-1' };
        const told = { replyChannel, authentication, payment };
        const { messageId, reference, ...ids } = await bed.delivered(told);
        const answer = await bed.reply(messageId, status('A-1', { fileNumber: '63-1' }));
        expect(answer.status).toBe(202);
        expect(answer.body).toEqual({
          ...ids,
          replyId: expect.any(String),
          receivedAt: expect.any(String),
        });
        const { replies, more } = await bed.fetched();
        expect(replies).toEqual([
          {
            ...ids,
            ...told,
            replyId: answer.body.replyId,
            messageId,
            submissionReference: reference,
            at: answer.body.receivedAt,
            kind: 'status',
            acknowledgement: null,
            status: 'PROCESSING',
            outcome: null,
            text: null,
            deadline: null,
            fileNumber: '63-1',
            documents: [],
          },
        ]);
        expect(more).toBe(false);
        expect((await bed.fetched('', 'two')).replies).toEqual([]);
      });

      it('brings a document back byte for byte, to the same online service alone', async () => {
        const { messageId } = await bed.delivered();
        const document = pdf(FIRST, 'Ihr Antrag wird genehmigt. \u00e4');
        const answer = await bed.upload(messageId, decision('A-1'), [document]);
        expect(answer.status).toBe(202);
        const [reply] = (await bed.fetched()).replies as unknown as {
          documents: { url: string; sha512: string; size: number }[];
        }[];
        const [told] = reply?.documents ?? [];
        expect(told).toEqual({
          ...document.announced,
          size: document.bytes.length,
          url: `/v1/replies/${answer.body.replyId}/documents/${FIRST}`,
        });
        const fetched = await bed.document(told?.url ?? '');
        expect(fetched.rawPayload.equals(document.bytes)).toBe(true);
        expect(fetched.headers['content-type']).toBe('application/pdf');
        const digest = Buffer.from(document.announced.sha512, 'hex').toString('base64');
        expect(fetched.headers['repr-digest']).toBe(`sha-512=:${digest}:`);
        expect((await bed.document(told?.url ?? '', 'two')).statusCode).toBe(404);
      });

      it('with a document whose bytes have changed never arrives whole', async () => {
        const { messageId } = await bed.delivered();
        const document = pdf(FIRST, 'Ihr Antrag wird genehmigt.');
        const { body } = await bed.upload(messageId, decision('A-1'), [document]);
        await bed.fetched();
        bed.changeDocuments();
        const fetched = await bed.document(`/v1/replies/${body.replyId}/documents/${FIRST}`);
        expect(fetched.statusCode).toBe(500);
        expect(fetched.payload).not.toContain('genehmigt');
      });

      it('stands in the journal without what it says', async () => {
        const { messageId, submissionId } = await bed.delivered();
        await bed.upload(messageId, decision('A-1', { text: 'Frau Muster' }), [pdf(FIRST, 'x')]);
        const journal = (await bed.intake.records('journal')).map(({ value }) =>
          Buffer.from(value).toString(),
        );
        expect(JSON.parse(journal.at(-1) ?? '')).toMatchObject({
          type: 'replied',
          submissionId,
          messageId,
          kind: 'decision',
          documents: 1,
        });
        expect(journal.join()).not.toMatch(/Muster|63-2026-0815|granted|bescheid/);
      });

      it('is one, however often it is posted under its reference', async () => {
        const { messageId } = await bed.delivered();
        const documents = [pdf(FIRST, 'x')];
        const first = await bed.upload(messageId, decision('A-1'), documents);
        const again = await bed.upload(messageId, decision('A-1'), documents);
        expect([again.status, again.body]).toEqual([200, first.body]);
        const both = await Promise.all([
          bed.reply(messageId, status('A-2')),
          bed.reply(messageId, status('A-2')),
        ]);
        expect(both.map((answer) => answer.status).sort()).toEqual([200, 202]);
        expect((await bed.fetched()).replies).toHaveLength(2);
        expect(bed.documentFiles()).toHaveLength(1);
      });

      it('is refused where its reference stands for other content, or for another message', async () => {
        const { messageId } = await bed.delivered();
        const another = await bed.delivered();
        await bed.reply(messageId, status('A-1'));
        const other = await bed.reply(messageId, status('A-1', { status: 'COMPLETED' }));
        const elsewhere = await bed.reply(another.messageId, status('A-1'));
        expect([other.status, elsewhere.status]).toEqual([409, 409]);
        expect(other.body.type).toBe('urn:nahtlos:problem:conflict');
        expect((await bed.fetched()).replies).toHaveLength(1);
      });

      it('is taken when the payload of its submission is deleted', async () => {
        const { messageId, submissionId } = await bed.delivered({ replyChannel: 'mailbox' });
        await bed.store.write(async (tx) => {
          await tx
            .tables<IntakeTables>()
            .updateTable('submission')
            .set({ body: null, fingerprint: Buffer.from('x') })
            .where('submission_id', '=', submissionId)
            .execute();
        });
        expect((await bed.reply(messageId, status('A-1'))).status).toBe(202);
        const [reply] = (await bed.fetched()).replies;
        expect(reply).toMatchObject({ submissionId, replyChannel: null, payment: null });
      });

      it('shows in the status of its submission: of each field the latest', async () => {
        const { messageId, submissionId } = await bed.delivered();
        await bed.reply(messageId, status('A-1', { fileNumber: '63-1' }));
        await bed.reply(messageId, status('A-2', { status: 'COMPLETED', outcome: 'refused' }));
        const last = await bed.reply(messageId, { reference: 'A-3', kind: 'message', text: 'x' });
        await bed.fetched();
        const { body } = await bed.intake.get(`/v1/submissions/${submissionId}`);
        expect((body as { caseSystem: object }).caseSystem).toEqual({
          status: 'COMPLETED',
          outcome: 'refused',
          fileNumber: '63-1',
          updatedAt: last.body.receivedAt,
          replies: 3,
        });
      });
    });

    describe('whoever fetches replies', () => {
      it('gets each once, in the order in which they came, page by page', async () => {
        const { messageId } = await bed.delivered();
        const ids: unknown[] = [];
        for (let at = 0; at < 5; at += 1) {
          ids.push((await bed.reply(messageId, status(`A-${at}`))).body.replyId);
        }
        const read: unknown[] = [];
        let query = '?limit=2';
        for (let more = true; more; ) {
          const page = await bed.fetched(query);
          read.push(...page.replies.map(({ replyId }) => replyId));
          query = `?limit=2&after=${page.next}`;
          more = page.more;
        }
        expect(read).toEqual(ids);
        const { replies, next } = await bed.fetched(query);
        expect(replies).toEqual([]);
        const later = await bed.reply(messageId, status('A-9'));
        const [reply, ...others] = (await bed.fetched(`?after=${next}`)).replies;
        expect([reply?.replyId, others]).toEqual([later.body.replyId, []]);
      });

      it.each(['?after=nonsense', '?after=', '?limit=0', '?limit=x'])(
        'is told of a mistake in %s',
        async (query) => {
          expect((await bed.intake.get(`/v1/replies${query}`)).status).toBe(400);
        },
      );

      it('is an online service', async () => {
        const answers = await Promise.all(
          ['nobody', 'operator', 'case-system'].map((key) => bed.intake.get('/v1/replies', key)),
        );
        expect(answers.map(({ status }) => status)).toEqual([401, 403, 403]);
      });
    });

    describe('a reply that is refused', () => {
      it('is about a message that the key does not have', async () => {
        const foreign = await bed.delivered({}, 'elsewhere');
        const unknown = await bed.reply('message-99', status('A-1'));
        const another = await bed.reply(foreign.messageId, status('A-1'));
        expect([unknown.status, another.status]).toEqual([404, 404]);
        expect(another.body).toEqual(unknown.body);
        expect(unknown.headers['retry-after']).toBe('5');
        await expectNothingKept();
      });

      it('comes from somebody else', async () => {
        const { messageId } = await bed.delivered();
        const platform = await bed.reply(messageId, status('A-1'), 'platform');
        const nobody = await bed.reply(messageId, status('A-1'), 'nobody');
        expect([platform.status, nobody.status]).toEqual([403, 401]);
        await expectNothingKept();
      });

      it('is not wanted', async () => {
        const { messageId } = await bed.delivered({ replies: 'none' });
        const answer = await bed.reply(messageId, status('A-1'));
        expect([answer.status, answer.body.type]).toEqual([409, 'urn:nahtlos:problem:no-replies']);
        await expectNothingKept();
      });

      it('has a document with other bytes than announced', async () => {
        const { messageId } = await bed.delivered();
        const document = pdf(FIRST, 'one');
        const answer = await bed.upload(
          messageId,
          decision('A-1'),
          [document, pdf(SECOND, 'two')],
          [
            { name: FIRST, bytes: document.bytes },
            { name: SECOND, bytes: Buffer.from('changed') },
          ],
        );
        expect(answer.status).toBe(422);
        expect(codesOf(answer)).toEqual([['/documents/1/sha512', 'hash']]);
        await expectNothingKept();
      });

      it('has a document too large, of another type, missing or not announced', async () => {
        const { messageId } = await bed.delivered();
        const large = pdf(FIRST, 'x'.repeat(LARGEST_DOCUMENT));
        expect((await bed.upload(messageId, decision('A-1'), [large])).status).toBe(413);
        const page = pdf(FIRST, '<html/>', 'text/html');
        const typed = await bed.upload(messageId, decision('A-1'), [page]);
        expect([typed.status, codesOf(typed)]).toEqual([
          422,
          [['/documents/0/mediaType', 'media-type']],
        ]);
        const missing = await bed.upload(messageId, decision('A-1'), [pdf(FIRST, 'x')], []);
        expect(codesOf(missing)).toEqual([['/documents/0', 'missing-part']]);
        const stranger = await bed.upload(
          messageId,
          decision('A-1', { text: 'x' }),
          [],
          [{ name: SECOND, bytes: Buffer.from('x') }],
        );
        expect(codesOf(stranger)).toEqual([['/documents', 'unannounced-part']]);
        const json = { ...decision('A-1'), documents: [pdf(FIRST, 'x').announced] };
        expect(codesOf(await bed.reply(messageId, json))).toEqual([
          ['/documents', 'multipart-needed'],
        ]);
        await expectNothingKept();
      });

      it.each<[string, object | string, number, [string, string][]]>([
        ['no JSON', '{', 400, []],
        ['no kind', { reference: 'A' }, 422, [['/kind', 'required']]],
        [
          'a status without one',
          { reference: 'A', kind: 'status' },
          422,
          [['/status', 'required']],
        ],
        [
          'a query without a question, with an outcome',
          { reference: 'A', kind: 'query', outcome: 'granted' },
          422,
          [
            ['/text', 'required'],
            ['/outcome', 'unknown-field'],
          ],
        ],
        [
          'a deadline that is no date',
          { reference: 'A', kind: 'query', text: 'x', deadline: '2026-02-30' },
          422,
          [['/deadline', 'format']],
        ],
        [
          'a decision that says nothing',
          { reference: 'A', kind: 'decision', outcome: 'granted' },
          422,
          [['/documents', 'required']],
        ],
        [
          'an acknowledgement, which has an address of its own',
          { reference: 'A', kind: 'acknowledgement' },
          422,
          [['/kind', 'enum']],
        ],
        [
          'half a character',
          '{"reference":"\\ud800","kind":"message","text":"x"}',
          422,
          [['/reference', 'invalid-character']],
        ],
      ])('is %s', async (_what, body, expected, codes) => {
        const { messageId } = await bed.delivered();
        const answer = await bed.reply(messageId, body);
        expect([answer.status, codesOf(answer)]).toEqual([expected, codes]);
        await expectNothingKept();
      });
    });

    describe('an answer by topic', () => {
      const accepted = (messageId: string, changes: object = {}) => ({
        messageId,
        kind: 'acknowledgement',
        outcome: 'accepted',
        fileNumber: '63-1',
        ...changes,
      });
      const told = (letters: readonly { headers: Record<string, string> }[]) =>
        letters.map(({ headers }) => [
          headers[HEADERS.code],
          (JSON.parse(headers[HEADERS.findings] ?? '') as { pointer: string; code: string }[]).map(
            ({ pointer, code }) => `${pointer} ${code}`,
          ),
        ]);

      it('is taken as by HTTP, in the order of the topic, with the document that was uploaded', async () => {
        const { messageId } = await bed.delivered();
        const document = pdf(FIRST, 'Bescheid');
        expect((await bed.lay(messageId, document)).status).toBe(201);
        const documents = [document.announced];
        const letters = await bed.answer([
          accepted(messageId, { reference: 'B-1' }),
          { messageId, ...decision('A-1'), documents },
          { messageId, ...status('A-2') },
        ]);
        expect(letters).toEqual([]);
        const { replies } = await bed.fetched();
        expect(replies.map(({ kind }) => kind)).toEqual(['acknowledgement', 'decision', 'status']);
        expect(replies[0]).toMatchObject({ fileNumber: '63-1' });
        const [fetched] = (replies[1]?.documents ?? []) as unknown as { url: string }[];
        const { rawPayload } = await bed.document(fetched?.url ?? '');
        expect(rawPayload.equals(document.bytes)).toBe(true);
      });

      it('is one, however often and on whichever way it comes', async () => {
        const { messageId } = await bed.delivered();
        const document = pdf(FIRST, 'Bescheid');
        await bed.lay(messageId, document);
        const answers = [
          accepted(messageId),
          { messageId, ...decision('A-1'), documents: [document.announced] },
          { messageId, ...status('A-2') },
        ];
        expect(await bed.answer([...answers, ...answers])).toEqual([]);
        expect(await bed.answer(answers)).toEqual([]);
        expect((await bed.reply(messageId, status('A-2'))).status).toBe(200);
        expect((await bed.fetched()).replies).toHaveLength(3);
      });

      it('that cannot be taken is a dead letter that says why, and the next one is taken', async () => {
        const { messageId } = await bed.delivered();
        const unwanted = await bed.delivered({ replies: 'none' });
        const foreign = await bed.delivered({}, 'elsewhere');
        const document = pdf(FIRST, 'Bescheid');
        await bed.lay(messageId, pdf(FIRST, 'other bytes'));
        bed.later(60_000);
        const answers = [
          'Frau Muster',
          '[]',
          { ...status('A-1') },
          { messageId, reference: 'A-1', kind: 'query' },
          accepted(messageId, { reason: { code: 'S1' } }),
          { messageId: unwanted.messageId, ...status('A-1') },
          { messageId: foreign.messageId, ...status('A-1') },
          { messageId, ...decision('A-1'), documents: [document.announced] },
          { messageId, ...decision('A-1'), documents: [pdf(SECOND, 'x').announced] },
          accepted(messageId),
          accepted(messageId, {
            outcome: 'rejected',
            fileNumber: undefined,
            reason: { code: 'S1' },
          }),
          { messageId, ...status('A-1') },
          { messageId, ...status('A-1', { status: 'COMPLETED' }) },
        ];
        await expect(bed.answer(answers)).rejects.toThrow('not known here yet');
        const letters = await bed.answer(answers, { age: 30_000 });
        expect(told(letters)).toEqual([
          ['malformed', []],
          ['malformed', []],
          ['invalid', ['/messageId required']],
          ['invalid', ['/text required']],
          ['malformed', ['/reason unknown-field']],
          ['no-replies', []],
          ['not-found', []],
          ['invalid', ['/documents/0/sha512 hash']],
          ['invalid', ['/documents/0 missing-document']],
          ['conflict', []],
          ['conflict', ['/reference conflict']],
        ]);
        for (const { topic, headers, value } of letters) {
          expect([topic, headers[HEADERS.stage]]).toEqual(['dead-letters.internal', 'internal']);
          expect(JSON.stringify(headers)).not.toMatch(/Muster|63-1/);
          expect(value.length).toBeGreaterThan(0);
        }
        const { replies } = await bed.fetched();
        expect(replies.map(({ kind }) => kind)).toEqual(['acknowledgement', 'status']);
      });

      it('waits for its message as long as that may be on its way', async () => {
        const early = { messageId: 'message-1', ...status('A-1') };
        await expect(bed.answer([early])).rejects.toThrow('not known here yet');
        const { messageId } = await bed.delivered();
        expect(messageId).toBe(early.messageId);
        expect(await bed.answer([early])).toEqual([]);
        expect((await bed.fetched()).replies).toHaveLength(1);
      });

      it('is not shown to operators where the submission is restricted, or nobody knows which it is', async () => {
        const open = await bed.delivered();
        const restricted = await bed.delivered({ restricted: true });
        const letters = await bed.answer([
          { messageId: open.messageId },
          { messageId: restricted.messageId },
          'no JSON',
        ]);
        expect(letters.map(({ headers }) => headers[HEADERS.restricted])).toEqual([
          'false',
          'true',
          'true',
        ]);
      });

      it('has no say about dead letters, whatever its headers are', async () => {
        const id = '0f3d1c1e-6a1c-4a56-9a53-3f6f2a1c0009';
        const headers = { [HEADERS.deadLetterId]: id, [HEADERS.submissionId]: 'stranger' };
        const [letter] = await bed.answer(['no JSON'], { headers });
        expect(letter?.headers[HEADERS.deadLetterId]).not.toBe(id);
        expect(letter?.headers).not.toHaveProperty(HEADERS.submissionId);
      });
    });

    describe('a document that is uploaded for an answer', () => {
      it('is refused where no answer could name it', async () => {
        const { messageId } = await bed.delivered();
        const unwanted = await bed.delivered({ replies: 'none' });
        const document = pdf(FIRST, 'x');
        const statuses = [
          await bed.lay(messageId, document, 'other'),
          await bed.lay(messageId, document, 'platform'),
          await bed.lay(unwanted.messageId, document),
          await bed.lay(messageId, pdf(FIRST, '<html/>', 'text/html')),
          await bed.lay(messageId, pdf(FIRST, 'x'.repeat(LARGEST_DOCUMENT))),
          await bed.lay(messageId, pdf('no-id', 'x')),
        ].map(({ status: code }) => code);
        expect(statuses).toEqual([404, 403, 409, 415, 413, 400]);
        expect(bed.documentFiles()).toEqual([]);
      });

      it('is kept once, gives way to other bytes, and is forgotten after a week', async () => {
        const { messageId } = await bed.delivered();
        const document = pdf(FIRST, 'x');
        const first = await bed.lay(messageId, document);
        const { sha512 } = document.announced;
        expect(first.body).toEqual({ id: FIRST, size: document.bytes.length, sha512 });
        expect((await bed.lay(messageId, document)).status).toBe(200);
        expect(bed.documentFiles()).toHaveLength(1);
        const [uri = ''] = await bed.laidUris();
        expect([...(await referencedDocuments(bed.store, [uri]))]).toEqual([uri]);
        expect((await bed.lay(messageId, pdf(FIRST, 'y'))).status).toBe(201);
        expect(await bed.laidUris()).not.toContain(uri);
        expect((await referencedDocuments(bed.store, [uri])).size).toBe(0);
        bed.later(6 * DAY);
        await bed.documents.forget();
        expect(await bed.laidUris()).toHaveLength(1);
        bed.later(2 * DAY);
        await bed.documents.forget();
        expect(await bed.laidUris()).toEqual([]);
      });
    });
  });
}
