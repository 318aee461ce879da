/** Lets so many in at a time; the others wait in the order in which they came. */
export class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];
  #emptied: (() => void)[] = [];
  #inside = 0;

  constructor(places: number) {
    this.#free = places;
  }

  async enter(): Promise<void> {
    this.#inside += 1;
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    this.#inside -= 1;
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
    if (this.#inside > 0) return;
    for (const tell of this.#emptied.splice(0)) tell();
  }

  /** Resolves when nobody is inside and nobody waits. */
  async empty(): Promise<void> {
    if (this.#inside > 0) await new Promise<void>((resolve) => this.#emptied.push(resolve));
  }
}
