import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { PROBLEM_MEDIA_TYPE, problemOf, retryAfterOf, statusOf } from './problem.js';
import { requestFailure } from './request-failure.js';

/** What answering with a problem needs to log. */
export interface ProblemLog {
  error(fields: object, message: string): void;
}

/** Answers with the problem that `thrown` stands for. Our own trouble is logged under the id that the caller gets. */
export function sendProblem(reply: FastifyReply, thrown: unknown, log: ProblemLog): FastifyReply {
  const failure = requestFailure(thrown);
  const status = statusOf(failure.code);
  let incident: string | undefined;
  if (status === 500) {
    incident = randomUUID();
    const { method, routeOptions } = reply.request;
    log.error(
      { incident, method, route: routeOptions.url, err: failure.cause ?? failure },
      'A request failed',
    );
  }
  const retryAfter = retryAfterOf(failure);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  // RFC 6750, section 3.
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="nahtlos"');
  return reply
    .status(status)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(problemOf(failure, incident));
}
