import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Failure } from '#domain';

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Answers all other methods at `url` with 405 and what is allowed (RFC 9110, section 15.5.6). */
export function onlyMethods(scope: FastifyInstance, url: string, allowed: HTTPMethods[]): void {
  const allow = allowed.join(', ');
  scope.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    schema: { hide: true } as object,
    onRequest: async (_request, reply) => {
      reply.header('allow', allow);
      throw new Failure('method-not-allowed', `Allowed here: ${allow}.`);
    },
    handler: async () => {},
  });
}
