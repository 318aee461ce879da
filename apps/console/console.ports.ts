import type { ConfigurationFinding, DestinationConfig, Retention } from '#domain';
import type { EventLog } from '#event-log';
import type { Settings } from '#settings';
import type { Store } from '#store';
import type { CONSOLE_SETTINGS } from './console.settings.js';
import type { MetricsPort } from './console-metrics.js';
import type { CorrectionPorts } from './correction/correct-letter.js';

/** What is in force after a reload. */
export interface Reloaded {
  landscape: string;
  packages: string;
  /** What deserves a look without being a mistake. */
  warnings: readonly ConfigurationFinding[];
}

type Principal =
  | { role: 'operator'; keyId: string; name: string }
  | { role: 'platform' | 'case-system'; keyId: string };

/** What the console needs from outside. */
export interface ConsolePorts {
  store: Store;
  eventLog: EventLog;
  authenticate(presented: string): Principal | undefined;
  landscape: {
    current(): ReturnType<CorrectionPorts['landscape']['current']> & {
      retention: Retention;
      destinations(): readonly DestinationConfig[];
    };
  };
  /** Takes landscape and packages as they are on the disk now; rejects with ConfigurationError. */
  reload(): Promise<Reloaded>;
  packages: CorrectionPorts['packages'];
  blobs: CorrectionPorts['blobs'];
  /** The version of this program. */
  version: string;
  dataFolder: string;
  metrics: MetricsPort;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  now(): Date;
  settings: Settings<typeof CONSOLE_SETTINGS>;
}

export const CONSOLE_PORTS = Symbol('console ports');
