import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AttachmentError, verifiedStream } from '#destinations';
import {
  ACKNOWLEDGEMENT_SCHEMA,
  asFailure,
  attachmentPath,
  attachmentsPath,
  type DestinationConfig,
} from '#domain';
import { bearer, onlyMethods, type ProblemLog, problemResponse, sendProblem } from '#http';
import type { Store } from '#store';
import type { AcknowledgeMessage } from '../acknowledgement/acknowledge-message.js';
import {
  type AcknowledgementBody,
  acknowledgementIn,
} from '../acknowledgement/acknowledgement-body.js';
import type { AttachableSummaries, Blobs } from '../attempts/attachments-along.js';
import type { DeliveryRef } from '../queue/operate.js';
import type { AttachmentLinks, LinkQuery } from './attachment-links.js';
import { ATTACHMENTS_ROUTE, attachmentsRoute } from './attachments.route.js';
import { type Caller, type CaseSystem, caseSystemOf } from './case-system.js';
import { findAttachment } from './find-attachment.js';
import {
  ACKNOWLEDGED,
  ALWAYS,
  ATTACHMENT_PARAMS,
  LINK_QUERY,
  MESSAGE_PARAMS,
} from './inbox.schema.js';
import { type MessagePorts, registerMessages } from './messages/messages.routes.js';
import { summaryRoute } from './summary.route.js';

/** An acknowledgement is short: bytes. */
const MAX_BODY = 16_384;

const ATTACHMENT = `${ATTACHMENTS_ROUTE}/:id`;

export interface InboxPorts {
  store: Pick<Store, 'tables'>;
  blobs: Blobs;
  summaries: AttachableSummaries;
  acknowledgement: Pick<AcknowledgeMessage, 'acknowledge'>;
  leases: MessagePorts['leases'];
  authenticate(presented: string): Caller | undefined;
  links: Pick<AttachmentLinks, 'demand' | 'linkTo'>;
  /** As the landscape has it at this moment. */
  destination(id: string): DestinationConfig | undefined;
  /** The address at which case systems reach this service, where somebody named it. */
  publicUrl?: string | undefined;
  clock(): Date;
  log: ProblemLog & { info(fields: object, message: string): void };
}

type InboxRequest = FastifyRequest & { caseSystem: CaseSystem | undefined };
type AttachmentParams = DeliveryRef & { id: string };

/**
 * The HTTP edge for case systems: what belongs to a message of theirs, whatever transport brought it. A scope of its
 * own keeps its body parser and its error handler to itself.
 */
export async function registerInboxRoutes(
  fastify: FastifyInstance,
  ports: InboxPorts,
): Promise<void> {
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: MAX_BODY },
      scope.getDefaultJsonParser('error', 'error'),
    );
    scope.setErrorHandler((error, _request, reply) => {
      sendProblem(reply, error, ports.log);
    });
    scope.decorateRequest('caseSystem', undefined);
    scope.addHook('onRequest', (request, _reply, done) => {
      try {
        (request as InboxRequest).caseSystem = caller(request, ports);
      } catch (thrown) {
        done(asFailure(thrown));
        return;
      }
      done();
    });
    registerMessages(scope, { ...ports, whoAsks });
    attachmentsRoute(scope, { ...ports, whoAsks });
    attachments(scope, ports);
    acknowledgements(scope, ports);
    summaryRoute(scope, ports);
  });
}

/** Who presents a key of the destination, or a link to what is asked for. */
function caller(request: FastifyRequest, ports: InboxPorts): CaseSystem {
  const query = request.query as LinkQuery;
  const path = linkedPath(request);
  if (path !== undefined && query.signature !== undefined) {
    ports.links.demand(path, query, ports.clock().getTime());
    return { keyId: 'link' };
  }
  const { destination } = request.params as DeliveryRef;
  return caseSystemOf(ports.authenticate(bearer(request)), destination);
}

