import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Failure, HEADERS } from '#domain';
import type { EventLog, MemoryChange, NewEvent, StepObserver, StoredEvent } from '#event-log';
import type { Store } from '#store';
import { until } from '../fixtures/until.js';

/** An event log to be tried. `restart` ends it as if the process had stopped, and opens what is left. */
export interface EventLogUnderTest {
  eventLog: EventLog;
  store: Store;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const event = (key: string, text: string, topic = 'submissions'): NewEvent => ({
  topic,
  key,
  value: Buffer.from(text),
  headers: { [HEADERS.submissionId]: key },
});

const textOf = (record: StoredEvent) => Buffer.from(record.value).toString();

/** What every adapter of the event log owes the steps that build on it. */
export function describeEventLogContract(
  name: string,
  open: (observer: StepObserver) => Promise<EventLogUnderTest>,
): void {
  describe(`the event log, ${name}`, () => {
    let log: EventLogUnderTest;
    let poisoned: string[];

    beforeEach(async () => {
      poisoned = [];
      log = await open({
        retrying: () => undefined,
        poisoned: (step) => poisoned.push(step),
      });
    });
    afterEach(() => log.close());

    const append = (...events: NewEvent[]) =>
      log.store.write((tx) => log.eventLog.append(tx, events));

    /** Reads so many records; what was appended may take a moment to stand in its topic. */
    const records = (topic: string, count: number) =>
      until(async () => {
        const found = await collect(log.eventLog.read(topic, { from: 0n }));
        return found.length >= count ? found : undefined;
      });
    const texts = async (topic: string, count: number) => (await records(topic, count)).map(textOf);

    /** Runs a step until it has seen `count` records, counted over all batches. */
    const consume = async (
      topic: string,
      count: number,
      handle: (batch: readonly StoredEvent[]) => Promise<NewEvent[] | undefined>,
      step = 'test',
    ) => {
      let seen = 0;
      let enough: () => void;
      const reached = new Promise<void>((resolve) => {
        enough = resolve;
      });
      const running = log.eventLog.process({
        name: step,
        topic,
        handle: async (batch) => {
          const events = await handle(batch);
          seen += batch.length;
          if (seen >= count) enough();
          return { events: events ?? [] };
        },
      });
      await reached;
      await running.stop();
    };

    it('hands over bytes, key and headers as they were appended', async () => {
      const value = Buffer.from([0, 1, 2, 254, 255]);
      await append({ topic: 'submissions', key: 'ä', value, headers: { a: 'ß', b: '' } });
      const [record] = await records('submissions', 1);
      expect(Buffer.from(record?.value ?? [])).toEqual(value);
      expect(record?.key).toBe('ä');
      expect(record?.headers).toEqual({ a: 'ß', b: '' });
    });

    it('appends with the unit of work, or not at all', async () => {
      await expect(
        log.store.write(async (tx) => {
          await log.eventLog.append(tx, [event('a', 'lost')]);
          throw new Error('undone');
        }),
      ).rejects.toThrow('undone');
      await append(event('a', 'kept'));
      expect(await texts('submissions', 1)).toEqual(['kept']);
    });

    it('keeps the order per key over many batches', async () => {
      const events = Array.from({ length: 1000 }, (_, number) =>
        event(`case ${number % 7}`, String(number)),
      );
      await append(...events);
      const seen = new Map<string, number[]>();
      await consume('submissions', 1000, async (batch) => {
        for (const record of batch) {
          seen.set(record.key, [...(seen.get(record.key) ?? []), Number(textOf(record))]);
        }
        return undefined;
      });
      expect([...seen.values()].flat()).toHaveLength(1000);
      for (const numbers of seen.values()) {
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
    });

    it('wakes a waiting step when something is appended', async () => {
      const consumed = consume('submissions', 1, async () => undefined);
      await append(event('a', 'late'));
      await consumed;
    });

    it('reads a member of a family alone, and a step all of them', async () => {
      await append(event('a', 'one', 'cluster.gewerbe'), event('a', 'two', 'cluster.steuern'));
      expect(await texts('cluster.gewerbe', 1)).toEqual(['one']);
      const seen: string[] = [];
      await consume('cluster', 2, async (batch) => {
        seen.push(...batch.map((record) => record.topic));
        return undefined;
      });
      expect(seen.sort()).toEqual(['cluster.gewerbe', 'cluster.steuern']);
    });

    it('commits what a step returns together with its progress', async () => {
      await append(event('a', 'in'));
      await consume('submissions', 1, async (batch) =>
        batch.map((record) => event(record.key, 'out', 'cluster.gewerbe')),
      );
      await log.restart();
      await append(event('a', 'in 2'));
      await consume('submissions', 1, async (batch) =>
        batch.map((record) => event(record.key, `out of ${textOf(record)}`, 'cluster.gewerbe')),
      );
      expect(await texts('cluster.gewerbe', 2)).toEqual(['out', 'out of in 2']);
    });

    it('publishes nothing and moves nothing when the write of a step fails', async () => {
      await append(event('a', 'in'));
      let attempts = 0;
      let done: () => void;
      const reached = new Promise<void>((resolve) => {
        done = resolve;
      });
      const running = log.eventLog.process({
        name: 'failing write',
        topic: 'submissions',
        handle: async () => ({
          events: [event('a', `attempt ${++attempts}`, 'cluster.gewerbe')],
          write: async (tx) => {
            if (attempts === 1) throw new Failure('unavailable');
            tx.afterCommit(() => done());
            return [event('a', 'written', 'cluster.gewerbe')];
          },
        }),
      });
      await reached;
      await running.stop();
      expect((await texts('cluster.gewerbe', 2)).sort()).toEqual(['attempt 2', 'written']);
    });

    it('tries again what may help, in order, and loses nothing', async () => {
      await append(event('a', '1'), event('a', '2'), event('b', '3'));
      let failures = 3;
      const seen: string[] = [];
      await consume('submissions', 3, async (batch) => {
        if (failures-- > 0) throw new Failure('unavailable');
        seen.push(...batch.map(textOf));
        return undefined;
      });
      expect(seen.filter((text) => text !== '3')).toEqual(['1', '2']);
      expect(seen).toHaveLength(3);
      expect(poisoned).toEqual([]);
    });

    it('sets a poison record aside with its bytes and lets the rest flow', async () => {
      await append(event('a', 'good 1'), event('a', 'poison'), event('a', 'good 2'));
      await consume('submissions', 2, async (batch) => {
        if (batch.some((record) => textOf(record) === 'poison')) throw new TypeError('no');
        return batch.map((record) => event(record.key, textOf(record), 'cluster.gewerbe'));
      });
      expect(await texts('cluster.gewerbe', 2)).toEqual(['good 1', 'good 2']);
      const [letter] = await records('dead-letters.internal', 1);
      expect(letter === undefined ? undefined : textOf(letter)).toBe('poison');
      expect(letter?.headers).toMatchObject({
        [HEADERS.code]: 'poison',
        // Its place does not name it: another log had a record at the same.
        [HEADERS.deadLetterId]: expect.stringMatching(/^[0-9a-f-]{36}$/),
        [HEADERS.originTopic]: 'submissions',
        [HEADERS.submissionId]: 'a',
      });
      expect(poisoned).toEqual(['test']);
    });

    it('remembers with the batch that said so, and across a restart', async () => {
      const seen: string[][] = [];
      const remembering = async (count: number) => {
        let handled = 0;
        let enough: () => void;
        const reached = new Promise<void>((resolve) => {
          enough = resolve;
        });
        const running = log.eventLog.process({
          name: 'remembering',
          topic: 'submissions',
          memory: 'holds',
          handle: async (batch, memory) => {
            const known = await memory.about([...new Set(batch.map((record) => record.key))]);
            for (const entry of known) {
              const text = Buffer.from(await memory.value(entry)).toString();
              seen.push([entry.key, entry.name, entry.headers.h ?? '', text]);
            }
            handled += batch.length;
            if (handled >= count) enough();
            return { events: [], memory: batch.flatMap(changesOf) };
          },
        });
        await reached;
        await running.stop();
      };
      const changesOf = (record: StoredEvent): MemoryChange[] => {
        const [name = '', text] = textOf(record).split('=');
        const value = Buffer.from(text ?? '');
        const content = text === undefined ? null : { headers: { h: 'ü' }, value };
        return [{ key: record.key, name, content }];
      };
      await append(event('a', '2=two'), event('a', '1=one'), event('b', '1=other'));
      await remembering(3);
      await log.restart();
      await append(event('a', '2'));
      await remembering(1);
      await append(event('a', '3=three'));
      await remembering(1);
      expect(seen).toEqual([
        ['a', '1', 'ü', 'one'],
        ['a', '2', 'ü', 'two'],
        ['a', '1', 'ü', 'one'],
      ]);
    });

    it('forgets what a batch wanted to remember that was not committed', async () => {
      await append(event('a', 'in'));
      let attempts = 0;
      const known: number[] = [];
      let enough: () => void;
      const reached = new Promise<void>((resolve) => {
        enough = resolve;
      });
      const running = log.eventLog.process({
        name: 'undone',
        topic: 'submissions',
        memory: 'holds',
        handle: async (_batch, memory) => {
          known.push((await memory.about(['a'])).length);
          attempts += 1;
          if (attempts === 2) enough();
          const events = attempts === 1 ? [event('a', 'x', 'elsewhere')] : [];
          const content = { headers: {}, value: Buffer.from('kept') };
          return { events, memory: [{ key: 'a', name: String(attempts), content }] };
        },
      });
      await reached;
      await running.stop();
      expect(known).toEqual([0, 0]);
    });

    it('tells how far a step lags behind', async () => {
      await append(event('a', '1'), event('a', '2'));
      const step = { name: 'test', topic: 'submissions' };
      expect(await log.eventLog.lag(step)).toBe(2);
      await consume('submissions', 2, async () => undefined);
      await until(async () => ((await log.eventLog.lag(step)) === 0 ? true : undefined));
    });

    it('refuses a topic that the map does not know', async () => {
      await expect(append(event('a', 'x', 'elsewhere'))).rejects.toThrow(/elsewhere/);
    });
  });
}

async function collect(records: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const collected: StoredEvent[] = [];
  for await (const record of records) collected.push(record);
  return collected;
}
