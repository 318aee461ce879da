import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Failure, type Retention } from '#domain';
import type { EventLog } from '#event-log';
import type { Store } from '#store';
import type { RegisterTables } from '../register.tables.js';
import { decidePurge } from './decide.js';
import { type Place, settledClusters } from './settled.js';
import { DAY, type PurgeSurvey, surveyPurge } from './survey.js';
import { endTurn, takeTurn } from './turn.js';

/** What holds no data of applications stays three years, with a leap day. */
const JOURNAL_DAYS = 3 * 365 + 1;

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
      const records = await this.#forgetAll(signal);
      await store.tidy();
      const left = await this.survey();
      return { ...left, at: now().toISOString(), purged, records };
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
      let behind: Place | undefined;
      do {
        if (signal?.aborted || !(await this.#mayGoOn())) return purged;
        const lane = { cluster, days: retention().days(cluster), now: now(), behind };
        const decided = await store.write((tx) => decidePurge(tx, eventLog, lane));
        purged += decided.purged;
        behind = decided.end;
        await setImmediate();
      } while (behind !== undefined);
    }
    return purged;
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
      journalBefore: at - JOURNAL_DAYS * DAY,
    };
    let records = 0;
    for (let gone = 1; gone > 0 && !signal?.aborted && (await this.#mayGoOn()); records += gone) {
      gone = await eventLog.forget(limits);
    }
    return records;
  }
}
