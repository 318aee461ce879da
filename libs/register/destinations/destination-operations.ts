import { v7 } from 'uuid';
import { Failure, HEADERS } from '#domain';
import type { EventLog } from '#event-log';
import type { Store } from '#store';
import type { DestinationRegister } from './destination-register.js';

/** What an operator's press on a destination leads to. */
export interface DestinationOperationResult {
  destination: string;
  operation: 'pause' | 'resume';
  /** A sentence for the operator. */
  detail: string;
}

/**
 * Pause and resume. The decision is a durable record once this resolves; delivery carries it out within a moment, or
 * when it runs again, and keeps who decided what and why.
 */
export class DestinationOperations {
  readonly #ports: {
    store: Pick<Store, 'write'>;
    eventLog: Pick<EventLog, 'append'>;
    register: Pick<DestinationRegister, 'show'>;
  };

  constructor(ports: {
    store: Pick<Store, 'write'>;
    eventLog: Pick<EventLog, 'append'>;
    register: Pick<DestinationRegister, 'show'>;
  }) {
    this.#ports = ports;
  }

  /** Fails with `not-found`, and `invalid` without a reason. Paused again, the newer reason stands. */
  async pause(
    destination: string,
    operator: string,
    reason: string,
  ): Promise<DestinationOperationResult> {
    if (reason.trim() === '') {
      throw new Failure('invalid', 'A destination is paused for a reason. Say which.', {
        findings: [{ pointer: '/reason', code: 'required', detail: 'Expected a reason, as text.' }],
      });
    }
    await this.#known(destination);
    await this.#decide('pause', destination, operator, reason.trim());
    return {
      destination,
      operation: 'pause',
      detail: 'Nothing more is attempted there until somebody resumes it.',
    };
  }

  /**
   * Ends a pause, and lets a destination go on that was disabled or does not answer. Also where it flows: a pause may be
   * on its way. Fails with `not-found`.
   */
  async resume(destination: string, operator: string): Promise<DestinationOperationResult> {
    await this.#known(destination);
    await this.#decide('resume', destination, operator, null);
    const detail = 'What waits there is attempted from now on.';
    return { destination, operation: 'resume', detail };
  }

  async #known(destination: string): Promise<void> {
    if ((await this.#ports.register.show(destination)) !== undefined) return;
    throw new Failure('not-found', `There is no destination ${destination}.`);
  }

  async #decide(
    operation: 'pause' | 'resume',
    destination: string,
    operator: string,
    reason: string | null,
  ): Promise<void> {
    if (operator.trim() === '') {
      throw new Failure('invalid', 'A decision has a named operator. Say who decides.');
    }
    const record = {
      topic: 'operations',
      key: destination,
      value: new Uint8Array(),
      headers: {
        [HEADERS.operation]: operation,
        [HEADERS.operationId]: v7(),
        [HEADERS.destination]: destination,
        [HEADERS.operator]: operator.trim(),
        ...(reason === null ? {} : { [HEADERS.reason]: reason }),
      },
    };
    await this.#ports.store.write((tx) => this.#ports.eventLog.append(tx, [record]));
  }
}
