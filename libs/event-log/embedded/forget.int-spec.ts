import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { emptySqlite } from '../../../test/fixtures/stores.js';
import { until } from '../../../test/fixtures/until.js';
import type { NewEvent, RunningStep } from '../event-log.js';
import { EmbeddedEventLog } from './embedded-event-log.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-22T10:00:00Z');
const LIMITS = { now: START, payloadBefore: START - 24 * HOUR, journalBefore: START - 48 * HOUR };

describe('forgetting in the embedded log', () => {
  let store: Awaited<ReturnType<typeof emptySqlite>>;
  let eventLog: EmbeddedEventLog;
  let clock: number;
  const running: RunningStep[] = [];

  beforeEach(async () => {
    store = await emptySqlite();
    clock = START - 72 * HOUR;
    const observer = { retrying: () => {}, poisoned: () => {} };
    eventLog = await EmbeddedEventLog.open({ store, observer, now: () => clock });
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((step) => step.stop()));
    await eventLog.close();
    await store.close();
  });

  const event = (topic: string, text: string): NewEvent => ({
    topic,
    key: 'a',
    value: Buffer.from(text),
    headers: {},
  });
  const append = (...events: NewEvent[]) => store.write((tx) => eventLog.append(tx, events));

  async function handled(name: string, topic: string): Promise<void> {
    const step = { name, topic, handle: async () => undefined };
    running.push(eventLog.process(step));
    await until(async () => ((await eventLog.lag(step)) === 0 ? true : undefined));
  }

  async function forget(): Promise<number> {
    let records = 0;
    for (let gone = 1; gone > 0; records += gone) gone = await eventLog.forget(LIMITS);
    return records;
  }

  async function left(topic: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { value } of eventLog.read(topic, { from: 0n })) {
      found.push(Buffer.from(value).toString());
    }
    return found;
  }

  it('deletes what is too old, by the kind of the topic', async () => {
    await append(event('operations', 'oldest'), event('journal', 'oldest'));
    clock = START - 36 * HOUR;
    await append(event('operations', 'old'), event('journal', 'old'));
    clock = START - HOUR;
    await append(event('operations', 'new'), event('journal', 'new'), event('purges', 'new'));
    await handled('delivery.operations', 'operations');
    await handled('console.journal', 'journal');
    await handled('intake.purges', 'purges');
    await handled('delivery.purges', 'purges');
    expect(await forget()).toBe(4);
    // What it asks for is done.
    expect(await left('purges')).toEqual([]);
    expect(await left('operations')).toEqual(['new']);
    expect(await left('journal')).toEqual(['old', 'new']);
  });

  it('keeps what a step has yet to handle, and what no step has begun', async () => {
    await append(event('purges', 'first'), event('operations', 'first'));
    await handled('intake.purges', 'purges');
    expect(await forget()).toBe(0);
    await handled('delivery.purges', 'purges');
    await append(event('purges', 'second'));
    await until(async () =>
      (await eventLog.lag({ name: 'delivery.purges', topic: 'purges' })) === 0 ? true : undefined,
    );
    await Promise.all(running.splice(0).map((step) => step.stop()));
    await append(event('purges', 'unhandled'));
    expect(await forget()).toBe(2);
    expect(await left('purges')).toEqual(['unhandled']);
    expect(await left('operations')).toEqual(['first']);
  });

  it('is not kept up by records of a clock that ran ahead', async () => {
    clock = START + 1_000 * HOUR;
    await append(...Array.from({ length: 300 }, (_, at) => event('operations', `ahead ${at}`)));
    clock = START - 72 * HOUR;
    await append(event('operations', 'old'));
    await handled('delivery.operations', 'operations');
    expect(await forget()).toBe(1);
    expect(await left('operations')).toHaveLength(300);
  });

  it('gives no offset twice afterwards', async () => {
    await append(event('operations', 'old'));
    await handled('delivery.operations', 'operations');
    await forget();
    await append(event('operations', 'next'));
    for await (const { offset } of eventLog.read('operations', { from: 0n })) {
      expect(offset).toBe(2n);
    }
    expect(await left('operations')).toEqual(['next']);
  });
});
