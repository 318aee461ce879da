import type { PlatformWebhook } from './way-back/platform-webhook.js';

/** Nahtlos as the demo meets it: one process, services of their own, or an installation that runs elsewhere. */
export interface DemoInstallation {
  /** Where online services post, and the key of one. */
  intake: Door;
  /** Where operators look, and the key of one. */
  console: Door;
  /** The folder with the messages of the demo's destinations; absent where it cannot be seen from here. */
  out?: string;
  /** Absent where the configuration is not the demo's to change. */
  own?: OwnConfiguration;
  /** Ends every reference, where an earlier demo may have used them already. */
  run?: string;
  /** What to try when the demo is over, line by line. */
  next: readonly string[];
  /** Ends what was started for the demo. */
  stop(): Promise<void>;
}

/** What the demo may change, and how that comes into force. */
export interface OwnConfiguration {
  packages: string;
  landscape: string;
  /** Where replies to its online service are pushed to. */
  webhook: PlatformWebhook;
  /** Resolves once every program has taken what was changed. */
  reload(): Promise<void>;
  /** Where case systems reply. */
  caseSystems: string;
}

export interface Door {
  url: string;
  key: string;
}

/** Where the demo finds what it sends, and keeps what it starts. */
export interface DemoFolders {
  packages: string;
  landscape: string;
  /** Must not exist yet. */
  data: string;
}

/** The plain keys of the demo's landscape are honoured on loopback alone. */
export const DEMO_KEYS_WORK = { NAHTLOS_HOST: '127.0.0.1' } as const;
