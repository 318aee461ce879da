import type { Destination } from '#destinations';
import type { DestinationConfig } from '#domain';
import type { Connections } from './attempt.js';

interface Entry {
  config: DestinationConfig;
  destination: Destination;
  users: number;
  replaced: boolean;
}

export interface ConnectionPorts {
  knowsTransport(type: string): boolean;
  open(config: DestinationConfig): Destination;
  log: { warn(fields: object, message: string): void };
}

/**
 * One open destination per configured one. A landscape that was loaded again brings new configurations: the next
 * attempt opens anew, and the old connection is closed once its last attempt has ended.
 */
export class OpenConnections implements Connections {
  readonly #ports: ConnectionPorts;
  readonly #entries = new Map<string, Entry>();

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
  }

  to(config: DestinationConfig): { destination: Destination; done(): void } | undefined {
    if (!this.#ports.knowsTransport(config.transport)) return undefined;
    const entry = this.#entry(config);
    entry.users += 1;
    return {
      destination: entry.destination,
      done: () => {
        entry.users -= 1;
        if (entry.replaced && entry.users === 0) this.#close(entry);
      },
    };
  }

  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map((entry) => this.#close(entry)));
  }

  #entry(config: DestinationConfig): Entry {
    const known = this.#entries.get(config.id);
    if (known?.config === config) return known;
    const entry = { config, destination: this.#ports.open(config), users: 0, replaced: false };
    this.#entries.set(config.id, entry);
    if (known !== undefined) {
      known.replaced = true;
      if (known.users === 0) this.#close(known);
    }
    return entry;
  }

  async #close(entry: Entry): Promise<void> {
    try {
      await entry.destination.close();
    } catch (err) {
      this.#ports.log.warn(
        { destination: entry.config.id, err },
        'A connection could not be closed',
      );
    }
  }
}
