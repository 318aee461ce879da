import { type Apart, installApart, SERVICES, type Service } from '#runtime';
import { Instance } from './instance.js';
import { CLUSTERS, Load, type Pauses } from './load.js';
import { oneFolderLandscape } from './one-folder-landscape.js';
import { Random } from './random.js';
import type { FaultServers } from './servers.js';

const SENDERS = 6;
/** Few, so that two instances of a service often have to hand one over. */
const PARTITIONS = 4;
/** More processes than Node expects one to look after. */
const PROCESSES = 100;

/** What a service has besides the settings of all. */
const SETTINGS: Partial<Record<Service, Record<string, string>>> = {
  // What a killed process had in hand is tried again soon.
  delivery: { NAHTLOS_DELIVERY_LEASE: '2' },
};

/** How many instances of a service run; one where nothing is said. */
export type Instances = Partial<Record<Service, number>>;

/** An installation of services in processes of their own, under load, to which faults happen. */
export class FaultBed {
  readonly load: Load;
  readonly #instances: Instance[] = [];

  private constructor(
    readonly servers: FaultServers,
    readonly apart: Apart,
    readonly prefix: string,
    readonly database: string,
    /** The folder with a folder for each destination. */
    readonly out: string,
    readonly random: Random,
    pauses: Pauses,
  ) {
    // Of its own, so that how fast submissions come does not change what happens.
    const ofLoad = new Random(random.between(0, 2 ** 32));
    const url = () => {
      const urls = this.urls('intake');
      return urls.length === 0 ? undefined : ofLoad.oneOf(urls);
    };
    this.load = new Load({ senders: SENDERS, pauses, random: ofLoad, url });
  }

  /** Installs and starts all services. */
  static async start(options: {
    servers: FaultServers;
    folder: string;
    prefix: string;
    random: Random;
    pauses: Pauses;
    instances?: Instances;
  }): Promise<FaultBed> {
    const { servers, folder, prefix, random, pauses, instances = {} } = options;
    process.setMaxListeners(PROCESSES);
    const database = await servers.postgres.createDatabase();
    const { landscape, packages, out } = oneFolderLandscape(folder, CLUSTERS);
    const apart = await installApart({
      folder,
      store: database,
      brokers: servers.kafka.brokers,
      prefix,
      partitions: PARTITIONS,
      settings: {
        NAHTLOS_LANDSCAPE: landscape,
        NAHTLOS_PACKAGES: packages,
      },
    });
    const bed = new FaultBed(servers, apart, prefix, database, out, random, pauses);
    try {
      for (const service of SERVICES) {
        for (let number = 0; number < (instances[service] ?? 1); number += 1) bed.add(service);
      }
      await Promise.all(bed.#instances.map((instance) => instance.start()));
      return bed;
    } catch (error) {
      await bed.close();
      throw error;
    }
  }

  /** One more instance, which does not run yet. */
  add(service: Service): Instance {
    const name = `${service}-${this.instances(service).length + 1}`;
    const instance = new Instance(this.apart, { service, name, settings: SETTINGS[service] ?? {} });
    this.#instances.push(instance);
    return instance;
  }

  instances(service: Service): Instance[] {
    return this.#instances.filter((instance) => instance.service === service);
  }

  get all(): readonly Instance[] {
    return this.#instances;
  }

  /** Where the service accepts requests now. */
  urls(service: Service): string[] {
    return this.instances(service).flatMap(({ server }) => server?.url ?? []);
  }

  /** Starts again what a fault has left away. */
  async mend(): Promise<void> {
    await Promise.all(
      this.#instances.map((instance) => {
        instance.goOn();
        return instance.start();
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#instances.map((instance) => instance.kill()));
  }
}
