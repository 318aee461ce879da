/** Tells waiting code that something happened. Counts, so that what happens between looking and waiting is not missed. */
export class Signal {
  count = 0;
  #waiting = new Set<() => void>();

  get raised(): boolean {
    return this.count > 0;
  }

  raise(): void {
    this.count += 1;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** Resolves at once when the count has passed `seen`, else with the next raise, or after the time given. */
  after(seen: number, milliseconds?: number): Promise<void> {
    if (this.count > seen) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
    });
  }

  /** Resolves at once when it was ever raised, else with the first raise, or after the time given. */
  within(milliseconds: number): Promise<void> {
    return this.after(0, milliseconds);
  }

  /** How many wait: what has waited long enough leaves nothing behind. */
  get waiting(): number {
    return this.#waiting.size;
  }
}
