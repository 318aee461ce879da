import type { FastifyServerOptions } from 'fastify';
import { type ProblemLog, sendProblem } from './send-problem.js';

/**
 * How Fastify is set up everywhere: `new FastifyAdapter(serverOptions({ log }))`. Its schema checks neither
 * convert nor drop nor add anything, and tell all mistakes at once.
 */
export function serverOptions(ports: { log: ProblemLog }): FastifyServerOptions {
  return {
    logger: false,
    /** Query parameters arrive as text, so a number in them is checked with a pattern. */
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
      },
    },
    /** Addresses that cannot be decoded. */
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply, error, ports.log);
    },
    /** Milliseconds for a request to arrive; what trickles in for ever would keep its connection for ever. */
    requestTimeout: 7_200_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  };
}
