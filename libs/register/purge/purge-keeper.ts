import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Failure, JOURNAL_DAYS, type Retention } from '#domain';
import type { EventLog } from '#event-log';
import type { Store } from '#store';
import type { RegisterTables } from '../register.tables.js';
import { askToForget } from './ask-to-forget.js';
import { decidePurge } from './decide.js';
import { forgetStrays } from './forget-letters.js';
import { type AskedSubmission, forgetRows } from './forget-rows.js';
import type { PastSubmission } from './past-journal.js';
import { type Place, settledClusters } from './settled.js';
import { DAY, type PurgeSurvey, surveyPurge } from './survey.js';
import { endTurn, takeTurn } from './turn.js';

export interface PurgePorts {
  store: Pick<Store, 'write' | 'tables' | 'tidy'>;
  eventLog: Pick<EventLog, 'append' | 'forget'>;
  /** As the landscape has it at this moment. */
  retention(): Retention;
  now(): Date;
}

/** What a purge has decided, and what it left. */
export interface PurgeResult extends PurgeSurvey {
  /** Submissions whose data is being deleted now. */
  purged: number;
  /** Submissions past the time of the journal: all that is kept about them is being deleted now. */
  forgotten: number;
  /** Records that went from the log, where it is embedded. */
  records: number;
}

/**
 * Deletion on schedule. Decides whose data has served its purpose, and lets the apps delete what they hold of it; in the
 * log it deletes what is past its time. Small units of work, each whole in itself: a process may be killed at any
 * moment, and the next run goes on.
 */
export class PurgeKeeper {
  readonly #ports: PurgePorts;
  readonly #holder = randomUUID();

  constructor(ports: PurgePorts) {
    this.#ports = ports;
  }

  /** What a purge would do now. Changes nothing. */
  survey(): Promise<PurgeSurvey> {
    const { store, retention, now } = this.#ports;
    return surveyPurge(store.tables<RegisterTables>(), retention(), now());
  }

  /**
   * Purges all that is due. Ends early, between two units of work, where `signal` is aborted.
   *
   * @throws Failure `unavailable` where another instance purges just now
   */
  async run(signal?: AbortSignal): Promise<PurgeResult> {
    const { store, now } = this.#ports;
    if (!(await this.#mayGoOn())) {
      throw new Failure('unavailable', 'Another instance purges just now.', { retryAfter: 60 });
    }
    try {
      const purged = await this.#decideAll(signal);
      await this.#emptyStrayLetters();
      const forgotten = await this.#forgetPast(signal);
      const records = await this.#forgetAll(signal);
      await store.tidy();
      const left = await this.survey();
      return { ...left, at: now().toISOString(), purged, forgotten, records };
    } finally {
      await endTurn(store, this.#holder);
    }
  }

  #mayGoOn(): Promise<boolean> {
    return takeTurn(this.#ports.store, this.#holder, this.#ports.now().getTime());
  }

  async #decideAll(signal: AbortSignal | undefined): Promise<number> {
    const { store, eventLog, retention, now } = this.#ports;
    let purged = 0;
    for (const cluster of await settledClusters(store.tables<RegisterTables>())) {
      await this.#inUnits(signal, async (behind: Place | undefined) => {
        const lane = { cluster, days: retention().days(cluster), now: now(), behind };
        const unit = await store.write((tx) => decidePurge(tx, eventLog, lane));
        purged += unit.purged;
        return unit;
      });
    }
    return purged;
  }

  /** First what was asked for before and is done, then what is past its time by now. */
  async #forgetPast(signal: AbortSignal | undefined): Promise<number> {
    const { store, eventLog } = this.#ports;
    const journalBefore = this.#journalBefore();
    const lane = { now: this.#ports.now(), journalBefore };
    await this.#inUnits(signal, (behind: AskedSubmission | undefined) =>
      store.write((tx) => forgetRows(tx, eventLog, { ...lane, behind })),
    );
    let forgotten = 0;
    await this.#inUnits(signal, async (behind: PastSubmission | undefined) => {
      const unit = await store.write((tx) => askToForget(tx, eventLog, { ...lane, behind }));
      forgotten += unit.asked;
      return unit;
    });
    for (let gone = 1; gone > 0 && !signal?.aborted && (await this.#mayGoOn()); ) {
      gone = await store.write((tx) => forgetStrays(tx.tables<RegisterTables>(), journalBefore));
    }
    return forgotten;
  }

  async #inUnits<Place>(
    signal: AbortSignal | undefined,
    unit: (behind: Place | undefined) => Promise<{ end: Place | undefined }>,
  ): Promise<void> {
    let behind: Place | undefined;
    do {
      if (signal?.aborted || !(await this.#mayGoOn())) return;
      behind = (await unit(behind)).end;
      await setImmediate();
    } while (behind !== undefined);
  }

  #journalBefore(): number {
    return this.#ports.now().getTime() - JOURNAL_DAYS * DAY;
  }

  /** What no step could read belongs to no submission that could be purged: it goes when it is done and old. */
  async #emptyStrayLetters(): Promise<void> {
    const { store, retention, now } = this.#ports;
    const before = now().getTime() - retention().days(null) * DAY;
    await store.write(async (tx) => {
      await tx
        .tables<RegisterTables>()
        .updateTable('dead_letter')
        .set({ record_value: null, record_headers: null })
        .where('submission_id', 'is', null)
        .where('state', 'in', ['settled', 'discarded'])
        .where('record_headers', 'is not', null)
        .where('last_at', '<', before)
        .execute();
    });
  }

  async #forgetAll(signal: AbortSignal | undefined): Promise<number> {
    const { eventLog, retention, now } = this.#ports;
    const at = now().getTime();
    const limits = {
      now: at,
      payloadBefore: at - retention().shortest * DAY,
      journalBefore: this.#journalBefore(),
    };
    let records = 0;
    for (let gone = 1; gone > 0 && !signal?.aborted && (await this.#mayGoOn()); records += gone) {
      gone = await eventLog.forget(limits);
    }
    return records;
  }
}