/** The path of a request that a link may open. */
function linkedPath({ routeOptions, params }: FastifyRequest): string | undefined {
  switch (routeOptions.url) {
    case ATTACHMENTS_ROUTE:
      return attachmentsPath(params as DeliveryRef);
    case ATTACHMENT: {
      const { id, ...ref } = params as AttachmentParams;
      return attachmentPath({ ...ref, attachmentId: id });
    }
  }
  return undefined;
}

function attachments(scope: FastifyInstance, ports: InboxPorts): void {
  const url = ATTACHMENT;
  scope.get<{ Params: AttachmentParams }>(
    url,
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'Fetch an attachment of a message',
        description:
          'With the API key, or without it by the link that a message brought, while that counts. Repr-Digest is the SHA-512 that was announced at the submission (RFC 9530). A body that ends early or has another hash is to be thrown away.',
        tags: ['case systems'],
        params: ATTACHMENT_PARAMS,
        querystring: LINK_QUERY,
        response: {
          200: {
            description: 'The bytes, under the media type that was announced',
            content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
          },
          404: problemResponse('No such message or attachment, or it was deleted on schedule'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { id, ...ref } = request.params;
      const { attachment, ...ids } = await findAttachment(ports, ref, id);
      const about = { ...ids, ...ref, attachment: id, ...whoAsks(request) };
      const stream = await verifiedStream(attachment);
      stream.on('error', (err) => {
        if (!(err instanceof AttachmentError)) return;
        ports.log.error(
          { ...about, err },
          'An attachment could not be read to its end as it was accepted; restore it from a backup',
        );
      });
      ports.log.info({ ...about, bytes: attachment.size }, 'An attachment is fetched');
      const digest = Buffer.from(attachment.sha512, 'hex').toString('base64');
      return reply
        .headers({
          'content-type': attachment.mediaType,
          'content-length': String(attachment.size),
          'repr-digest': `sha-512=:${digest}:`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        .send(stream);
    },
  );
  onlyMethods(scope, url, ['GET']);
}

function acknowledgements(scope: FastifyInstance, ports: InboxPorts): void {
  const url = '/v1/inbox/:destination/messages/:messageId/acknowledgement';
  scope.post<{ Params: DeliveryRef; Body: AcknowledgementBody }>(
    url,
    {
      schema: {
        summary: 'Acknowledge a message',
        description:
          'In any order. The same acknowledgement again gets the same answer; accepted, rejected and not-responsible exclude each other.',
        tags: ['case systems'],
        params: MESSAGE_PARAMS,
        body: ACKNOWLEDGEMENT_SCHEMA,
        response: {
          200: {
            description: 'What stands',
            content: { 'application/json': { schema: ACKNOWLEDGED } },
          },
          404: problemResponse('No such message; Retry-After tells when it may be known'),
          409: problemResponse('It contradicts what stands'),
          413: problemResponse('Larger than allowed'),
          415: problemResponse('Not JSON'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { messageId, destination } = request.params;
      const given = acknowledgementIn(request.body);
      const stands = await ports.acknowledgement.acknowledge({ messageId, destination }, given);
      const { submissionId, caseId, changed, outcome, code, at } = stands;
      ports.log.info(
        {
          ...{ messageId, submissionId, caseId, destination, ...whoAsks(request) },
          ...{ outcome: given.outcome, stands: outcome, changed },
        },
        'A message was acknowledged',
      );
      reply.header('cache-control', 'no-store');
      return {
        messageId,
        destination,
        outcome,
        ...(outcome === 'rejected' ? { reason: { code } } : {}),
        ...(outcome === 'not-responsible' && code !== null ? { forwardTo: code } : {}),
        acknowledgedAt: new Date(at).toISOString(),
      };
    },
  );
  onlyMethods(scope, url, ['POST']);
}

function whoAsks(request: FastifyRequest): { key: string | undefined } {
  return { key: (request as InboxRequest).caseSystem?.keyId };
}
