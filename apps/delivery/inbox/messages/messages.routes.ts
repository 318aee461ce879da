import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { messageHeaders } from '#destinations';
import { onlyMethods, problemResponse } from '#http';
import type { Store } from '#store';
import type { DeliveryRef } from '../../queue/operate.js';
import { ALWAYS, MESSAGE_PARAMS } from '../inbox.schema.js';
import { findMessage } from './find-message.js';
import type { LeaseMessages } from './lease-messages.js';
import {
  INBOX_PARAMS,
  LIST_QUERY,
  LISTED,
  MESSAGE_PROBLEMS,
  MESSAGES,
  WORKER,
} from './messages.schema.js';

export interface MessagePorts {
  store: Pick<Store, 'tables'>;
  leases: Pick<LeaseMessages, 'list' | 'giveBack'>;
  log: { info(fields: object, message: string): void };
  /** Who calls, for the log. */
  whoAsks(request: FastifyRequest): object;
}

/** The inbox itself: what lies ready, message by message. Who may ask is decided before. */
export function registerMessages(scope: FastifyInstance, ports: MessagePorts): void {
  list(scope, ports);
  fetch(scope, ports);
  giveBack(scope, ports);
}

function list(scope: FastifyInstance, ports: MessagePorts): void {
  const url = '/v1/inbox/:destination/messages';
  scope.get<{ Params: DeliveryRef; Querystring: { limit?: string } }>(
    url,
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'Lease and list the messages that lie ready',
        description:
          'The oldest open message of each case. What is listed belongs to the caller until leasedUntil: nobody else gets it meanwhile. An acknowledgement settles it, and the next message of its case is listed.',
        tags: ['case systems'],
        params: INBOX_PARAMS,
        querystring: LIST_QUERY,
        headers: WORKER,
        response: {
          200: {
            description: 'What was leased',
            content: { 'application/json': { schema: MESSAGES } },
          },
          ...ALWAYS,
          404: MESSAGE_PROBLEMS[404],
        },
      },
    },
    async (request, reply) => {
      const { destination } = request.params;
      const worker = workerOf(request);
      const limit = Number(request.query.limit ?? LISTED.usually);
      const messages = await ports.leases.list(destination, limit, worker);
      if (messages.length > 0) {
        const messageIds = messages.map(({ messageId }) => messageId);
        ports.log.info(
          { destination, ...ports.whoAsks(request), worker, messageIds },
          'Messages were leased from an inbox',
        );
      }
      reply.header('cache-control', 'no-store');
      return { messages };
    },
  );
  onlyMethods(scope, url, ['GET']);
}

function fetch(scope: FastifyInstance, ports: MessagePorts): void {
  const url = '/v1/inbox/:destination/messages/:messageId';
  scope.get<{ Params: DeliveryRef }>(
    url,
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'Fetch a message',
        description:
          'The XML byte for byte, with the headers of a push. Repr-Digest is its SHA-512 (RFC 9530). From when its turn has come until it is deleted on schedule.',
        tags: ['case systems'],
        params: MESSAGE_PARAMS,
        response: {
          200: {
            description: 'The XML',
            content: { 'application/xml': { schema: { type: 'string', format: 'binary' } } },
          },
          ...MESSAGE_PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      const { messageId, destination } = request.params;
      const { xml, ...message } = await findMessage(ports.store, { messageId, destination });
      const { submissionId, caseId } = message;
      ports.log.info(
        {
          ...{ messageId, submissionId, caseId, destination },
          ...ports.whoAsks(request),
          ...{ worker: workerOf(request), bytes: xml.length },
        },
        'A message is fetched',
      );
      const digest = createHash('sha512').update(xml).digest('base64');
      return reply
        .headers({
          ...messageHeaders(message),
          'content-type': 'application/xml',
          'repr-digest': `sha-512=:${digest}:`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        .send(Buffer.from(xml));
    },
  );
  onlyMethods(scope, url, ['GET']);
}

function giveBack(scope: FastifyInstance, ports: MessagePorts): void {
  const url = '/v1/inbox/:destination/messages/:messageId/lease';
  scope.delete<{ Params: DeliveryRef }>(
    url,
    {
      schema: {
        summary: 'Give a message back',
        description:
          'For a worker that cannot go on: others get the message at once. With the header nahtlos-worker of the list, where that had one.',
        tags: ['case systems'],
        params: MESSAGE_PARAMS,
        headers: WORKER,
        response: {
          204: { description: 'Anybody may lease it again', type: 'null' },
          ...ALWAYS,
          409: problemResponse('The caller has no lease of it'),
        },
      },
    },
    async (request, reply) => {
      const { messageId, destination } = request.params;
      await ports.leases.giveBack({ messageId, destination }, workerOf(request));
      ports.log.info(
        { messageId, destination, ...ports.whoAsks(request), worker: workerOf(request) },
        'A message was given back to its inbox',
      );
      return reply.code(204).send();
    },
  );
  onlyMethods(scope, url, ['DELETE']);
}

function workerOf(request: FastifyRequest): string | undefined {
  return request.headers['nahtlos-worker'] as string | undefined;
}
