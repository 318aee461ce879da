import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asFailure, Failure, type JsonObject, SUBMISSION_SCHEMA } from '#domain';
import { onlyMethods, type ProblemLog, problemResponse, requestFailure, sendProblem } from '#http';
import { discardRest } from '#upload';
import type { AcceptSubmission, Receipt } from './accept-submission.js';
import { type AdmissionPorts, admit } from './admit.js';
import { ALWAYS, json, RECEIPT, SERVICES, STATUS } from './answers.schema.js';
import { type AreaFacts, deliverableServices } from './deliverable-services.js';
import type { IntakeMetrics } from './intake-metrics.js';
import type { Platform } from './platform.js';
import type { ReceiveUpload } from './receive-upload.js';
import type { InfoLog, RefusalLog } from './refusal-log.js';
import { type ReplyPorts, registerReplies } from './replies/reply.routes.js';
import { type StatusPorts, submissionStatus } from './submission-status.js';

export interface RoutePorts {
  admission: AdmissionPorts;
  acceptance: Pick<AcceptSubmission, 'receive'>;
  upload: Pick<ReceiveUpload, 'receive'>;
  status: StatusPorts;
  replies: ReplyPorts;
  facts(): AreaFacts;
  /** The JSON Schema of a service's form data, of the version asked for; without, of the one in force today. */
  formSchema(service: string, version: string | undefined): object | undefined;
  metrics: IntakeMetrics;
  refusals: RefusalLog;
  log: ProblemLog & InfoLog;
  /** Bytes. */
  maxData: number;
  now(): Date;
}

interface Taken {
  platform: Platform;
  /** Milliseconds, on a clock that never goes back. */
  arrivedAt: number;
}
type Request = FastifyRequest & { taken: Taken | undefined };

/** Stands for a body that is still to be streamed. */
const MULTIPART = Symbol('multipart');

/**
 * The HTTP edge for online services, on Fastify itself: Nest's own request path costs more than the disk. A scope
 * of its own keeps its body parsers and its error handler to itself.
 */
export async function registerIntakeRoutes(
  fastify: FastifyInstance,
  ports: RoutePorts,
): Promise<void> {
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: ports.maxData },
      (_request, body, done) => done(null, body),
    );
    scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) =>
      done(null, MULTIPART),
    );
    scope.setErrorHandler((error, request, reply) =>
      refuse(ports, error, request as Request, reply),
    );
    scope.decorateRequest('taken', undefined);
    scope.addHook('onRequest', (request, _reply, done) => {
      const arrivedAt = performance.now();
      try {
        (request as Request).taken = {
          platform: admit(request, ports.admission, arrivedAt),
          arrivedAt,
        };
      } catch (thrown) {
        done(asFailure(thrown));
        return;
      }
      done();
    });
    submissions(scope, ports);
    services(scope, ports);
    registerReplies(scope, ports.replies, (request) => taken(request).platform);
  });
}

