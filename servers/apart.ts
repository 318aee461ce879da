import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TRANSPORTS } from '#destinations';
import { applyTopics, planTopics } from '#event-log';
import { loadLandscape } from '#landscape';
import { loadPackages } from '#packages';
import { type ServerProcess, startServerProcess } from '#runtime';
import { projectFolder } from './project-folder.js';

/** The services, in the order in which a submission passes through them. */
export const SERVICES = ['intake', 'transform', 'delivery', 'console'] as const;
export type Service = (typeof SERVICES)[number];

/** An installation whose services are processes of their own. */
export interface Apart {
  /** What all its programs have in common. */
  settings: Readonly<Record<string, string>>;
  /** Starts an instance of a service, in a data folder of its own; `name` where there are several of one. */
  start(service: Service, options?: InstanceOptions): Promise<ServerProcess>;
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
  settings?: Record<string, string>;
}): Promise<Apart> {
  const { folder, store, brokers, prefix, partitions = 6 } = options;
  const settings: Record<string, string> = {
    NAHTLOS_LOG: 'kafka',
    NAHTLOS_STORE: store,
    NAHTLOS_KAFKA_BROKERS: brokers.join(','),
    NAHTLOS_KAFKA_PREFIX: prefix,
    NAHTLOS_KAFKA_GROUP_PREFIX: prefix,
    NAHTLOS_KAFKA_PARTITIONS: String(partitions),
    NAHTLOS_KAFKA_REPLICATION: '1',
    NAHTLOS_KAFKA_MIN_INSYNC_REPLICAS: '1',
    NAHTLOS_BLOBS: join(folder, 'blobs'),
    NAHTLOS_LANDSCAPE: join(projectFolder(), 'landscape/demo'),
    NAHTLOS_PACKAGES: join(projectFolder(), 'schemas'),
    ...options.settings,
  };
  await createTopics(settings, { brokers, prefix, partitions });
  return {
    settings,
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

async function createTopics(
  settings: Record<string, string>,
  {
    brokers,
    prefix,
    partitions,
  }: { brokers: readonly string[]; prefix: string; partitions: number },
): Promise<void> {
  const packages = await loadPackages(settings.NAHTLOS_PACKAGES as string);
  const landscape = await loadLandscape(settings.NAHTLOS_LANDSCAPE as string, {
    transports: TRANSPORTS,
    services: packages,
  });
  const plan = planTopics({
    prefix,
    options: {
      partitions,
      replication: 1,
      minInsyncReplicas: 1,
      payloadRetention: 14,
      largestRecord: 1_048_576,
    },
    clusters: packages.clusters(),
    ownTopics: landscape.ownTopics,
  });
  packages.close();
  const silent = () => undefined;
  await applyTopics(plan, {
    options: { brokers, clientId: 'install', prefix, groupPrefix: prefix, tls: null, sasl: null },
    log: { info: silent, warn: silent, error: silent },
    leftToRead: async () => 0,
  });
}
