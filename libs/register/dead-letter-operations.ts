import { Failure } from '#domain';
import type { EventLog } from '#event-log';
import type { Store, Tx } from '#store';
import { assignLetter } from './assign-letter.js';
import { decideLetters, isDecidable } from './decide-letters.js';
import { givenReason, namedOperator } from './decision-words.js';
import type { LetterState, Operation } from './letter.js';
import { lockedLetter } from './locked-letter.js';
import type { OperationResult } from './operation-result.js';

const SAID: Record<LetterState, string> = {
  open: 'It waits for a decision.',
  replaying: 'It is being replayed already; nothing was done.',
  settled: 'It is settled: what had failed went through. Nothing was done.',
  discarded: 'It was discarded before; nothing was done.',
};

/**
 * Replay and discard. A decision is compared and set on the letter in one unit of work with the records that carry
 * it out, so that each failure is decided once, however often and wherever it is asked for.
 */
export class DeadLetterOperations {
  readonly #ports: {
    store: Pick<Store, 'write'>;
    eventLog: Pick<EventLog, 'append'>;
    now(): Date;
  };

  constructor(ports: {
    store: Pick<Store, 'write'>;
    eventLog: Pick<EventLog, 'append'>;
    now(): Date;
  }) {
    this.#ports = ports;
  }

  /** Hands the failing record back to the step that could not take it. Fails with `not-found`. */
  replay(deadLetterId: string, operator: string): Promise<OperationResult> {
    return this.#decide(deadLetterId, 'replay', operator, null);
  }

  /** Gives up, for a reason that stays in the journal. Fails with `not-found`, and `invalid` without a reason. */
  async discard(deadLetterId: string, operator: string, reason: string): Promise<OperationResult> {
    return this.#decide(deadLetterId, 'discard', operator, givenReason(reason));
  }

  /**
   * Holds a letter for a colleague; `null` for nobody in particular. It hinders no decision: it says who looks after
   * it. The note stays in the register. Fails with `not-found`, and `invalid` without a name.
   */
  assign(
    deadLetterId: string,
    operator: string,
    assignment: { to: string; note: string | null } | null,
  ): Promise<OperationResult> {
    const by = namedOperator(operator);
    const at = this.#ports.now();
    return this.#ports.store.write((tx) =>
      assignLetter(tx, this.#ports, { id: deadLetterId, by, at, assignment }),
    );
  }

  async #decide(
    id: string,
    operation: Operation,
    operator: string,
    reason: string | null,
  ): Promise<OperationResult> {
    const decision = { operation, operator: namedOperator(operator), reason };
    return this.#ports.store.write((tx) => this.#decideIn(tx, id, decision));
  }

  async #decideIn(
    tx: Tx,
    id: string,
    decision: { operation: Operation; operator: string; reason: string | null },
  ): Promise<OperationResult> {
    const row = await lockedLetter(tx, id);
    if (row.state !== 'open') {
      return { deadLetterId: id, state: row.state, changed: false, detail: SAID[row.state] };
    }
    if (!isDecidable(row)) {
      throw new Failure(
        'unavailable',
        'The record of this dead letter has not arrived yet. Try again in a moment.',
        { retryAfter: 1 },
      );
    }
    const at = this.#ports.now().toISOString();
    const [state = row.state] = await decideLetters(tx, this.#ports, [row], { ...decision, at });
    return {
      deadLetterId: id,
      state,
      changed: true,
      detail:
        decision.operation === 'replay'
          ? 'It goes back to the step that could not take it.'
          : 'It is discarded; what waited behind it follows.',
    };
  }
}
