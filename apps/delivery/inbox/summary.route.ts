import type { FastifyInstance } from 'fastify';
import { onlyMethods, problemResponse } from '#http';
import type { DeliveryRef } from '../queue/operate.js';
import { SUMMARY } from '../summary/summary-attachment.js';
import { type FindAttachmentPorts, findAttachment } from './find-attachment.js';
import { ALWAYS, MESSAGE_PARAMS } from './inbox.schema.js';

export interface SummaryRoutePorts extends FindAttachmentPorts {
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
      const ref = { messageId, destination };
      const { attachment, submissionId, caseId } = await findAttachment(ports, ref, SUMMARY.id);
      ports.log.info(
        { messageId, submissionId, caseId, destination, bytes: attachment.size },
        'A summary is fetched',
      );
      const digest = Buffer.from(attachment.sha512, 'hex').toString('base64');
      return reply
        .headers({
          'content-type': attachment.mediaType,
          'content-length': String(attachment.size),
          'content-disposition': `inline; filename="${attachment.name}"`,
          'repr-digest': `sha-512=:${digest}:`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        .send(attachment.open());
    },
  );
  onlyMethods(scope, url, ['GET']);
}