function submissions(scope: FastifyInstance, ports: RoutePorts): void {
  scope.post(
    '/v1/submissions',
    {
      // The handler checks the body itself, from its bytes; the schema is for the document.
      validatorCompiler: () => () => true,
      schema: {
        summary: 'Submit an application, a supplement, an amendment or a withdrawal',
        description:
          'The same client and reference again give the same submission. Where an object names a field twice, the last one counts.',
        tags: ['submissions'],
        consumes: ['application/json', 'multipart/form-data'],
        body: {
          content: {
            'application/json': { schema: SUBMISSION_SCHEMA },
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['submission'],
                description:
                  'The part submission comes first; each attachment follows in a part named by its id.',
                properties: { submission: SUBMISSION_SCHEMA },
                additionalProperties: { type: 'string', format: 'binary' },
              },
            },
          },
        },
        response: {
          202: json('Accepted, and durable', RECEIPT),
          200: json('Accepted before', RECEIPT),
          400: problemResponse('The request cannot be read'),
          404: problemResponse('Unknown service, no activation for the area, unknown case'),
          409: problemResponse('The reference was used for other content'),
          413: problemResponse('Larger than allowed'),
          415: problemResponse('Neither JSON nor multipart'),
          422: problemResponse('Not valid; errors lists everything'),
          503: problemResponse('Nothing is accepted for now; Retry-After tells when to come back'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { platform, arrivedAt } = taken(request);
      const { body } = request;
      let receipt: Receipt;
      if (Buffer.isBuffer(body)) receipt = await ports.acceptance.receive(platform, body);
      else if (body === MULTIPART) receipt = await ports.upload.receive(platform, request.raw);
      else throw new Failure('malformed', 'The request has no body.');
      ports.metrics.accepted((performance.now() - arrivedAt) / 1000, receipt.repeated);
      return answer(reply, receipt);
    },
  );
  onlyMethods(scope, '/v1/submissions', ['POST']);

  scope.get<{ Params: { id: string } }>(
    '/v1/submissions/:id',
    {
      schema: {
        summary: 'Where a submission stands, for the client that sent it',
        tags: ['submissions'],
        params: { type: 'object', properties: { id: { type: 'string' } } },
        response: {
          200: json('Status and timeline', STATUS),
          404: problemResponse('This client has no such submission'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) =>
      send(reply, await submissionStatus(request.params.id, taken(request).platform, ports.status)),
  );
}

function services(scope: FastifyInstance, ports: RoutePorts): void {
  scope.get<{ Querystring: { area: string } }>(
    '/v1/services',
    {
      schema: {
        summary: 'What can be delivered for an area, so that a form asks before the citizen types',
        tags: ['services'],
        querystring: {
          type: 'object',
          required: ['area'],
          properties: { area: SUBMISSION_SCHEMA.properties.area },
        },
        response: {
          200: json('The services; none where nobody is connected', SERVICES),
          400: problemResponse('The area is missing or is no ARS and no AGS'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { area } = request.query;
      const { platform } = taken(request);
      return send(reply, {
        area,
        services: deliverableServices(area, platform, ports.facts(), ports.now()),
      });
    },
  );

  scope.get<{ Params: { service: string }; Querystring: { version?: string } }>(
    '/v1/services/:service/schema',
    {
      schema: {
        summary: 'The JSON Schema of the form data of a service',
        tags: ['services'],
        params: { type: 'object', properties: { service: { type: 'string' } } },
        querystring: {
          type: 'object',
          properties: {
            version: {
              type: 'string',
              description: 'Version of the package; the one in force today where absent',
            },
          },
        },
        response: {
          200: json('A JSON Schema (2020-12)', { type: 'object' }),
          404: problemResponse('There is no package for this service'),
          ...ALWAYS,
        },
      },
    },
    async (request, reply) => {
      const { service } = request.params;
      const schema = taken(request).platform.allows(service)
        ? ports.formSchema(service, request.query.version)
        : undefined;
      if (schema === undefined) {
        throw new Failure('unknown-service', 'There is no package for this service.');
      }
      return send(reply, schema as JsonObject);
    },
  );
}

function taken(request: FastifyRequest): Taken {
  return (request as Request).taken as Taken;
}

function answer(reply: FastifyReply, receipt: Receipt): string {
  const { submissionId, caseId, receivedAt, repeated } = receipt;
  reply.statusCode = repeated ? 200 : 202;
  reply.header('location', `/v1/submissions/${submissionId}`);
  reply.header('content-type', 'application/json; charset=utf-8');
  return `{"submissionId":"${submissionId}","caseId":"${caseId}","receivedAt":"${receivedAt}","status":"received"}`;
}

function send(reply: FastifyReply, body: object): string {
  reply.header('content-type', 'application/json; charset=utf-8');
  reply.header('cache-control', 'no-store');
  return JSON.stringify(body);
}

function refuse(ports: RoutePorts, thrown: unknown, request: Request, reply: FastifyReply): void {
  const failure = requestFailure(thrown);
  const route = request.routeOptions.url ?? '';
  if (request.method === 'POST' && route === '/v1/submissions') ports.metrics.refused(failure.code);
  ports.refusals.refused(
    failure,
    { client: request.taken?.platform.client, route },
    performance.now(),
  );
  if (!request.raw.complete) {
    // Fastify would close the connection at once, and a client that is still sending would never see the answer.
    reply.removeHeader('connection');
    discardRest(request.raw);
  }
  sendProblem(reply, failure, ports.log);
}
