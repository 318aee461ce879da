import type { FastifyInstance } from 'fastify';
import { Failure } from '#domain';
import { onlyMethods, problemResponse } from '#http';
import type { Store } from '#store';
import type { AttachableSummaries } from '../attempt.js';
import type { DeliveryRef } from '../queue/operate.js';
import { findMessage } from './find-message.js';
import { ALWAYS, MESSAGE_PARAMS } from './inbox.schema.js';

export interface SummaryRoutePorts {
  store: Pick<Store, 'tables'>;
  summaries: AttachableSummaries;
  log: { info(fields: object, message: string): void };
}

/** Inside of the scope that has let the case system in. */
export function summaryRoute(scope: FastifyInstance, ports: SummaryRoutePorts): void {
  const url = '/v1/inbox/:destination/messages/:messageId/summary';
  scope.get<{ Params: DeliveryRef }>(
    url,
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'Fetch the readable summary of a message',
        description:
          'What was submitted, as an accessible PDF in German with the labels of the form. Made when it is first asked for, and the same from then on; Repr-Digest is its SHA-512.',
        tags: ['case systems'],
        params: MESSAGE_PARAMS,
        response: {
          200: {
            description: 'The summary',
            content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
          },
          404: problemResponse('No such message, or it was deleted on schedule'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { messageId, destination } = request.params;
      const found = await findMessage(ports.store, { messageId, destination });
      const summary = await ports.summaries.of(found);
      if (summary === undefined) {
        throw new Failure('not-found', 'What belongs to the message was deleted on schedule.');
      }
      const { submissionId, caseId } = found;
      ports.log.info(
        { messageId, submissionId, caseId, destination, bytes: summary.size },
        'A summary is fetched',
      );
      const digest = Buffer.from(summary.sha512, 'hex').toString('base64');
      return reply
        .headers({
          'content-type': summary.mediaType,
          'content-length': String(summary.size),
          'content-disposition': `inline; filename="${summary.name}"`,
          'repr-digest': `sha-512=:${digest}:`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        .send(summary.open());
    },
  );
  onlyMethods(scope, url, ['GET']);
}
