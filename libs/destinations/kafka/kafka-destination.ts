import type { DestinationConfig } from '#domain';
import type { Destination, DestinationContext, Outcome, OutgoingMessage } from '../destination.js';
import { type SettingsOf, settingsOf } from '../settings-of.js';
import { KAFKA } from './descriptor.js';

/**
 * The topic is the delivery: the case system reads it itself, and nothing is sent. What is decided here is only when
 * a message counts as delivered.
 */
export class KafkaDestination implements Destination {
  readonly #settings: SettingsOf<typeof KAFKA>;
  readonly #topicsInReach: boolean;

  constructor(config: DestinationConfig, context: Pick<DestinationContext, 'topicsInReach'>) {
    this.#settings = settingsOf(KAFKA, config);
    this.#topicsInReach = context.topicsInReach;
  }

  async deliver(message: OutgoingMessage): Promise<Outcome> {
    if (!this.#topicsInReach) {
      return {
        kind: 'refused',
        code: 'refused',
        detail:
          'This installation keeps its topics in its own database, where no case system can read them. Run it with Kafka, or give the destination another transport; then replay.',
      };
    }
    if (this.#settings.acknowledgement === 'none') {
      return { kind: 'accepted', receipt: message.origin };
    }
    return { kind: 'offered', withinSeconds: this.#settings.acknowledgeWithin };
  }

  async close(): Promise<void> {}
}

/** Whether messages of the destination stay open until the case system acknowledges them. */
export function awaitsConsumer(config: DestinationConfig): boolean {
  return settingsOf(KAFKA, config).acknowledgement === 'consumer';
}
