import { DEFAULT_ZONE, dateText, readIso } from './mapping/moments.js';

/**
 * Which version of a package is meant: the one that an activation names, else the one in force in Germany on a day.
 * Without either, the newest.
 */
export interface Edition {
  /** `1.0.0` */
  version?: string | undefined;
  /** ISO 8601: the date of receipt. */
  on?: string | undefined;
}

export interface Versioned {
  /** `gewerbe@1.0.0` */
  packageVersion: string;
  /** The day from which this version is in force; undefined for always. */
  validFrom: string | undefined;
}

/** Things of several versions of a package, by their key. */
export class Editions<T extends Versioned> {
  /** The newest first. */
  readonly #byKey = new Map<string, T[]>();

  constructor(things: readonly T[], keyOf: (thing: T) => string) {
    for (const thing of things) {
      const key = keyOf(thing);
      const known = this.#byKey.get(key);
      if (known === undefined) this.#byKey.set(key, [thing]);
      else known.push(thing);
    }
    for (const editions of this.#byKey.values()) {
      editions.sort((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? 1 : -1));
    }
  }

  get(key: string, { version, on }: Edition = {}): T | undefined {
    const editions = this.#byKey.get(key);
    if (editions === undefined) return undefined;
    if (version !== undefined) {
      return editions.find(({ packageVersion }) => packageVersion.endsWith(`@${version}`));
    }
    if (on === undefined || editions.length === 1) {
      const [newest] = editions;
      return on === undefined || isInForce(newest!, on) ? newest : undefined;
    }
    return editions.find((edition) => isInForce(edition, on));
  }

  /** The newest of each. */
  all(): T[] {
    return [...this.#byKey.values()].map(([newest]) => newest!);
  }
}

function isInForce({ validFrom }: Versioned, on: string): boolean {
  if (validFrom === undefined) return true;
  const said = readIso(on);
  const day = said === undefined ? undefined : dateText(said, DEFAULT_ZONE);
  return day === undefined || day >= validFrom;
}
