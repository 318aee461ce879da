import type {
  Authority,
  BreakerPolicy,
  DestinationConfig,
  LevelOfAssurance,
  RetryPolicy,
  Target,
} from '#domain';
import type { Path, SourceFile } from '#source-file';
import type { AreaFiles } from './areas/read-areas.js';
import type { Client } from './landscape.js';

/** landscape.yaml. */
export interface LandscapeFile {
  landscape: string;
  version: string;
  timeZone: string;
  areas?: AreaFiles;
  /** In days. */
  retention?: { days?: number; clusters?: Record<string, number> };
}

/** What stands in a file, and where: for findings with a line. */
export interface Entry<T> {
  /** As written: where the file does not fit its schema, anything may be missing or of another type. */
  value: T;
  source: SourceFile<unknown>;
  path: Path;
}

export interface AuthorityEntry extends Omit<Authority, 'keys'> {
  keys?: Record<string, string>;
}

export interface ActivationEntry {
  service: string;
  area: string;
  authority: string;
  onBehalfOf?: string;
  tenant?: string;
  targets: (Omit<Target, 'name'> & { name?: string })[];
  package?: string;
  validFrom?: string;
  validTo?: string;
  levelOfAssurance?: LevelOfAssurance;
  tests?: boolean;
}

export interface DestinationEntry
  extends Omit<DestinationConfig, 'concurrency' | 'retry' | 'breaker'> {
  concurrency?: number;
  retry?: Partial<RetryPolicy>;
  breaker?: Partial<BreakerPolicy>;
}

export type KeyEntry = { id: string; sha256?: string; loopbackSecret?: string } & (
  | { role: 'platform'; client: string; services: 'all' | string[] }
  | { role: 'operator'; name: string }
  | { role: 'case-system'; destinations: string[] }
);

/** A client; what its webhook needs beside the destination's own fields are settings of the transport https. */
export interface ClientEntry extends Client {
  webhook?: Pick<DestinationEntry, 'concurrency' | 'retry' | 'breaker'> & Record<string, unknown>;
}

export interface Entries {
  clients: Entry<ClientEntry>[];
  authorities: Entry<AuthorityEntry>[];
  activations: Entry<ActivationEntry>[];
  destinations: Entry<DestinationEntry>[];
  keys: Entry<KeyEntry>[];
}
