import type { DestinationConfig } from '#domain';
import type { Destination, Outcome } from '../destination.js';
import { type SettingsOf, settingsOf } from '../settings-of.js';
import { INBOX } from './descriptor.js';

/** The case system fetches by itself, so nothing is sent: a message whose turn it is lies ready until it is acknowledged. */
export class InboxDestination implements Destination {
  readonly #settings: SettingsOf<typeof INBOX>;

  constructor(config: DestinationConfig) {
    this.#settings = settingsOf(INBOX, config);
  }

  async deliver(): Promise<Outcome> {
    return { kind: 'offered', withinSeconds: this.#settings.acknowledgeWithin };
  }

  async close(): Promise<void> {}
}

/** How long a listed message belongs to who listed it, in seconds; undefined where the destination has no inbox. */
export function inboxLease(config: DestinationConfig): number | undefined {
  return config.transport === INBOX.type ? settingsOf(INBOX, config).lease : undefined;
}
