import type { ConfigurationFinding, TransportDescriptor } from '#domain';
import { type Landscape, loadLandscape, watchFolder } from '#landscape';
import { loadPackages, type Packages } from '#packages';
import type { Log } from '#telemetry';

/** How long a piece of work may go on with packages that were replaced, in milliseconds. */
const LAST_USE = 60_000;

/** The value of this moment; ask again for the next piece of work. */
export interface Live<T> {
  current(): T;
}

/**
 * Landscape and packages as they are in force. Both are read and checked together; what has a mistake is refused
 * as a whole, and what was in force stays.
 */
export class LiveConfiguration {
  #landscape: Landscape;
  #packages: Packages;
  #reloading: Promise<unknown> = Promise.resolve();
  readonly #watchers: { close(): void }[] = [];

  private constructor(
    readonly folders: { landscape: string; packages: string },
    readonly transports: readonly TransportDescriptor[],
    loaded: { landscape: Landscape; packages: Packages },
  ) {
    this.#landscape = loaded.landscape;
    this.#packages = loaded.packages;
  }

  /** @throws ConfigurationError that lists every mistake with file and line */
  static async open(
    folders: { landscape: string; packages: string },
    transports: readonly TransportDescriptor[],
  ): Promise<LiveConfiguration> {
    return new LiveConfiguration(folders, transports, await load(folders, transports));
  }

  /** What deserves a look without being a mistake. */
  get warnings(): readonly ConfigurationFinding[] {
    return [...this.#packages.warnings, ...this.#landscape.warnings];
  }

  readonly landscape: Live<Landscape> = { current: () => this.#landscape };
  readonly packages: Live<Packages> = { current: () => this.#packages };

  /**
   * Takes what the folders hold now, or throws a ConfigurationError and leaves everything as it was.
   * @returns the warnings about it
   */
  reload(): Promise<readonly ConfigurationFinding[]> {
    const reloaded = this.#reloading.then(async () => {
      const loaded = await load(this.folders, this.transports);
      const replaced = this.#packages;
      this.#landscape = loaded.landscape;
      this.#packages = loaded.packages;
      setTimeout(() => replaced.close(), LAST_USE).unref();
      return this.warnings;
    });
    this.#reloading = reloaded.catch(() => undefined);
    return reloaded;
  }

  /** Reloads by itself when a file changes, and says in the log what came of it. */
  watch(log: Log): void {
    const reload = () => {
      this.reload().then(
        () =>
          log.info(
            { landscape: this.#landscape.version, packages: this.#packages.version },
            'Landscape and packages were reloaded',
          ),
        (cause: Error) =>
          log.error(
            { err: cause, landscape: this.#landscape.version, packages: this.#packages.version },
            'Landscape or packages changed and have mistakes; those before stay in force',
          ),
      );
    };
    for (const folder of Object.values(this.folders)) {
      this.#watchers.push(watchFolder(folder, reload));
    }
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

async function load(
  folders: { landscape: string; packages: string },
  transports: readonly TransportDescriptor[],
): Promise<{ landscape: Landscape; packages: Packages }> {
  const packages = await loadPackages(folders.packages);
  const landscape = await loadLandscape(folders.landscape, { transports, services: packages });
  return { landscape, packages };
}
