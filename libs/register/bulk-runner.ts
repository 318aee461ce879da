import { randomUUID } from 'node:crypto';
import { asFailure } from '#domain';
import type { EventLog } from '#event-log';
import type { Store } from '#store';
import { type BatchOrder, nextLetter, passOver, workOff } from './bulk-batch.js';
import type { RegisterTables } from './register.tables.js';
import { Rounds } from './rounds.js';

/** Letters of one unit of work: others get the writer in between, and a cancel takes effect. */
const BATCH = 100;
/** Times in milliseconds. A process that died is replaced after the lease. */
const LEASE = 10_000;
/** How soon what another process began or left behind is seen. */
const LOOK = 5_000;
/** After a database that does not take it now. */
const AGAIN = 1_000;

interface Ports {
  store: Pick<Store, 'write' | 'tables'>;
  eventLog: Pick<EventLog, 'append'>;
  now(): Date;
  log: { warn(fields: object, message: string): void };
}

interface Running {
  id: string;
  rate: number;
}

/** Works off what `BulkOperations` began, each at its rate, until stopped. Several processes may run one each. */
export class BulkRunner {
  readonly #ports: Ports;
  readonly #worker = randomUUID();
  /** Before these, in milliseconds since 1970, the operations get no further batch. */
  readonly #notBefore = new Map<string, number>();
  readonly #rounds = new Rounds({
    round: async () => (await this.#round()) - Date.now(),
    failed: (cause) => {
      const { code } = asFailure(cause);
      this.#ports.log.warn({ code }, 'Bulk operations wait for the database');
      return AGAIN;
    },
  });

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  start(): void {
    this.#rounds.start();
  }

  /** There may be something to do. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Ends after the batch under way; another process, or the next start, goes on. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** A batch of each that is due; returns when the next one is. */
  async #round(): Promise<number> {
    const running: Running[] = await this.#ports.store
      .tables<RegisterTables>()
      .selectFrom('bulk_operation')
      .select(['id', 'rate'])
      .where('state', '=', 'running')
      .orderBy('started_at')
      .execute();
    let next = Date.now() + LOOK;
    for (const bulk of running) {
      if (this.#rounds.stopping) break;
      const dueAt = this.#notBefore.get(bulk.id) ?? 0;
      const again = dueAt > Date.now() ? dueAt : await this.#batchOrLater(bulk);
      if (again === undefined) this.#notBefore.delete(bulk.id);
      else {
        this.#notBefore.set(bulk.id, again);
        next = Math.min(next, again);
      }
    }
    return next;
  }

  /** What one of them meets keeps no other from its batch. */
  async #batchOrLater(bulk: Running): Promise<number | undefined> {
    try {
      return await this.#batch(bulk);
    } catch (cause) {
      const { code } = asFailure(cause);
      this.#ports.log.warn({ bulkId: bulk.id, code }, 'A bulk operation waits for the database');
      return Date.now() + AGAIN;
    }
  }

  /** Returns when the operation gets its next batch; undefined where it is over. */
  async #batch({ id, rate }: Running): Promise<number | undefined> {
    const begun = Date.now();
    const result = await this.#work(this.#order(id, Math.min(BATCH, rate)));
    switch (result.type) {
      case 'worked':
        return begun + (result.letters / rate) * 1_000;
      case 'leased':
        return begun + LOOK;
      case 'over':
        return undefined;
    }
  }

  /** What is wrong with one letter stops no other: they are tried one by one, and that one is passed over. */
  async #work(order: BatchOrder): ReturnType<typeof workOff> {
    const { store } = this.#ports;
    const alone =
      order.most === 1 ? await nextLetter(store.tables<RegisterTables>(), order) : undefined;
    try {
      return await store.write((tx) => workOff(tx, this.#ports, order));
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'unavailable') throw failure;
      if (order.most > 1) return this.#work({ ...order, most: 1 });
      // Nothing was next: it is seen anew.
      if (alone === undefined) throw failure;
      this.#ports.log.warn(
        { bulkId: order.bulkId, code: failure.code },
        'A dead letter of a bulk operation could not be decided about',
      );
      await store.write((tx) => passOver(tx, order, alone));
      return { type: 'worked', letters: 1 };
    }
  }

  #order(bulkId: string, most: number): BatchOrder {
    const now = this.#ports.now().getTime();
    return { bulkId, worker: this.#worker, now, lease: LEASE, most };
  }
}
