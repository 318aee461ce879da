import { Failure } from '#domain';
import type { EventLog } from '#event-log';
import type { Store, Tx } from '#store';
import {
  concernsSubmission,
  failuresOf,
  type LetterState,
  type Operation,
  operated,
  settled,
  stateOf,
} from './letter.js';
import { progressOf } from './letter-row.js';
import { lockLetters } from './lock-letters.js';
import { operationEvents } from './operation-events.js';
import type { RegisterTables } from './register.tables.js';

/** What became of an operator's press. `changed` is false where the letter was decided about before. */
export interface OperationResult {
  deadLetterId: string;
  state: LetterState;
  changed: boolean;
  /** A sentence for the operator. */
  detail: string;
}

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
    if (reason.trim() === '') {
      throw new Failure('invalid', 'A dead letter is discarded for a reason. Say which.', {
        findings: [{ pointer: '/reason', code: 'required', detail: 'Expected a reason, as text.' }],
      });
    }
    return this.#decide(deadLetterId, 'discard', operator, reason.trim());
  }

  async #decide(
    id: string,
    operation: Operation,
    operator: string,
    reason: string | null,
  ): Promise<OperationResult> {
    if (operator.trim() === '') {
      throw new Failure('invalid', 'A decision has a named operator. Say who decides.');
    }
    return this.#ports.store.write((tx) =>
      this.#decideIn(tx, id, { operation, operator: operator.trim(), reason }),
    );
  }

  async #decideIn(
    tx: Tx,
    id: string,
    decision: { operation: Operation; operator: string; reason: string | null },
  ): Promise<OperationResult> {
    const tables = tx.tables<RegisterTables>();
    await lockLetters(tables, [id]);
    const row = await tables
      .selectFrom('dead_letter')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) {
      throw new Failure('not-found', `There is no dead letter ${id}.`);
    }
    if (row.state !== 'open') {
      return { deadLetterId: id, state: row.state, changed: false, detail: SAID[row.state] };
    }
    if (row.announced < failuresOf(row) || row.record_headers === null) {
      throw new Failure(
        'unavailable',
        'The record of this dead letter has not arrived yet. Try again in a moment.',
        { retryAfter: 1 },
      );
    }
    const letter = {
      id,
      stage: row.stage,
      submissionId: row.submission_id,
      caseId: row.case_id,
      messageId: row.message_id,
      destination: row.destination,
      originTopic: row.origin_topic,
      key: row.record_key ?? row.case_id,
      value: row.record_value ?? new Uint8Array(),
      headers: JSON.parse(row.record_headers) as Record<string, string>,
    };
    const now = this.#ports.now();
    let progress = operated(progressOf(row), decision.operation);
    // Nothing in the journal will tell of a record that concerns no submission; failing again reopens the letter.
    if (decision.operation === 'replay' && !concernsSubmission(letter)) {
      progress = settled({ ...progress, journaled: failuresOf(progress) });
    }
    const state = stateOf(progress);
    const update = await tables
      .updateTable('dead_letter')
      .set({
        ...progress,
        state,
        ...(state === 'replaying' ? {} : { record_value: null }),
      })
      .where('id', '=', id)
      .where('handled', '=', row.handled)
      .where('announced', '=', row.announced)
      .where('journaled', '=', row.journaled)
      .executeTakeFirst();
    if (update.numUpdatedRows !== 1n) {
      throw new Failure('unavailable', 'Someone else decides about this dead letter just now.', {
        retryAfter: 1,
      });
    }
    await tables
      .insertInto('dead_letter_operation')
      .values({
        dead_letter_id: id,
        failure: progress.handled,
        operation: decision.operation,
        operator: decision.operator,
        reason: decision.reason,
        at: now.getTime(),
      })
      .execute();
    await this.#ports.eventLog.append(
      tx,
      operationEvents(letter, { ...decision, at: now.toISOString() }),
    );
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
