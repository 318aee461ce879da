import { setTimeout as pause } from 'node:timers/promises';

export interface RoundsOf {
  /** Does what is to do, and gives back after how many milliseconds to look again. */
  round(): Promise<number>;
  /** Tells what a round met, and gives back after how many milliseconds to try again. */
  failed(cause: unknown): number;
}

/** Work that is looked for round after round: at once when it is woken, else after the time that the last round gave. */
export class Rounds {
  readonly #of: RoundsOf;
  #stopping = false;
  #alarm = new AbortController();
  #ended: Promise<void> | undefined;

  constructor(of: RoundsOf) {
    this.#of = of;
  }

  /** A round that sees this ends early. */
  get stopping(): boolean {
    return this.#stopping;
  }

  start(): void {
    this.#ended ??= this.#run();
  }

  /** There may be something to do. */
  wake(): void {
    this.#alarm.abort();
  }

  /** Ends after the round under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#alarm = new AbortController();
      const { signal } = this.#alarm;
      const rest = await this.#of.round().catch((cause) => this.#of.failed(cause));
      if (this.#stopping || rest <= 0) continue;
      await pause(rest, undefined, { signal }).catch(() => undefined);
    }
  }
}
