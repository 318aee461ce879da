import { Failure } from '#domain';

/** Seconds between two looks at the disk. */
const INTERVAL = 3;

export interface FreeSpacePorts {
  blobs: { free(): Promise<{ freeBytes: number; totalBytes: number }> };
  floor: { minFreeBytes: number; minFreePercent: number };
  log: { warn(fields: object, message: string): void; info(fields: object, message: string): void };
}

/**
 * Closes intake while the disk is nearly full, so that what was accepted can still be delivered and purged. Looks
 * every few seconds, not at every request.
 */
export class FreeSpace {
  readonly #ports: FreeSpacePorts;
  #low = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: FreeSpacePorts) {
    this.#ports = ports;
  }

  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), INTERVAL * 1000);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @throws Failure `unavailable` */
  demand(): void {
    if (this.#low) {
      throw new Failure('unavailable', 'The disk is nearly full; nothing is accepted for now.', {
        retryAfter: 30,
      });
    }
  }

  /** Whether anything is accepted, for the data centre's monitoring. */
  state(): { ok: boolean; detail: string } {
    return this.#low
      ? { ok: false, detail: 'the disk is nearly full; nothing is accepted, delivery goes on' }
      : { ok: true, detail: 'there is room on the disk' };
  }

  async look(): Promise<void> {
    try {
      const { freeBytes, totalBytes } = await this.#ports.blobs.free();
      const low = freeBytes < floorOf(totalBytes, this.#ports.floor);
      if (low && !this.#low) {
        this.#ports.log.warn(
          { freeBytes, totalBytes },
          'Free space is below the floor: intake closed',
        );
      } else if (!low && this.#low) {
        this.#ports.log.info({ freeBytes, totalBytes }, 'Free space is enough again: intake open');
      }
      this.#low = low;
    } catch (err) {
      this.#ports.log.warn({ err }, 'The free space is not known; intake stays as it is');
    }
  }
}

/** In bytes: the lesser of both, so that neither a small nor a large disk is closed without need. */
export function floorOf(
  totalBytes: number,
  floor: { minFreeBytes: number; minFreePercent: number },
): number {
  return Math.min(floor.minFreeBytes, (totalBytes * floor.minFreePercent) / 100);
}
