/** Members of a JSON answer in which case systems name what was wrong (also RFC 9457, `type`). */
const MEMBERS = ['code', 'type', 'error'];

/** With what a case system says that it has a message already, besides 409. */
export class DuplicateCodes {
  readonly #statuses: ReadonlySet<number>;
  readonly #codes: ReadonlySet<string>;

  /** @param list statuses and codes, separated by commas */
  constructor(list: string | undefined) {
    const entries = (list ?? '').split(',').map((entry) => entry.trim());
    const isStatus = (entry: string) => /^[2-5]\d\d$/.test(entry);
    this.#statuses = new Set(entries.filter(isStatus).map(Number));
    this.#codes = new Set(entries.filter((entry) => entry !== ''));
  }

  /** Whether a status alone says it. */
  saidBy(status: number): boolean {
    return this.#statuses.has(status);
  }

  /** Whether the text of an answer with this status may say it. */
  mayStandIn(status: number): boolean {
    return status >= 400 && status <= 499 && this.#codes.size > 0;
  }

  /** Whether a JSON answer says it. */
  standsIn(text: string): boolean {
    const answer = parsed(text);
    if (typeof answer !== 'object' || answer === null) return false;
    return MEMBERS.map((member) => (answer as Record<string, unknown>)[member]).some(
      (found) =>
        (typeof found === 'string' || typeof found === 'number') && this.#codes.has(String(found)),
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
