import { setTimeout as pause } from 'node:timers/promises';
import { asFailure, type Failure } from '#domain';
import type { Forwarding, Forwardings } from '#register';

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
  #stopping = false;
  #alarm = new AbortController();
  #ended: Promise<void> | undefined;

  constructor(ports: ForwardPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#ended ??= this.#run();
  }

  /** There may be something to forward. */
  wake(): void {
    this.#alarm.abort();
  }

  /** Ends after the letter in hand. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#alarm = new AbortController();
      const { signal } = this.#alarm;
      const rest = await this.#round().catch((cause) => {
        this.#ports.log.warn({ code: asFailure(cause).code }, 'Rules wait for the database');
        return AGAIN;
      });
      if (!this.#stopping) await pause(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Returns after how many milliseconds to look again. */
  async #round(): Promise<number> {
    let rest = LOOK;
    for (const forwarding of await this.#ports.letters.waiting()) {
      if (this.#stopping) break;
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
