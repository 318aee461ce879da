import type { FastifyInstance } from 'fastify';
import type { Health, HealthReport, Metrics } from '#telemetry';

/** What the data centre's monitoring asks: is it alive, is it ready, how is it doing. */
export function registerOperations(
  fastify: FastifyInstance,
  ports: { health: Health; metrics: Metrics },
): void {
  const route = (url: string, report: () => Promise<HealthReport>) =>
    fastify.get(url, async (_request, reply) => {
      const found = await report();
      return reply.status(found.ok ? 200 : 503).send(found);
    });
  route('/health/live', () => ports.health.live());
  route('/health/ready', () => ports.health.ready());
  fastify.get('/metrics', async (_request, reply) =>
    reply.header('content-type', ports.metrics.contentType).send(await ports.metrics.text()),
  );
}
