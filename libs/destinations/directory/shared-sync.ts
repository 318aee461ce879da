/**
 * Shares one costly sync between all who wait for it. A sync serves those who asked before it began; who asks
 * while one runs waits for the next, because the running one may have missed what he did.
 */
export class SharedSync {
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(private readonly sync: () => Promise<void>) {}

  run(): Promise<void> {
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        this.#running = this.sync();
        return this.#running;
      });
    return this.#next;
  }
}
