import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRANSPORTS } from '#destinations';
import { applyTopics, planTopics } from '#event-log';
import { loadLandscape } from '#landscape';
import { loadPackages } from '#packages';
import { readSettings } from '#settings';
import { KAFKA_SETTINGS } from './kafka.settings.js';
import { kafkaConfiguration } from './kafka-configuration.js';
import { projectFolder } from './project-folder.js';
import { type ServerProcess, startServerProcess } from './server-process.js';

/** The services, in the order in which a submission passes through them. */
export const SERVICES = ['intake', 'transform', 'delivery', 'console'] as const;
export type Service = (typeof SERVICES)[number];

/** What every service is told where Kafka is a single broker, which can keep one copy of a record. */
export const ONE_BROKER = {
  NAHTLOS_LOG: 'kafka',
  NAHTLOS_KAFKA_REPLICATION: '1',
  NAHTLOS_KAFKA_MIN_INSYNC_REPLICAS: '1',
} as const;

/** An installation whose services are processes of their own. */
export interface Apart {
  /** What all its programs have in common. */
  settings: Readonly<Record<string, string>>;
  /** Starts an instance of a service, in a data folder of its own; `name` where there are several of one. */
  start(service: Service, options?: InstanceOptions): Promise<ServerProcess>;
  /** What an instance of that name has logged so far. */
  logOf(name: string): string;
}

interface InstanceOptions {
  name?: string;
  settings?: Record<string, string>;
}

/** Creates the topics of a new installation on servers that run, with the demo's landscape unless another is named. */
export async function installApart(options: {
  /** Of the data folders and the attachments. */
  folder: string;
  /** The address of an empty database. */
  store: string;
  brokers: readonly string[];
  prefix: string;
  partitions?: number;
  settings?: Readonly<Record<string, string>>;
}): Promise<Apart> {
  const { folder, store, brokers, prefix, partitions = 6 } = options;
  const settings: Record<string, string> = {
    ...ONE_BROKER,
    NAHTLOS_STORE: store,
    NAHTLOS_KAFKA_BROKERS: brokers.join(','),
    NAHTLOS_KAFKA_PREFIX: prefix,
    NAHTLOS_KAFKA_GROUP_PREFIX: prefix,
    NAHTLOS_KAFKA_PARTITIONS: String(partitions),
    NAHTLOS_BLOBS: join(folder, 'blobs'),
    NAHTLOS_LANDSCAPE: join(projectFolder(), 'landscape/demo'),
    NAHTLOS_PACKAGES: join(projectFolder(), 'schemas'),
    ...options.settings,
  };
  await createTopics(settings);
  return {
    settings,
    logOf: (name) => readFileSync(join(folder, name, 'server.log'), 'utf8'),
    start: (service, { name = service, settings: more = {} } = {}) => {
      const dataFolder = join(folder, name);
      mkdirSync(dataFolder, { recursive: true });
      return startServerProcess({
        program: join(projectFolder(), `dist/apps/${service}/main.js`),
        dataFolder,
        settings: { ...settings, ...more },
      });
    },
  };
}

async function createTopics(settings: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.values(KAFKA_SETTINGS).map((setting) => setting.env);
  const own = Object.fromEntries(names.map((name) => [name, settings[name]]));
  const kafka = kafkaConfiguration(readSettings(KAFKA_SETTINGS, own), 'install');
  if (kafka === undefined) throw new Error('An installation apart needs the brokers of Kafka.');
  const packages = await loadPackages(settings.NAHTLOS_PACKAGES as string);
  try {
    const landscape = await loadLandscape(settings.NAHTLOS_LANDSCAPE as string, {
      transports: TRANSPORTS,
      services: packages,
    });
    const plan = planTopics({
      prefix: kafka.options.prefix,
      options: kafka.topics,
      clusters: packages.clusters(),
      ownTopics: landscape.ownTopics,
      answering: landscape.answering,
      retention: landscape.retention,
    });
    const silent = () => undefined;
    await applyTopics(plan, {
      options: kafka.options,
      log: { info: silent, warn: silent, error: silent },
      leftToRead: async () => 0,
    });
  } finally {
    packages.close();
  }
}
