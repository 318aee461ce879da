import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Failure, MESSAGE_ID, REPLY_SCHEMA } from '#domain';
import { onlyMethods, type ProblemLog, problemResponse } from '#http';
import type { Caller } from '../inbox/case-system.js';
import { ALWAYS } from '../inbox/inbox.schema.js';
import { askingIn, forCaseSystems } from '../replies/case-system-scope.js';
import { REPLY_UPLOAD_TIMEOUT } from '../replies/receive-reply.js';
import type { LaidDocuments } from './laid-documents.js';

export interface DocumentRoutePorts {
  documents: Pick<LaidDocuments, 'lay'>;
  authenticate(presented: string): Caller | undefined;
  log: ProblemLog & { info(fields: object, message: string): void };
}

const { id: DOCUMENT_ID } = REPLY_SCHEMA.properties.documents.items.properties;

/**
 * Where a case system that answers by topic uploads its documents first: big things never travel through a topic. A
 * scope of its own takes bodies of any type as they stream in.
 */
export async function registerDocumentRoutes(
  fastify: FastifyInstance,
  ports: DocumentRoutePorts,
): Promise<void> {
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    forCaseSystems(scope, ports);
    documents(scope, ports);
  });
}

function documents(scope: FastifyInstance, ports: DocumentRoutePorts): void {
  const url = '/v1/messages/:messageId/documents/:id';
  scope.put<{ Params: { messageId: string; id: string } }>(
    url,
    {
      schema: {
        summary: 'Upload a document for an answer by topic',
        description:
          'The body is the document, its content type the media type. The answer names it by id and SHA-512; what none has named after a week is deleted. Put again it takes the place of the one before.',
        tags: ['case systems'],
        params: { type: 'object', properties: { messageId: MESSAGE_ID, id: DOCUMENT_ID } },
        response: {
          201: laid('Kept, and durable'),
          200: laid('The same bytes were there before'),
          404: problemResponse(
            'This key has no such message; Retry-After tells when it may be known',
          ),
          409: problemResponse('No answer is wanted'),
          413: problemResponse('Larger than allowed'),
          415: problemResponse('A media type that documents may not have'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { destinations, keyId } = askingIn(request);
      const { messageId, id } = request.params;
      const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';');
      const about = { messageId, destinations, id, mediaType: mediaType.trim() };
      const { repeated, ...document } = await ports.documents.lay(about, wholeBody(request.raw));
      ports.log.info(
        { messageId, document: id, bytes: document.size, key: keyId, repeated },
        'A document was uploaded for an answer',
      );
      reply.status(repeated ? 200 : 201).header('cache-control', 'no-store');
      return document;
    },
  );
  onlyMethods(scope, url, ['PUT']);
}

/** The bytes of a body that arrives whole and in time: the sweeper counts on that. */
async function* wholeBody(request: IncomingMessage): AsyncGenerator<Uint8Array, void> {
  const overtime = setTimeout(() => request.destroy(), REPLY_UPLOAD_TIMEOUT * 1000);
  try {
    yield* request;
  } catch (cause) {
    throw new Failure('malformed', 'The body did not arrive whole, or not in time.', { cause });
  } finally {
    clearTimeout(overtime);
  }
}

function laid(description: string): object {
  const schema = {
    type: 'object',
    required: ['id', 'size', 'sha512'],
    properties: {
      id: { type: 'string' },
      size: { type: 'integer', description: 'In bytes' },
      sha512: { type: 'string', description: 'In hex' },
    },
  };
  return { description, content: { 'application/json': { schema } } };
}
