import { asFailure } from '#domain';
import type { PurgeKeeper, Unsettled } from '#register';

/** Milliseconds after the start: what was left lying is done soon, and the start itself is not slowed down. */
const FIRST = 30_000;

interface Counter {
  inc(value: number): void;
}

export interface PurgeJobPorts {
  keeper: Pick<PurgeKeeper, 'run'>;
  /** Milliseconds between two runs. */
  interval: number;
  purged: Counter;
  forgotten: Counter;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** Purges on schedule, and raises the alarm about what is unsettled for too long. */
export class PurgeJob {
  readonly #ports: PurgeJobPorts;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #told = '';

  constructor(ports: PurgeJobPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#wait(Math.min(FIRST, this.#ports.interval));
  }

  /** Ends between two units of work. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  async run(): Promise<void> {
    const { keeper, log, purged } = this.#ports;
    try {
      const result = await keeper.run(this.#stopping.signal);
      purged.inc(result.purged);
      this.#ports.forgotten.inc(result.forgotten);
      const { purged: submissions, forgotten, records } = result;
      if (submissions > 0 || forgotten > 0 || records > 0) {
        log.info({ submissions, forgotten, records }, 'What has served its purpose is deleted');
      }
      this.#alarm(result.kept.unsettled);
    } catch (err) {
      // Another instance does it, or the database is away: the next run finds what is left.
      if (asFailure(err).code === 'unavailable') return;
      log.warn({ err }, 'The purge failed; it goes on with the next run');
    }
  }

  /** Once for each change: an alarm every hour is one that nobody reads. */
  #alarm({ olderThan30Days, olderThan90Days, oldestReceivedAt }: Unsettled): void {
    const now = `${olderThan30Days} ${olderThan90Days}`;
    if (now === this.#told || (olderThan30Days === 0 && this.#told === '')) return;
    this.#told = now;
    if (olderThan30Days === 0) return;
    this.#ports.log.warn(
      { olderThan30Days, olderThan90Days, oldestReceivedAt },
      'Submissions are unsettled for more than 30 days and keep their data. "nahtlos dead-letters list" and "nahtlos ledger" tell what they wait for',
    );
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.run().then(() => {
        if (!this.#stopping.signal.aborted) this.#wait(this.#ports.interval);
      });
    }, milliseconds);
    this.#timer.unref();
  }
}
