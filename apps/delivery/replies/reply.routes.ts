import type { FastifyInstance } from 'fastify';
import { Failure, MESSAGE_ID, REPLY_SCHEMA } from '#domain';
import { onlyMethods, type ProblemLog, problemResponse } from '#http';
import type { Caller } from '../inbox/case-system.js';
import { ALWAYS } from '../inbox/inbox.schema.js';
import { askingIn, forCaseSystems } from './case-system-scope.js';
import { MAX_REPLY, type ReceiveReply } from './receive-reply.js';
import { REPLY_RECEIPT } from './reply.schema.js';

export interface ReplyRoutePorts {
  replies: Pick<ReceiveReply, 'receive' | 'upload'>;
  authenticate(presented: string): Caller | undefined;
  log: ProblemLog & { info(fields: object, message: string): void };
}

/** Stands for a body that is still to be streamed. */
const MULTIPART = Symbol('multipart');

/**
 * Where case systems post their replies, whatever transport brought them the message. A scope of its own keeps its
 * body parsers and its error handler to itself.
 */
export async function registerReplyRoutes(
  fastify: FastifyInstance,
  ports: ReplyRoutePorts,
): Promise<void> {
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: MAX_REPLY },
      (_request, body, done) => done(null, body),
    );
    scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) =>
      done(null, MULTIPART),
    );
    forCaseSystems(scope, ports);
    replies(scope, ports);
  });
}

function replies(scope: FastifyInstance, ports: ReplyRoutePorts): void {
  const url = '/v1/messages/:messageId/replies';
  scope.post<{ Params: { messageId: string } }>(
    url,
    {
      // The handler checks the body itself, from its bytes; the schema is for the document.
      validatorCompiler: () => () => true,
      schema: {
        summary: 'Reply to a message: a status, a query, a decision or a message',
        description:
          'It goes to the online service that submitted. The same reference again gives the same reply.',
        tags: ['case systems'],
        params: { type: 'object', properties: { messageId: MESSAGE_ID } },
        consumes: ['application/json', 'multipart/form-data'],
        body: {
          content: {
            'application/json': { schema: REPLY_SCHEMA },
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['reply'],
                description:
                  'The part reply comes first; each document follows in a part named by its id.',
                properties: { reply: REPLY_SCHEMA },
                additionalProperties: { type: 'string', format: 'binary' },
              },
            },
          },
        },
        response: {
          202: answer('Accepted, and durable'),
          200: answer('Accepted before'),
          404: problemResponse(
            'This key has no such message; Retry-After tells when it may be known',
          ),
          409: problemResponse('The reference was used before, or no answer is wanted'),
          413: problemResponse('Larger than allowed'),
          415: problemResponse('Neither JSON nor multipart'),
          422: problemResponse('Not valid; errors lists everything'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { destinations, keyId } = askingIn(request);
      const { messageId } = request.params;
      const answering = { messageId, destinations };
      const { body } = request;
      if (!Buffer.isBuffer(body) && body !== MULTIPART) {
        throw new Failure('malformed', 'The request has no body.');
      }
      const { repeated, ...receipt } = Buffer.isBuffer(body)
        ? await ports.replies.receive(answering, body)
        : await ports.replies.upload(answering, request.raw);
      const { replyId, submissionId, caseId } = receipt;
      ports.log.info(
        { replyId, messageId, submissionId, caseId, key: keyId, repeated },
        'A case system replied',
      );
      reply.status(repeated ? 200 : 202).header('cache-control', 'no-store');
      return receipt;
    },
  );
  onlyMethods(scope, url, ['POST']);
}

function answer(description: string): object {
  return { description, content: { 'application/json': { schema: REPLY_RECEIPT } } };
}
