import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IntakeTables } from '../../apps/intake/intake.tables.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import {
  AREA,
  type IntakeBed,
  MUNICIPALITY,
  STRICT_SERVICE,
  startIntake,
  submission,
} from './intake-bed.js';

const UUID = /^[0-9a-f-]{36}$/;

import type { OpenStore } from '../fixtures/stores.js';

/** What is accepted is the same on both databases. */
export function submissionsSuite(name: string, open: OpenStore): void {
  describe(`submissions: ${name}`, () => {
    let bed: IntakeBed;

    beforeEach(async () => {
      bed = await startIntake(temporaryFolder(), { store: await open() });
    });
    afterEach(() => bed.close());

    /** What stands in the database and the log after a refusal: nothing. */
    async function expectNothingKept(): Promise<void> {
      const rows = await bed.store
        .tables<IntakeTables>()
        .selectFrom('submission')
        .select('submission_id')
        .execute();
      expect(rows).toEqual([]);
      expect(await bed.records('submissions')).toEqual([]);
      expect(await bed.records('journal')).toEqual([]);
    }

    function problem(code: string, status: number, errors?: unknown[]) {
      return {
        status,
        body: expect.objectContaining({
          type: `urn:nahtlos:problem:${code}`,
          status,
          ...(errors === undefined ? {} : { errors }),
        }),
        headers: expect.objectContaining({
          'content-type': expect.stringContaining('application/problem+json'),
        }),
      };
    }

    const at = (pointer: string, code: string) => ({ pointer, code, detail: expect.any(String) });

    describe('a submission that is accepted', () => {
      it('is answered with its ids, its time of receipt and its address', async () => {
        const { status, body, headers } = await bed.post(submission());
        expect(status).toBe(202);
        expect(body).toEqual({
          submissionId: expect.stringMatching(UUID),
          caseId: expect.stringMatching(UUID),
          receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          status: 'received',
        });
        expect(headers.location).toBe(
          `/v1/submissions/${(body as { submissionId: string }).submissionId}`,
        );
      });

      it('goes to transform and into the journal', async () => {
        const posted = submission({ area: MUNICIPALITY, restricted: true });
        const { body } = await bed.post(posted);
        const { submissionId, caseId, receivedAt } = body as Record<string, string>;
        const [record, ...others] = await bed.records('submissions');
        expect(others).toEqual([]);
        expect(record?.key).toBe(caseId);
        expect(JSON.parse(String(record?.value))).toEqual({
          submissionId,
          caseId,
          client: 'one',
          receivedAt,
          area: AREA,
          caseDestinations: null,
          attachments: [],
          submission: posted,
        });
        const journal = await bed.records('journal');
        expect(journal.map((event) => JSON.parse(String(event.value)))).toEqual([
          {
            submissionId,
            caseId,
            at: receivedAt,
            type: 'received',
            client: 'one',
            reference: posted.reference,
            service: posted.service,
            area: AREA,
            kind: 'application',
            test: false,
            restricted: true,
            attachments: 0,
          },
        ]);
      });

      it('stays byte for byte as it was sent', async () => {
        const raw = `\n{ "data": {"name":"Gr\\u00fcn \u{1f600}", "n": 1.50},\t"service":"99050012104000","area":"${AREA}" , "reference":"r"}\r\n`;
        expect((await bed.post(raw)).status).toBe(202);
        const row = await bed.store
          .tables<IntakeTables>()
          .selectFrom('submission')
          .select('body')
          .executeTakeFirstOrThrow();
        expect(row.body?.toString()).toBe(raw);
        const [record] = await bed.records('submissions');
        expect(String(record?.value)).toContain(`"submission":${raw}}`);
      });
    });

    describe('the same reference again', () => {
      it('gives the same answer, however the JSON is written and whenever it was submitted', async () => {
        const posted = submission({ submittedAt: '2026-11-22T09:30:00.000+01:00' });
        const first = await bed.post(posted);
        const { data, ...rest } = posted;
        const again = await bed.post(
          JSON.stringify({ data, ...rest, submittedAt: '2026-11-23T09:30:00Z' }, null, 2),
        );
        expect(again.status).toBe(200);
        expect(again.text).toBe(first.text);
        expect(again.headers.location).toBe(first.headers.location);
        expect(await bed.records('submissions')).toHaveLength(1);
        expect(await bed.records('journal')).toHaveLength(1);
      });

      it('is a conflict where the content differs', async () => {
        const posted = submission();
        await bed.post(posted);
        expect(await bed.post({ ...posted, data: { name: 'Other' } })).toMatchObject(
          problem('conflict', 409, [at('/reference', 'conflict')]),
        );
        expect(await bed.records('submissions')).toHaveLength(1);
      });

      it('is another submission for another client', async () => {
        const posted = submission();
        await bed.post(posted);
        const other = await bed.post(posted, { authorization: 'Bearer two' });
        expect(other.status).toBe(202);
      });

      it('gives the same answer where the service is no longer activated', async () => {
        const posted = submission();
        const first = await bed.post(posted);
        bed.routes.current = [];
        const again = await bed.post(posted);
        expect([again.status, again.text]).toEqual([200, first.text]);
      });

      it('gives one submission when two hundred come at once', async () => {
        const posted = submission();
        const answers = await Promise.all(Array.from({ length: 200 }, () => bed.post(posted)));
        expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(199);
        expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
        expect(await bed.records('submissions')).toHaveLength(1);
        expect(await bed.records('journal')).toHaveLength(1);
      });
    });

    describe('a follow-up', () => {
      const receipt = (answer: { body: never }) => answer.body as Record<string, string>;

      it('joins the case of the submission it relates to, and keeps its destinations', async () => {
        const first = receipt(await bed.post(submission()));
        bed.routes.current = bed.routes.current.map((route) => ({
          ...route,
          targets: route.targets.map((target) => ({ ...target, destination: 'elsewhere' })),
        }));
        const second = receipt(
          await bed.post(submission({ kind: 'supplement', relatesTo: first.submissionId })),
        );
        const third = receipt(
          await bed.post(
            submission({
              kind: 'withdrawal',
              relatesTo: second.submissionId,
              caseId: first.caseId,
            }),
          ),
        );
        const fourth = receipt(await bed.post(submission({ caseId: first.caseId })));
        expect([second.caseId, third.caseId, fourth.caseId]).toEqual(Array(3).fill(first.caseId));
        const records = await bed.records('submissions');
        expect(records.map((record) => JSON.parse(String(record.value)).caseDestinations)).toEqual([
          null,
          { anmeldung: 'gewerbe-vg' },
          { anmeldung: 'gewerbe-vg' },
          { anmeldung: 'gewerbe-vg' },
        ]);
      });

      it('does not see what belongs to another client', async () => {
        const others = receipt(await bed.post(submission(), { authorization: 'Bearer two' }));
        expect(
          await bed.post(submission({ kind: 'amendment', relatesTo: others.submissionId })),
        ).toMatchObject(problem('not-found', 404, [at('/relatesTo', 'not-found')]));
        expect(await bed.post(submission({ caseId: others.caseId }))).toMatchObject(
          problem('not-found', 404, [at('/caseId', 'not-found')]),
        );
      });

      it('names the submission it relates to, and an application none', async () => {
        const first = receipt(await bed.post(submission()));
        expect(await bed.post(submission({ kind: 'supplement' }))).toMatchObject(
          problem('invalid', 422, [at('/relatesTo', 'relation')]),
        );
        expect(await bed.post(submission({ relatesTo: first.submissionId }))).toMatchObject(
          problem('invalid', 422, [at('/relatesTo', 'relation')]),
        );
      });

      it('cannot join two cases', async () => {
        const one = receipt(await bed.post(submission()));
        const other = receipt(await bed.post(submission()));
        expect(
          await bed.post(
            submission({ kind: 'amendment', relatesTo: one.submissionId, caseId: other.caseId }),
          ),
        ).toMatchObject(problem('invalid', 422, [at('/caseId', 'relation')]));
      });
    });

    describe('a body that cannot be read', () => {
      it.each([
        ['no JSON', '{"name": Schmidt}'],
        ['empty', ''],
        ['cut off', '{"service":"99'],
        ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
        ['nested too deep', `{"data":${'['.repeat(65)}${']'.repeat(65)}}`],
        ['nested without end', '['.repeat(400_000)],
        ['nested deeper than a stack', `${'['.repeat(400_000)}${']'.repeat(400_000)}`],
      ])('is refused: %s', async (_, body) => {
        expect(await bed.post(body)).toMatchObject(problem('malformed', 400));
        await expectNothingKept();
      });

      it('is refused where it is too large, announced or not', async () => {
        const large = JSON.stringify(submission({ data: { name: 'x'.repeat(900_000) } }));
        expect(await bed.post(large)).toMatchObject(problem('too-large', 413));
        const response = await fetch(`${await bed.url()}/v1/submissions`, {
          method: 'POST',
          headers: { authorization: 'Bearer one', 'content-type': 'application/json' },
          body: new Blob([large]).stream(),
          duplex: 'half',
        });
        expect(response.status).toBe(413);
        expect(await response.json()).toMatchObject({ type: 'urn:nahtlos:problem:too-large' });
        await expectNothingKept();
      });

      it.each([
        [{ 'content-type': 'text/xml' }],
        [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }],
      ])('is refused with the media type %j', async (headers) => {
        expect(await bed.post(submission(), headers as never)).toMatchObject(
          problem('unsupported-media-type', 415),
        );
      });

      it('is refused where it is missing', async () => {
        const response = await bed.app.inject({
          method: 'POST',
          url: '/v1/submissions',
          headers: { authorization: 'Bearer one' },
        });
        expect(response.statusCode).toBe(400);
      });
    });

    describe('a submission with mistakes', () => {
      it('is told all of them at once, in the envelope and in the form data', async () => {
        const answer = await bed.post({
          service: 99050012104000,
          area: '1234',
          submittedAt: 'yesterday',
          colour: 'red',
          kind: 'complaint',
          data: {},
        });
        expect(answer).toMatchObject(problem('invalid', 422));
        expect((answer.body as { errors: object[] }).errors).toEqual(
          expect.arrayContaining([
            at('/service', 'type'),
            at('/area', 'pattern'),
            at('/submittedAt', 'format'),
            at('/colour', 'unknown-field'),
            at('/kind', 'enum'),
            at('/reference', 'required'),
          ]),
        );
        const both = await bed.post(submission({ test: 'yes', data: {} }));
        expect((both.body as { errors: object[] }).errors).toEqual([
          at('/test', 'type'),
          at('/data/name', 'required'),
        ]);
        await expectNothingKept();
      });

      it.each([
        [
          '__proto__',
          '{"name":"a","__proto__":{"admin":true}}',
          '/data/__proto__',
          'unknown-field',
        ],
        [
          'constructor',
          '{"name":"a","x":[{"constructor":1}]}',
          '/data/x/0/constructor',
          'unknown-field',
        ],
        ['half a surrogate pair', '{"name":"a\\ud83d"}', '/data/name', 'invalid-character'],
        ['half a pair in a name', '{"name":"a","x\\udc00":1}', '/data', 'invalid-character'],
        ['NUL', '{"name":"a\\u0000"}', '/data/name', 'invalid-character'],
        ['a number beyond all bounds', '{"name":"a","n":1e999}', '/data/n', 'inexact-number'],
        [
          'a number that reading would change',
          '{"name":"a","n":9007199254740993}',
          '/data/n',
          'inexact-number',
        ],
      ])('is refused with its place: %s', async (_, data, pointer, code) => {
        const body = JSON.stringify(submission()).replace(/"data":\{[^}]*\}/, `"data":${data}`);
        expect(await bed.post(body)).toMatchObject(problem('invalid', 422, [at(pointer, code)]));
        expect(({} as { admin?: boolean }).admin).toBeUndefined();
        await expectNothingKept();
      });

      it('may hold emoji and control characters that its form allows', async () => {
        expect((await bed.post(submission({ data: { name: 'a\u0007 \u{1f600}' } }))).status).toBe(
          202,
        );
      });

      it('is refused below the level of assurance, as a test where none are taken, and with wrong form data', async () => {
        expect(
          await bed.post(
            submission({
              service: STRICT_SERVICE,
              test: true,
              authentication: { means: 'bundid', levelOfAssurance: 'substantial' },
              data: {},
            }),
          ),
        ).toMatchObject(
          problem('invalid', 422, [
            at('/authentication/levelOfAssurance', 'level-of-assurance'),
            at('/test', 'test-not-accepted'),
            at('/data/name', 'required'),
          ]),
        );
        await expectNothingKept();
      });

      it('is refused for an unknown service and for an area without activation', async () => {
        expect(await bed.post(submission({ service: '99000000000000' }))).toMatchObject(
          problem('unknown-service', 404, [at('/service', 'unknown-service')]),
        );
        expect(await bed.post(submission({ area: '010010000000' }))).toMatchObject(
          problem('no-activation', 404, [at('/area', 'no-activation')]),
        );
        await expectNothingKept();
      });

      it('never shows in the log', async () => {
        const secret = 'Schmidt-Mustermann';
        await bed.post(`{"name": ${secret}}`);
        await bed.post(submission({ [secret]: secret, area: secret }));
        await bed.post(submission({ reference: secret, data: { secret } }));
        expect(bed.lines.length).toBeGreaterThan(0);
        expect(JSON.stringify(bed.lines)).not.toContain(secret);
      });

      it('fills no log when it comes a thousand times', async () => {
        for (let index = 0; index < 100; index += 1) await bed.post('x');
        expect(bed.lines.length).toBeLessThanOrEqual(21);
      });
    });

    describe('who may submit', () => {
      it.each([
        ['no key', '', 401, 'unauthenticated'],
        ['another scheme', 'Basic b25lOm9uZQ==', 401, 'unauthenticated'],
        ['an unknown key', 'Bearer nobody', 401, 'unauthenticated'],
        ["an operator's key", 'Bearer operator', 403, 'forbidden'],
        ["a case system's key", 'Bearer case-system', 403, 'forbidden'],
      ])('is not one with %s', async (_, authorization, status, code) => {
        expect(await bed.post(submission(), { authorization })).toMatchObject(
          problem(code, status),
        );
        await expectNothingKept();
      });

      it('is limited to the services of the key', async () => {
        const headers = { authorization: 'Bearer narrow' };
        expect((await bed.post(submission(), headers)).status).toBe(202);
        expect(await bed.post(submission({ service: STRICT_SERVICE }), headers)).toMatchObject(
          problem('forbidden', 403),
        );
      });
    });

    describe('the addresses of intake', () => {
      it('refuse other methods with 405 and know no others', async () => {
        const headers = { authorization: 'Bearer one' };
        const put = await bed.app.inject({ method: 'PUT', url: '/v1/submissions', headers });
        expect([put.statusCode, put.headers.allow]).toEqual([405, 'POST']);
        const unknown = await bed.app.inject({ url: '/v1/submission', headers });
        expect([unknown.statusCode, unknown.json().type]).toEqual([
          404,
          'urn:nahtlos:problem:not-found',
        ]);
      });

      it('are described with all their answers', async () => {
        const { paths } = (await bed.app.inject('/openapi.json')).json();
        expect(Object.keys(paths)).toEqual([
          '/v1/submissions',
          '/v1/submissions/{id}',
          '/v1/services',
          '/v1/services/{service}/schema',
          '/v1/replies',
          '/v1/replies/{replyId}/documents/{id}',
        ]);
        expect(Object.keys(paths['/v1/submissions'].post.responses)).toEqual(
          expect.arrayContaining([
            ...['200', '202', '400', '401', '403', '404', '409', '413', '415', '422', '429', '503'],
          ]),
        );
        expect(Object.keys(paths['/v1/submissions'].post.requestBody.content)).toEqual([
          'application/json',
          'multipart/form-data',
        ]);
      });
    });
  });
}
