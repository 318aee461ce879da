import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IntakeTables } from '../../apps/intake/intake.tables.js';
import type { OpenStore } from '../fixtures/stores.js';
import { type Answered, LARGEST_DOCUMENT, pdf, RepliesBed } from './replies-bed.js';

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
  });
}
