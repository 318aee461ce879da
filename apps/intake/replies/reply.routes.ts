import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AttachmentError, verifiedStream } from '#destinations';
import { replyView } from '#domain';
import { onlyMethods, type ProblemLog, problemResponse } from '#http';
import type { Store } from '#store';
import { ALWAYS, json } from '../answers.schema.js';
import type { Platform } from '../platform.js';
import { cursorAfter, numberOf } from './cursor.js';
import { DOCUMENT_PARAMS, PAGE, REPLIES, REPLIES_QUERY } from './reply.schema.js';
import { documentOf, repliesAfter } from './reply-rows.js';

export interface ReplyPorts {
  store: Pick<Store, 'tables'>;
  blobs: { open(uri: string): Readable };
  log: ProblemLog & { info(fields: object, message: string): void };
}

/** What online services fetch of the replies to their submissions, inside the scope of intake's routes. */
export function registerReplies(
  scope: FastifyInstance,
  ports: ReplyPorts,
  platformOf: (request: FastifyRequest) => Platform,
): void {
  scope.get<{ Querystring: { after?: string; limit?: string } }>(
    '/v1/replies',
    {
      schema: {
        summary: 'The replies to the submissions of the client, in the order in which they came',
        description:
          'Ask again with the next of the last answer; none is skipped and none repeated.',
        tags: ['replies'],
        querystring: REPLIES_QUERY,
        response: {
          200: json('The replies after the cursor', REPLIES),
          400: problemResponse('The cursor or the limit is none'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { client } = platformOf(request);
      const after = numberOf(request.query.after);
      const limit = Math.min(Number(request.query.limit ?? PAGE.default), PAGE.maximum);
      const found = await repliesAfter(ports.store, client, after, limit);
      const page = found.slice(0, limit);
      return send(reply, {
        replies: page.map((row) => replyView(row.reply)),
        next: cursorAfter(page.at(-1)?.number ?? after),
        more: found.length > limit,
      });
    },
  );
  onlyMethods(scope, '/v1/replies', ['GET']);

  const url = '/v1/replies/:replyId/documents/:id';
  scope.get<{ Params: { replyId: string; id: string } }>(
    url,
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'Fetch a document of a reply',
        description:
          'Repr-Digest is the SHA-512 that the case system announced (RFC 9530). A body that ends early or has another hash is to be thrown away.',
        tags: ['replies'],
        params: DOCUMENT_PARAMS,
        response: {
          200: {
            description: 'The bytes, under the media type that was announced',
            content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
          },
          404: problemResponse('This client has no such reply or document'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { client } = platformOf(request);
      const { replyId, id } = request.params;
      const { document, reply: about } = await documentOf(ports.store, client, replyId, id);
      const { submissionId, caseId } = about;
      const ids = { client, replyId, submissionId, caseId, document: id };
      const stream = await verifiedStream({
        ...document,
        open: () => ports.blobs.open(document.uri),
      });
      stream.on('error', (err) => {
        if (!(err instanceof AttachmentError)) return;
        ports.log.error(
          { ...ids, err },
          'A document could not be read to its end as it was accepted; restore it from a backup',
        );
      });
      ports.log.info({ ...ids, bytes: document.size }, 'A document is fetched');
      const digest = Buffer.from(document.sha512, 'hex').toString('base64');
      return reply
        .headers({
          'content-type': document.mediaType,
          'content-length': String(document.size),
          'repr-digest': `sha-512=:${digest}:`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        .send(stream);
    },
  );
  onlyMethods(scope, url, ['GET']);
}

function send(reply: FastifyReply, body: object): string {
  reply.header('content-type', 'application/json; charset=utf-8');
  reply.header('cache-control', 'no-store');
  return JSON.stringify(body);
}
