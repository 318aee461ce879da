/** With what a case system says that it took a message, of all 2xx; with any of them where nothing is configured. */
export class Acceptance {
  readonly #statuses: readonly number[];
  readonly #mediaTypes: readonly string[];

  /** @param list statuses and media types, separated by commas */
  constructor(list: string | undefined) {
    const entries = (list ?? '').split(',').map((entry) => entry.trim().toLowerCase());
    this.#statuses = entries.filter((entry) => /^2\d\d$/.test(entry)).map(Number);
    this.#mediaTypes = entries.filter((entry) => entry.includes('/'));
  }

  /** Whether an answer says it: by one of the statuses, and by one of the media types, where there are any. */
  saidBy(status: number, mediaType: string): boolean {
    return (
      (this.#statuses.length === 0 || this.#statuses.includes(status)) &&
      (this.#mediaTypes.length === 0 || this.#mediaTypes.includes(mediaType))
    );
  }
}
