import { Failure } from '#domain';
import type { EventLog } from '#event-log';
import type { Store, Tx } from '#store';
import { assignLetter } from './assign-letter.js';
import { decideLetters, isDecidable } from './decide-letters.js';
import { givenReason, namedOperator } from './decision-words.js';
import { failuresOf, type LetterState, type Operation } from './letter.js';
import { lockedLetter } from './locked-letter.js';
import type { Correction, Decision } from './operation-events.js';
import type { OperationResult } from './operation-result.js';
import type { RegisterTables } from './register.tables.js';

const SAID: Record<LetterState, string> = {
  open: 'It waits for a decision.',
  replaying: 'It is being replayed already; nothing was done.',
  settled: 'It is settled: what had failed went through. Nothing was done.',
  discarded: 'It was discarded before; nothing was done.',
};

const DONE: Record<Operation, string> = {
  replay: 'It goes back to the step that could not take it.',
  correct: 'The correction goes on in its place.',
  discard: 'It is discarded; what waited behind it follows.',
};

/**
 * Replay, correct and discard. A decision is compared and set on the letter in one unit of work with the records that carry
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
   * Sends a correction in place of what failed. `failures` is how often it had failed when the correction was made: one
   * that failed again since is another failure, and nothing is done. `submission` is kept as what later corrections
   * begin with. Fails with `not-found`.
   */
  correct(
    deadLetterId: string,
    operator: string,
    order: { correction: Correction; failures: number; submission: Uint8Array | null },
  ): Promise<OperationResult> {
    const by = namedOperator(operator);
    const now = this.#ports.now();
    const { correction, failures, submission } = order;
    return this.#ports.store.write(async (tx) => {
      const row = await lockedLetter(tx, deadLetterId);
      if (row.state === 'open' && failuresOf(row) !== failures) {
        const detail = 'It failed again meanwhile; nothing was done. Look at it anew.';
        return { deadLetterId, state: row.state, changed: false, detail };
      }
      const decision = { operation: 'correct', operator: by, reason: null, correction } as const;
      const result = await this.#decideIn(tx, deadLetterId, decision);
      if (result.changed && submission !== null && row.submission_id !== null) {
        await keepSubmission(tx, row.submission_id, submission, now);
      }
      return result;
    });
  }

  /**
   * Holds a letter for a colleague; `null` for nobody in particular. It hinders no decision about this one: it says who
   * looks after it, and others' decisions about many leave it out. The note stays in the register. Fails with `not-found`, and `invalid` without a name.
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

  async #decideIn(tx: Tx, id: string, decision: Omit<Decision, 'at'>): Promise<OperationResult> {
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
      detail: DONE[decision.operation],
    };
  }
}

async function keepSubmission(tx: Tx, id: string, body: Uint8Array, at: Date): Promise<void> {
  const columns = { body: Buffer.from(body), at: at.getTime() };
  await tx
    .tables<RegisterTables>()
    .insertInto('corrected_submission')
    .values({ submission_id: id, ...columns })
    .onConflict((conflict) => conflict.column('submission_id').doUpdateSet(columns))
    .execute();
}
