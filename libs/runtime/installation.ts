import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Blobs, DirectoryBlobs } from '#blobs';
import { TRANSPORTS } from '#destinations';
import { EmbeddedEventLog, type EventLog } from '#event-log';
import type { Landscape, Principal } from '#landscape';
import type { Packages } from '#packages';
import type { Settings } from '#settings';
import { type DataFolderLock, lockDataFolder, SqliteStore, type Store } from '#store';
import { createLog, createMetrics, Health, type Log, type Metrics } from '#telemetry';
import { type Live, LiveConfiguration } from './live-configuration.js';
import { Principals } from './principals.js';
import { programVersion } from './program-version.js';
import type { RUNTIME_SETTINGS } from './runtime.settings.js';

/** Everything that the apps are wired with. */
export interface Installation {
  store: Store;
  eventLog: EventLog;
  blobs: Blobs;
  landscape: Live<Landscape>;
  packages: Live<Packages>;
  configuration: LiveConfiguration;
  authenticate(presented: string): Principal | undefined;
  operatorKey: string;
  log: Log;
  metrics: Metrics;
  health: Health;
  clock(): Date;
  dataFolder: string;
  version: string;
  close(): Promise<void>;
}

/** Opens an installation; what was opened is closed in the reverse order. */
export async function openInstallation(
  app: string,
  settings: Settings<typeof RUNTIME_SETTINGS>,
): Promise<Installation> {
  const log = createLog({ app, level: settings.logLevel });
  const metrics = createMetrics({ runtime: true });
  const health = new Health();
  // Mistakes in the configuration show before anything is touched.
  const configuration = await LiveConfiguration.open(settings, TRANSPORTS);
  for (const warning of configuration.warnings) {
    log.warn({ ...warning }, 'The configuration deserves a look');
  }
  await mkdir(settings.data, { recursive: true, mode: 0o750 });
  const lock = lockDataFolder(settings.data);
  const opened = await openStore(settings.data, lock, log, metrics);
  const principals = new Principals({ landscape: configuration.landscape, host: settings.host });
  configuration.tell(log);
  health.add('store', 'ready', async () => {
    await opened.eventLog.lag({ name: 'health', topic: 'operations' });
    return { ok: true, detail: 'the database answers' };
  });
  return {
    ...opened,
    blobs: await DirectoryBlobs.open(join(settings.data, 'blobs')),
    landscape: configuration.landscape,
    packages: configuration.packages,
    configuration,
    authenticate: (presented) => principals.authenticate(presented),
    operatorKey: principals.operatorKey,
    log,
    metrics,
    health,
    clock: () => new Date(),
    dataFolder: settings.data,
    version: programVersion(),
    close: async () => {
      configuration.close();
      await opened.eventLog.close();
      await opened.store.close();
      lock.release();
    },
  };
}

async function openStore(
  folder: string,
  lock: DataFolderLock,
  log: Log,
  metrics: Metrics,
): Promise<{ store: Store; eventLog: EventLog }> {
  const retries = metrics.counter('nahtlos_step_retries_total', {
    help: 'Batches that a step had to try again',
    labels: ['step'],
  });
  const poisons = metrics.counter('nahtlos_step_poison_total', {
    help: 'Records that a step could never handle',
    labels: ['step'],
  });
  const store = new SqliteStore(join(folder, 'nahtlos.db'));
  try {
    const eventLog = await EmbeddedEventLog.open({
      store,
      now: Date.now,
      observer: {
        retrying: (step, attempt, pause, cause) => {
          retries.inc({ step });
          log.warn({ step, attempt, pause, err: cause }, 'A step tries a batch again');
        },
        poisoned: (step, record, cause) => {
          poisons.inc({ step });
          const { topic, partition, offset } = record;
          log.error(
            { step, topic, partition, offset: String(offset), err: cause },
            'A record cannot be processed and was set aside',
          );
        },
      },
    });
    return { store, eventLog };
  } catch (cause) {
    await store.close();
    lock.release();
    throw cause;
  }
}
