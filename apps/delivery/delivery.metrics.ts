import type { Store } from '#store';
import type { Metrics } from '#telemetry';
import type { DeliveryTables } from './delivery.tables.js';
import type { AttemptMeter } from './dispatch/in-hand.js';
import { queueSize } from './queue/count.js';

/** Attempts by outcome, their duration, and what waits. */
export function deliveryMetrics(ports: {
  metrics: Pick<Metrics, 'counter' | 'gauge' | 'histogram'>;
  store: Pick<Store, 'tables'>;
}): AttemptMeter {
  const attempts = ports.metrics.counter('nahtlos_delivery_attempts_total', {
    help: 'Attempts to deliver a message, by transport and outcome',
    labels: ['transport', 'outcome'],
  });
  const durations = ports.metrics.histogram('nahtlos_delivery_attempt_seconds', {
    help: 'Duration of an attempt to deliver a message',
    labels: ['transport'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  });
  ports.metrics.gauge('nahtlos_deliveries', {
    help: 'Deliveries that are not settled, by state',
    labels: ['state'],
    collect: async (gauge) => {
      const size = await queueSize(ports.store.tables<DeliveryTables>());
      gauge.set({ state: 'open' }, size.open);
      gauge.set({ state: 'dead' }, size.dead);
    },
  });
  return {
    attempted({ transport, outcome, seconds }) {
      attempts.inc({ transport, outcome });
      durations.observe({ transport }, seconds);
    },
  };
}
