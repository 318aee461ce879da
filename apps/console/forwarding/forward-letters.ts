import { asFailure, type Failure } from '#domain';
import { type Forwarding, type Forwardings, Rounds } from '#register';

/** How soon, in milliseconds, what another process has taken in is seen. */
const LOOK = 5_000;
/** After a database that does not take it now, or a record that is still to come. */
const AGAIN = 500;

export interface ForwardPorts {
  letters: Pick<Forwardings, 'waiting' | 'leave'>;
  /** Corrects the area as an operator would. Rejects with the Failure of what stands in the way. */
  forward(forwarding: Forwarding): Promise<unknown>;
  log: { warn(fields: object, message: string): void };
}

/**
 * The rule of a destination in the place of an operator: corrects the area of what its case system is not responsible for.
 * Each letter is compared and set as with an operator, so that several processes, and one that is killed at any moment,
 * forward it once. What does not go through is left to a person.
 */
export class ForwardLetters {
  readonly #ports: ForwardPorts;
  readonly #rounds = new Rounds({
    round: () => this.#round(),
    failed: (cause) => {
      this.#ports.log.warn({ code: asFailure(cause).code }, 'Rules wait for the database');
      return AGAIN;
    },
  });

  constructor(ports: ForwardPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#rounds.start();
  }

  /** There may be something to forward. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Ends after the letter in hand. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** Returns after how many milliseconds to look again. */
  async #round(): Promise<number> {
    let rest = LOOK;
    for (const forwarding of await this.#ports.letters.waiting()) {
      if (this.#rounds.stopping) break;
      try {
        await this.#ports.forward(forwarding);
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (failure.disposition === 'retry') {
          this.#ports.log.warn(
            { deadLetterId: forwarding.id, code: failure.code },
            'A rule could not forward a dead letter yet',
          );
          rest = AGAIN;
        } else {
          await this.#ports.letters.leave(forwarding, whyNot(forwarding, failure));
        }
      }
    }
    return rest;
  }
}

function whyNot({ destination }: Forwarding, failure: Failure): string {
  const [first] = failure.findings;
  return `But the rule of the destination ${destination} could not: ${first?.detail ?? failure.message} Correct it with "nahtlos dead-letters edit --form --area", or discard and hand over by hand.`;
}
