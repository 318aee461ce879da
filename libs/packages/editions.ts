import { DEFAULT_ZONE, dateText, readIso } from './mapping/values/moments.js';

/**
 * Which version of a package is meant: the one that an activation names, else the one in force in Germany on a day.
 * Without either, the newest.
 */
export interface Edition {
  /** `1.0.0` */
  version?: string | undefined;
  /** ISO 8601: the date of receipt. */
  on?: string | undefined;
  /** Of a message: the service that it is made from, where several services have one. */
  service?: string | undefined;
}

export interface Versioned {
  packageId: string;
  /** `gewerbe@1.0.0` */
  packageVersion: string;
  /** The day from which this version is in force; undefined for always. */
  validFrom: string | undefined;
}

/** When each version of the packages is in force: until the next one of the same package is. */
export class Calendar {
  /** By version: the day on which another takes over. */
  readonly #until = new Map<string, string>();

  constructor(versions: readonly Versioned[]) {
    for (const { packageId, packageVersion, validFrom = '' } of versions) {
      const later = versions
        .filter((other) => other.packageId === packageId)
        .map((other) => other.validFrom ?? '')
        .filter((from) => from > validFrom)
        .sort();
      if (later[0] !== undefined) this.#until.set(packageVersion, later[0]);
    }
  }

  isInForce({ packageVersion, validFrom = '' }: Versioned, day: string): boolean {
    const until = this.#until.get(packageVersion);
    return day >= validFrom && (until === undefined || day < until);
  }
}

/** Things of several versions of a package, by their key. */
export class Editions<T extends Versioned & { services?: readonly string[] }> {
  /** The newest first. */
  readonly #byKey = new Map<string, T[]>();

  constructor(
    things: readonly T[],
    keyOf: (thing: T) => string,
    private readonly calendar: Calendar,
  ) {
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

  get(key: string, { version, on, service }: Edition = {}): T | undefined {
    const all = this.#byKey.get(key) ?? [];
    const editions =
      service === undefined ? all : all.filter(({ services }) => services?.includes(service));
    if (version !== undefined) {
      return editions.find(({ packageVersion }) => packageVersion.endsWith(`@${version}`));
    }
    const day = on === undefined ? undefined : dayOf(on);
    if (day === undefined) return editions[0];
    return editions.find((edition) => this.calendar.isInForce(edition, day));
  }

  /** All versions of a thing, the newest first. */
  versions(key: string): readonly T[] {
    return this.#byKey.get(key) ?? [];
  }

  /** The newest of each. */
  all(): T[] {
    return [...this.#byKey.values()].map(([newest]) => newest!);
  }
}

function dayOf(moment: string): string | undefined {
  const said = readIso(moment);
  return said === undefined ? undefined : dateText(said, DEFAULT_ZONE);
}
