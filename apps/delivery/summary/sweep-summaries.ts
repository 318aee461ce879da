import type { Blobs } from '#blobs';
import type { Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';

/** Milliseconds. A summary is written down within seconds of its making. */
const HOUR = 3_600_000;

export interface SweepSummariesPorts {
  store: Pick<Store, 'tables'>;
  summaryBlobs: Pick<Blobs, 'sweep'>;
  clock(): Date;
  log: { warn(fields: object, message: string): void };
}

/** Removes, every hour, summaries of a killed process that no row names. */
export class SweepSummaries {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly ports: SweepSummariesPorts) {}

  start(): void {
    this.#timer = setInterval(() => void this.sweep(), HOUR);
    this.#timer.unref();
    void this.sweep();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async sweep(): Promise<void> {
    const { store, summaryBlobs, clock, log } = this.ports;
    const isReferenced = async (uris: string[]) => {
      const rows = await store
        .tables<DeliveryTables>()
        .selectFrom('summary')
        .select('uri')
        .where('uri', 'in', uris)
        .execute();
      return new Set(rows.map(({ uri }) => uri));
    };
    try {
      await summaryBlobs.sweep(isReferenced, HOUR, clock().getTime());
    } catch (err) {
      log.warn({ err }, 'The sweep of summaries failed; it is tried again in an hour');
    }
  }
}
