import type { FastifyInstance, FastifyRequest } from 'fastify';
import { asFailure } from '#domain';
import { bearer, type ProblemLog, sendProblem } from '#http';
import { discardRest } from '#upload';
import { type Caller, caseSystemIn } from '../inbox/case-system.js';

type Asking = ReturnType<typeof caseSystemIn>;
type CaseSystemRequest = FastifyRequest & { caseSystem?: Asking };

/** Lets case systems alone in, before a body is read, and answers whoever is still sending. */
export function forCaseSystems(
  scope: FastifyInstance,
  ports: { authenticate(presented: string): Caller | undefined; log: ProblemLog },
): void {
  scope.setErrorHandler((error, request, reply) => {
    if (!request.raw.complete) {
      // Fastify would close the connection at once, and a client that is still sending would never see the answer.
      reply.removeHeader('connection');
      discardRest(request.raw);
    }
    sendProblem(reply, error, ports.log);
  });
  scope.decorateRequest('caseSystem', undefined);
  scope.addHook('onRequest', (request, _reply, done) => {
    try {
      (request as CaseSystemRequest).caseSystem = caseSystemIn(ports.authenticate(bearer(request)));
    } catch (thrown) {
      done(asFailure(thrown));
      return;
    }
    done();
  });
}

/** Who asks, in such a scope. */
export function askingIn(request: FastifyRequest): Asking {
  return (request as CaseSystemRequest).caseSystem as Asking;
}
