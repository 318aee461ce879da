import type { EventLog } from '#event-log';
import { LETTER_STATES, type RegisterTables, registerLag } from '#register';
import type { Store } from '#store';

interface Gauge {
  set(value: number): void;
  set(labels: { state: string }, value: number): void;
}

export interface MetricsPort {
  gauge(
    name: `nahtlos_${string}`,
    options: {
      help: string;
      labels?: readonly 'state'[];
      collect(gauge: Gauge): Promise<void>;
    },
  ): unknown;
}

/** What waits for a person, and how far the register is behind. */
export function registerConsoleMetrics(ports: {
  metrics: MetricsPort;
  store: Pick<Store, 'tables'>;
  eventLog: Pick<EventLog, 'lag'>;
}): void {
  ports.metrics.gauge('nahtlos_dead_letters', {
    help: 'Dead letters by state; open ones need a person',
    labels: ['state'],
    collect: async (gauge) => {
      const rows = await ports.store
        .tables<RegisterTables>()
        .selectFrom('dead_letter')
        .select(({ fn }) => ['state', fn.countAll<number>().as('letters')])
        .groupBy('state')
        .execute();
      for (const state of LETTER_STATES) {
        gauge.set({ state }, Number(rows.find((row) => row.state === state)?.letters ?? 0));
      }
    },
  });
  ports.metrics.gauge('nahtlos_register_lag_records', {
    help: 'Records that the register has not taken in yet',
    collect: async (gauge) => gauge.set(await registerLag(ports.eventLog)),
  });
}
