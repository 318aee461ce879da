import { DESTINATION_STATUSES, destinationStatus } from '#domain';
import type { Store } from '#store';
import type { Metrics } from '#telemetry';
import type { DeliveryTables } from '../delivery.tables.js';
import { oldestWaiting } from '../queue/count.js';
import { stoppedStates } from './state-store.js';

/** So many stopped destinations are named, those that are stopped the longest; all are counted. */
const NAMED = 100;
const STOPPED = DESTINATION_STATUSES.filter((status) => status !== 'flowing');

/** Which destinations do not flow, and for how long something waits. */
export function destinationMetrics(ports: {
  metrics: Pick<Metrics, 'gauge'>;
  store: Pick<Store, 'tables'>;
  clock(): Date;
}): void {
  const states = () => stoppedStates(ports.store.tables<DeliveryTables>());
  ports.metrics.gauge('nahtlos_stopped_destinations', {
    help: 'Destinations at which nothing is attempted, by what stops them',
    labels: ['status'],
    collect: async (gauge) => {
      const statuses = (await states()).map(destinationStatus);
      for (const status of STOPPED) {
        gauge.set({ status }, statuses.filter((one) => one === status).length);
      }
    },
  });
  ports.metrics.gauge('nahtlos_destination_stopped', {
    help: 'The stopped destinations by name, with the value 1',
    labels: ['destination', 'status'],
    collect: async (gauge) => {
      const longest = (await states())
        .sort((a, b) => (a.stopped_since ?? 0) - (b.stopped_since ?? 0))
        .slice(0, NAMED);
      gauge.reset();
      for (const state of longest) {
        gauge.set({ destination: state.destination, status: destinationStatus(state) }, 1);
      }
    },
  });
  ports.metrics.gauge('nahtlos_delivery_oldest_seconds', {
    help: 'For how long the oldest delivery waits whose turn it is',
    collect: async (gauge) => {
      const oldest = await oldestWaiting(ports.store.tables<DeliveryTables>());
      gauge.set(oldest === undefined ? 0 : Math.max(0, ports.clock().getTime() - oldest) / 1000);
    },
  });
}
