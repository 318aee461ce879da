import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** The schema of a problem response, to be named in the `response` of a route by {@link problemResponse}. */
const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'urn:nahtlos:problem:<code>, stable' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What was expected, and what to do next' },
    instance: {
      type: 'string',
      description: 'Under this id the log of the service tells the cause',
    },
    errors: {
      type: 'array',
      description: 'Everything that is wrong, all at once',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the request body' },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
} as const;

/** A response of a route that is a problem (RFC 9457). */
export function problemResponse(description: string): object {
  return { description, content: { 'application/problem+json': { schema: PROBLEM_SCHEMA } } };
}

/**
 * Collects the routes registered after this into the OpenAPI document at `GET /openapi.json`. To be awaited before
 * the Nest application initialises. Only routes with a schema appear.
 */
export async function registerOpenApi(
  fastify: FastifyInstance,
  info: { title: string; version: string; description: string },
): Promise<void> {
  await fastify.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, <id>.<secret>' },
        },
      },
      security: [{ apiKey: [] }],
    },
    // Health, metrics and pages have no schema: they are no contract of this document.
    transform: ({ schema, url }) =>
      schema === undefined
        ? { schema: { hide: true } as object, url }
        : { schema: schema as object, url },
  });
  let document: string | undefined;
  fastify.get('/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(fastify.swagger());
    reply.header('content-type', 'application/json; charset=utf-8').send(document);
  });
}
