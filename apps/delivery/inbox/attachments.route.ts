import type { FastifyInstance, FastifyRequest } from 'fastify';
import { attachmentPath, attachmentsPath, type DestinationConfig } from '#domain';
import { onlyMethods, problemResponse } from '#http';
import type { Store } from '#store';
import { type AttachmentPorts, attachmentsAlong } from '../attempts/attachments-along.js';
import type { DeliveryRef } from '../queue/operate.js';
import type { AttachmentLinks, LinkQuery } from './attachment-links.js';
import { findMessage } from './find-message.js';
import { ALWAYS, ATTACHMENTS, LINK_QUERY, MESSAGE_PARAMS } from './inbox.schema.js';

/** The route to the list of what belongs to a message. */
export const ATTACHMENTS_ROUTE = attachmentsPath({
  destination: ':destination',
  messageId: ':messageId',
}).replaceAll('%3A', ':');

export interface AttachmentsRoutePorts extends AttachmentPorts {
  store: Pick<Store, 'tables'>;
  links: Pick<AttachmentLinks, 'linkTo'>;
  destination(id: string): DestinationConfig | undefined;
  publicUrl?: string | undefined;
  log: AttachmentPorts['log'] & { info(fields: object, message: string): void };
  /** Who calls, for the log. */
  whoAsks(request: FastifyRequest): object;
}

/**
 * Inside of the scope that has let the case system in. However many attachments there are, a header of a push only has
 * to hold the one address of this list.
 */
export function attachmentsRoute(scope: FastifyInstance, ports: AttachmentsRoutePorts): void {
  const { publicUrl = '' } = ports;
  scope.get<{ Params: DeliveryRef; Querystring: LinkQuery }>(
    ATTACHMENTS_ROUTE,
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'List the attachments of a message',
        description:
          'With the API key, or without it by the link in the header nahtlos-attachments of a push, while that counts. The addresses in the answer are opened in the same way, and as long.',
        tags: ['case systems'],
        params: MESSAGE_PARAMS,
        querystring: LINK_QUERY,
        response: {
          200: {
            description: 'What belongs to the message',
            content: { 'application/json': { schema: ATTACHMENTS } },
          },
          404: problemResponse('No such message, or it was deleted on schedule'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { messageId, destination } = request.params;
      const ref = { messageId, destination };
      const found = await findMessage(ports.store, ref);
      const along = await attachmentsAlong(
        ports,
        { ...ref, ...found },
        ports.destination(destination),
      );
      const { submissionId, caseId } = found;
      ports.log.info(
        { ...{ messageId, submissionId, caseId, destination }, ...ports.whoAsks(request) },
        'The attachments of a message are listed',
      );
      reply.header('cache-control', 'no-store');
      const { signature, expires } = request.query;
      return {
        attachments: along.map(({ id, name, mediaType, purpose, sha512, size }) => {
          const path = attachmentPath({ ...ref, attachmentId: id });
          const address =
            signature === undefined ? path : ports.links.linkTo(path, Number(expires));
          return {
            ...{ id, name, mediaType, purpose, sha512: sha512.toLowerCase(), size },
            url: publicUrl + address,
          };
        }),
      };
    },
  );
  onlyMethods(scope, ATTACHMENTS_ROUTE, ['GET']);
}
