import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs } from '#blobs';
import { TRANSPORTS } from '#destinations';
import type { EventLog } from '#event-log';
import type { Landscape, Principal } from '#landscape';
import type { Packages } from '#packages';
import type { Settings } from '#settings';
import { lockDataFolder, type Store } from '#store';
import { createLog, createMetrics, Health, type Log, type Metrics } from '#telemetry';
import type { KAFKA_SETTINGS } from './kafka.settings.js';
import { type Live, LiveConfiguration } from './live-configuration.js';
import { openBlobs, openSharedBlobs } from './open-blobs.js';
import { demandCombination, openEmbeddedEventLog, openKafkaEventLog } from './open-event-log.js';
import { isShared, openStore } from './open-store.js';
import { Principals } from './principals.js';
import { programVersion } from './program-version.js';
import { publicUrlOf } from './public-url.js';
import type { RUNTIME_SETTINGS } from './runtime.settings.js';

type InstallationSettings = Settings<typeof RUNTIME_SETTINGS & typeof KAFKA_SETTINGS>;

/** Everything that the apps are wired with. */
export interface Installation {
  store: Store;
  eventLog: EventLog;
  blobs: Blobs;
  /** The documents of replies, in a folder of their own below the attachments. */
  replyBlobs: Blobs;
  /** The readable summaries of submissions, in a folder of their own below the attachments. */
  summaryBlobs: Blobs;
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
  /** The address before every path of the HTTP edge, without a slash at its end; undefined where nobody named it. */
  publicUrl: string | undefined;
  version: string;
  close(): Promise<void>;
}

/** Opens an installation for a program; what was opened is closed in the reverse order. */
export async function openInstallation(
  program: { name: string; apps: readonly string[]; largestValue: number },
  settings: InstallationSettings,
  giveUp: (sentence: string, cause: unknown) => void,
): Promise<Installation> {
  const log = createLog({ app: program.name, level: settings.logLevel });
  const metrics = createMetrics({ runtime: true });
  const health = new Health();
  const publicUrl = publicUrlOf(settings);
  const shared = isShared(settings);
  demandCombination({ ...settings, shared, apps: program.apps });
  // Mistakes in the configuration show before anything is touched.
  const configuration = await LiveConfiguration.open(settings, {
    transports: TRANSPORTS,
    topicsInReach: settings.eventLog === 'kafka',
  });
  const closes: (() => Promise<void> | void)[] = [() => configuration.close()];
  const close = async () => {
    for (const end of closes.splice(0).reverse()) await end();
  };
  try {
    for (const warning of configuration.warnings) {
      log.warn({ ...warning }, 'The configuration deserves a look');
    }
    await mkdir(settings.data, { recursive: true, mode: 0o750 });
    const lock = lockDataFolder(settings.data);
    closes.push(() => lock.release());
    const store = await openStore(settings);
    closes.push(() => store.close());
    const folder = settings.blobs ?? join(settings.data, 'blobs');
    const blobs = await (shared ? openSharedBlobs(folder, store) : openBlobs(folder));
    const replyBlobs = await openBlobs(join(folder, 'replies'));
    const summaryBlobs = await openBlobs(join(folder, 'summaries'));
    const openLog = settings.eventLog === 'kafka' ? openKafkaEventLog : openEmbeddedEventLog;
    const eventLog = await openLog({
      app: program.name,
      apps: program.apps,
      largestValue: program.largestValue,
      settings,
      store,
      configuration,
      log,
      metrics,
      health,
      giveUp,
    });
    closes.push(() => eventLog.close());
    const principals = new Principals({ landscape: configuration.landscape, host: settings.host });
    configuration.tell(log);
    return {
      store,
      eventLog,
      blobs,
      replyBlobs,
      summaryBlobs,
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
      publicUrl,
      version: programVersion(),
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}
