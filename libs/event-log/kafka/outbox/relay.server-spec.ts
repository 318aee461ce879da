import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompiledQuery } from 'kysely';
import { adoptOutbox, type EventLog, type NewEvent } from '#event-log';
import { PostgresStore, type Store, type Tx } from '#store';
import { KafkaBed } from '../../../../test/event-log/kafka-bed.js';
import { freshDatabase } from '../../../../test/fixtures/servers.js';
import { until } from '../../../../test/fixtures/until.js';
import { maximumRecordBytes } from '../topic-settings.js';

const event = (text: string, topic = 'submissions', key = 'case'): NewEvent => ({
  topic,
  key,
  value: Buffer.from(text),
  headers: {},
});

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const deferred = () => {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

/** Ends what stands still, so that it can be closed. */
let release: AbortController;

/** Like a process that is dead or stopped, until the test is over. */
const standStill = () =>
  new Promise<never>((_resolve, reject) => {
    if (release.signal.aborted) reject(new Error('over'));
    release.signal.addEventListener('abort', () => reject(new Error('over')));
  });

describe('the relay from the outbox to Kafka', () => {
  let bed: KafkaBed;
  let url: string;
  let closes: (() => Promise<unknown>)[];

  beforeEach(async () => {
    closes = [];
    release = new AbortController();
    bed = await KafkaBed.create({ partitions: 1 });
    url = await freshDatabase();
  });
  afterEach(async () => {
    release.abort();
    for (const close of closes.reverse()) await close();
  });

  const openStore = async (at = url) => {
    const store = await PostgresStore.open({ url: at });
    closes.push(() => store.close());
    return store;
  };
  const openLog = async (store: Store, observer = {}) => {
    const eventLog = await bed.open(store, observer);
    closes.push(() => eventLog.close());
    return eventLog;
  };
  const append = (store: Store, eventLog: EventLog, ...texts: string[]) =>
    store.write((tx) =>
      eventLog.append(
        tx,
        texts.map((text) => event(text)),
      ),
    );
  const texts = async (eventLog: EventLog, topic = 'submissions') => {
    const found: string[] = [];
    for await (const { value } of eventLog.read(topic, { from: 0n })) {
      found.push(Buffer.from(value).toString());
    }
    return found;
  };
  const sent = (eventLog: EventLog, count: number) =>
    until(async () => {
      const found = await texts(eventLog);
      return found.length >= count ? found : undefined;
    });

  it('neither misses nor repeats rows of transactions that commit out of order, while another database is busy', async () => {
    const elsewhere = await openStore(await freshDatabase());
    const busy = deferred();
    const holding = elsewhere.write(async (tx) => {
      await tx.tables().executeQuery(CompiledQuery.raw('select pg_current_xact_id()'));
      await busy.promise;
    });
    const store = await openStore();
    const eventLog = await openLog(store);
    const written = deferred();
    const late = deferred();
    const first = store.write(async (tx) => {
      await eventLog.append(tx, [event('committed last')]);
      written.resolve();
      await late.promise;
    });
    await written.promise;
    await append(store, eventLog, 'committed first');
    expect(await sent(eventLog, 1)).toEqual(['committed first']);
    late.resolve();
    await first;
    expect(await sent(eventLog, 2)).toEqual(['committed first', 'committed last']);
    await append(store, eventLog, 'afterwards');
    expect(await sent(eventLog, 3)).toEqual(['committed first', 'committed last', 'afterwards']);
    busy.resolve();
    await holding;
  });

  it('sends nothing twice when it ends between the commit on the brokers and the one in the store', async () => {
    const store = await openStore();
    const dying = dyingAfter(1, store);
    const eventLog = await openLog(dying.store);
    await append(store, eventLog, 'once');
    await sent(eventLog, 1);
    await dying.died;
    const next = await openLog(await openStore());
    await append(store, next, 'then');
    expect(await sent(next, 2)).toEqual(['once', 'then']);
  });

  it('hands over to another process within seconds when it stands still', async () => {
    const store = await openStore();
    const stuck = await openLog(standingStill(store));
    const next = await openLog(await openStore());
    await append(store, next, 'carried');
    expect(await sent(next, 1)).toEqual(['carried']);
    expect(stuck).toBeDefined();
  });

  it('takes no database for a restored one where another relay went on since it took the lease', async () => {
    const store = await openStore();
    const wentOn = deferred();
    let writes = 0;
    const late = wrapped(store, async (unit) => {
      const value = await store.write(unit);
      writes += 1;
      if (writes === 1) await wentOn.promise;
      return value;
    });
    const causes: Error[] = [];
    await openLog(late, { relayFails: (_attempt: number, cause: Error) => causes.push(cause) });
    const other = await openStore();
    const next = await openLog(other);
    await append(other, next, 'one');
    await sent(next, 1);
    wentOn.resolve();
    const cause = await until(() => causes[0]);
    expect(cause.message).toBe('Another process carries the outbox now.');
    await append(other, next, 'two');
    expect(await sent(next, 2)).toEqual(['one', 'two']);
  });

  it('lets one of many processes send, each record once', async () => {
    const stores = await Promise.all([openStore(), openStore(), openStore()]);
    const logs: EventLog[] = [];
    for (const store of stores) logs.push(await openLog(store));
    const all = Array.from({ length: 300 }, (_, number) => String(number));
    await Promise.all(all.map((text, index) => append(stores[index % 3]!, logs[index % 3]!, text)));
    const found = await sent(logs[0]!, all.length);
    expect([...found].sort()).toEqual([...all].sort());
  });

  it('tells that the database was restored from a backup, and sends nothing', async () => {
    const store = await openStore();
    const eventLog = await openLog(store);
    await append(store, eventLog, 'before');
    await sent(eventLog, 1);
    await until(async () => (await eventLog.outboxState()).records === 0 || undefined);
    await eventLog.close();
    await store.write(async (tx) => {
      await tx.tables().executeQuery(CompiledQuery.raw('update outbox_lease set batch = 0'));
    });
    const causes: Error[] = [];
    const restored = await openLog(await openStore(), {
      relayFails: (_attempt: number, cause: Error) => causes.push(cause),
    });
    await append(store, restored, 'after');
    const cause = await until(() => causes[0]);
    expect(cause.message).toMatch(/restored from a backup.*nahtlos topics --adopt/);
    expect(await texts(restored)).toEqual(['before']);
    await restored.close();
    const adopted = await adoptOutbox({ options: bed.options, store, log: SILENT });
    expect(adopted).toMatchObject({ before: 0, doubtful: 1 });
    expect(await sent(await openLog(await openStore()), 2)).toEqual(['before', 'after']);
    expect(await adoptOutbox({ options: bed.options, store, log: SILENT })).toBeUndefined();
  });

  /** The brokers take a setting over a moment after they have accepted it. */
  const limited = () =>
    until(() =>
      bed.administer(async (admin) => {
        const topic = `${bed.prefix}submissions`;
        const limits = await maximumRecordBytes(admin, [topic]);
        return limits.get(topic) === 20_000 ? true : undefined;
      }),
    );

  it('makes a dead letter with the size of what its topic does not admit, and goes on', async () => {
    await bed.administer((admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: 2,
            name: `${bed.prefix}submissions`,
            configEntries: [{ name: 'max.message.bytes', value: '20000' }],
          },
        ],
      }),
    );
    await limited();
    const store = await openStore();
    const eventLog = await openLog(store);
    await append(store, eventLog, 'small', 'x'.repeat(30_000), 'small again');
    expect(await sent(eventLog, 2)).toEqual(['small', 'small again']);
    const letters = [];
    for await (const letter of eventLog.read('dead-letters.internal', { from: 0n })) {
      letters.push(letter.headers.nahtlos_code, letter.headers.nahtlos_detail);
    }
    expect(letters).toEqual([
      'message-too-large',
      expect.stringMatching(
        /^A record of 30\d{3} bytes is larger than the topic submissions admits/,
      ),
    ]);
  });
});

/** A store on which the relay's batches work so many times; then its process is as good as dead. */
function dyingAfter(batches: number, store: Store): { store: Store; died: Promise<void> } {
  const dead = deferred();
  let left = batches;
  const write = async <T>(unit: (tx: Tx) => Promise<T>): Promise<T> => {
    if (left === 0) {
      dead.resolve();
      return standStill();
    }
    const value = await store.write(unit);
    if ((value as { number?: number } | undefined)?.number !== undefined) left -= 1;
    return value;
  };
  return { store: wrapped(store, write), died: dead.promise };
}

/** A store whose user has the lease and then stands still. */
function standingStill(store: Store): Store {
  let writes = 0;
  return wrapped(store, async (unit) => {
    writes += 1;
    return writes > 1 ? standStill() : store.write(unit);
  });
}

function wrapped(store: Store, write: Store['write']): Store {
  return {
    write,
    tables: () => store.tables(),
    migrate: (owner, migrations) => store.migrate(owner, migrations),
    copyTo: (file) => store.copyTo(file),
    tidy: () => store.tidy(),
    statistics: () => store.statistics(),
    close: () => store.close(),
  };
}
