/** Wakes waiting code. Counts, so that what happens between looking and waiting is not missed. */
export class Alarm {
  count = 0;
  #wake: (() => void) | undefined;

  raise(): void {
    this.count += 1;
    this.#wake?.();
  }

  /** Resolves when the count has passed `seen`, or after the time given. */
  async after(seen: number, milliseconds: number): Promise<void> {
    if (this.count > seen) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
