/** Milliseconds. */
const HOUR = 3_600_000;

export interface SweepPorts {
  blobs: {
    sweep(
      isReferenced: (uris: string[]) => Promise<ReadonlySet<string>>,
      olderThanMs: number,
      now: number,
    ): Promise<number>;
  };
  isReferenced(uris: string[]): Promise<ReadonlySet<string>>;
  /** The longest upload, in seconds. */
  uploadTimeout: number;
  now(): Date;
  log: { warn(fields: object, message: string): void; info(fields: object, message: string): void };
}

/**
 * Removes what a killed process left of uploads: blobs that nothing refers to. They must be older than twice the
 * longest upload, so that none is taken that is still on its way.
 */
export class SweepBlobs {
  readonly #ports: SweepPorts;
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: SweepPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#timer = setInterval(() => void this.sweep(), HOUR);
    this.#timer.unref();
    void this.sweep();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async sweep(): Promise<void> {
    const { blobs, isReferenced, uploadTimeout, now, log } = this.#ports;
    try {
      const removed = await blobs.sweep(isReferenced, 2 * uploadTimeout * 1000, now().getTime());
      if (removed > 0) log.info({ removed }, 'Removed what broken uploads left behind');
    } catch (err) {
      log.warn({ err }, 'The sweep of blobs failed; it is tried again in an hour');
    }
  }
}
