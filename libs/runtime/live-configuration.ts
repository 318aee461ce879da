import type { ConfigurationFinding, TransportDescriptor } from '#domain';
import { type Landscape, loadLandscape, watchFolder } from '#landscape';
import { loadPackages, type Packages } from '#packages';
import type { Log } from '#telemetry';

/** How long a piece of work may go on with packages that were replaced, in milliseconds. */
const LAST_USE = 60_000;

/** What a landscape has to fit to. */
interface InstallationFacts {
  transports: readonly TransportDescriptor[];
  topicsInReach: boolean;
}

/** What is about to come into force. */
export interface LoadedConfiguration {
  landscape: Landscape;
  packages: Packages;
}

/** Asked before a configuration comes into force; throws where it cannot. */
export type Demand = (loaded: LoadedConfiguration) => Promise<void>;

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

  #log: Log | undefined;
  #demand: Demand = async () => undefined;

  private constructor(
    readonly folders: { landscape: string; packages: string },
    readonly facts: InstallationFacts,
    loaded: LoadedConfiguration,
  ) {
    this.#landscape = loaded.landscape;
    this.#packages = loaded.packages;
  }

  /**
   * Loads, and from then on reloads by itself when a file changes. Begins to watch before it reads, so that no
   * change is missed in between.
   *
   * @throws ConfigurationError that lists every mistake with file and line
   */
  static async open(
    folders: { landscape: string; packages: string },
    facts: InstallationFacts,
  ): Promise<LiveConfiguration> {
    let live: LiveConfiguration | undefined;
    const watchers = [folders.landscape, folders.packages].map((folder) =>
      watchFolder(folder, () => live?.changed()),
    );
    try {
      await Promise.all(watchers.map((watcher) => watcher.ready));
      live = new LiveConfiguration(folders, facts, await load(folders, facts));
      live.#watchers.push(...watchers);
      return live;
    } catch (error) {
      for (const watcher of watchers) watcher.close();
      throw error;
    }
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
      const loaded = await load(this.folders, this.facts);
      await this.#demand(loaded);
      const replaced = this.#packages;
      this.#landscape = loaded.landscape;
      this.#packages = loaded.packages;
      setTimeout(() => replaced.close(), LAST_USE).unref();
      return this.warnings;
    });
    this.#reloading = reloaded.catch(() => undefined);
    return reloaded;
  }

  /** From now on nothing comes into force without this. Asked at once about what is in force. */
  async demand(demand: Demand): Promise<void> {
    await demand({ landscape: this.#landscape, packages: this.#packages });
    this.#demand = demand;
  }

  /** What comes of a reload by itself is told here. */
  tell(log: Log): void {
    this.#log = log;
  }

  private async changed(): Promise<void> {
    try {
      for (const warning of await this.reload()) {
        this.#log?.warn({ ...warning }, 'The configuration deserves a look');
      }
      const { landscape, packages } = this.versions;
      this.#log?.info({ landscape, packages }, 'Landscape and packages were reloaded');
    } catch (err) {
      const message = 'Landscape or packages changed and have mistakes; those before stay in force';
      this.#log?.error({ err, ...this.versions }, message);
    }
  }

  private get versions(): { landscape: string; packages: string } {
    return { landscape: this.#landscape.version, packages: this.#packages.version };
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

async function load(
  folders: { landscape: string; packages: string },
  facts: InstallationFacts,
): Promise<LoadedConfiguration> {
  const packages = await loadPackages(folders.packages);
  const landscape = await loadLandscape(folders.landscape, { ...facts, services: packages });
  return { landscape, packages };
}
