import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Store } from '#store';
import { emptySqlite } from '../../../test/fixtures/stores.js';
import { MIGRATIONS } from '../migrations.js';
import { ScheduleClock } from './schedule-clock.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-22T09:00:00Z');

describe('the clock of schedules', () => {
  let store: Store;

  beforeEach(async () => {
    store = await emptySqlite();
    await store.migrate('delivery', MIGRATIONS);
  });
  afterEach(() => store.close());

  it('leaves out what passed while no dispatcher was there', async () => {
    await new ScheduleClock(store).see(NOW);
    const later = new ScheduleClock(store);
    expect(await later.see(NOW + 50 * HOUR)).toBe(false);
    expect(later.time(NOW + 51 * HOUR)).toBe(NOW + HOUR);
  });

  it('tells every dispatcher that the clock on the wall was set back, not the first alone', async () => {
    const clocks = [new ScheduleClock(store), new ScheduleClock(store)];
    const told = async (now: number) => {
      const answers: boolean[] = [];
      for (const clock of clocks) answers.push(await clock.see(now));
      return answers;
    };
    expect(await told(NOW)).toEqual([false, false]);
    expect(await told(NOW - 5 * HOUR)).toEqual([true, true]);
    expect(await told(NOW - 4 * HOUR)).toEqual([false, false]);
    expect(clocks.map((clock) => clock.time(NOW - 4 * HOUR))).toEqual([NOW + HOUR, NOW + HOUR]);
  });
});
