import type { EventLog } from '#event-log';
import { LETTER_STATES, type RegisterTables, registerLag, surveyUnsettled } from '#register';
import type { Store } from '#store';

interface Gauge {
  set(value: number): void;
  set(labels: { state: string } | { days: string }, value: number): void;
}

export interface MetricsPort {
  gauge(
    name: `nahtlos_${string}`,
    options: {
      help: string;
      labels?: readonly ('state' | 'days')[];
      collect(gauge: Gauge): Promise<void>;
    },
  ): unknown;
  counter(name: `nahtlos_${string}_total`, options: { help: string }): { inc(value: number): void };
}

/** What waits for a person, and how far the register is behind. */
export function registerConsoleMetrics(ports: {
  metrics: MetricsPort;
  store: Pick<Store, 'tables'>;
  eventLog: Pick<EventLog, 'lag'>;
  now(): Date;
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
  ports.metrics.gauge('nahtlos_unsettled_submissions', {
    help: 'Submissions that were received more than so many days ago and are not settled; 0 counts all',
    labels: ['days'],
    collect: async (gauge) => {
      const tables = ports.store.tables<RegisterTables>();
      const unsettled = await surveyUnsettled(tables, ports.now());
      gauge.set({ days: '0' }, unsettled.submissions);
      gauge.set({ days: '30' }, unsettled.olderThan30Days);
      gauge.set({ days: '90' }, unsettled.olderThan90Days);
    },
  });
  ports.metrics.gauge('nahtlos_register_lag_records', {
    help: 'Records that the register has not taken in yet',
    collect: async (gauge) => gauge.set(await registerLag(ports.eventLog)),
  });
}
