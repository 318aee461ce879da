import { describe, expect, it } from '@jest/globals';
import { claimableFrom, clockOf, unknownDestination, withClock } from './state.js';

const HOUR = 3_600_000;
const FLOWS = unknownDestination('files');
const OPEN = { ...FLOWS, breaker: 'open' as const, opened_at: 0, probe_at: 5_000 };

describe('the clock of a destination', () => {
  it('is the time of the schedule as long as nothing stops it', () => {
    expect(clockOf(FLOWS, 7 * HOUR)).toBe(7 * HOUR);
  });

  it('stands still from a stop to its end, and goes on where it stood', () => {
    const stopped = withClock(OPEN, HOUR);
    expect(clockOf(stopped, HOUR)).toBe(HOUR);
    expect(clockOf(stopped, 100 * HOUR)).toBe(HOUR);
    const again = withClock({ ...stopped, ...FLOWS, stopped_since: HOUR }, 100 * HOUR);
    expect(clockOf(again, 101 * HOUR)).toBe(2 * HOUR);
  });

  it('stands until the last of several reasons is gone', () => {
    const both = withClock({ ...OPEN, paused_at: HOUR }, HOUR);
    const paused = withClock({ ...both, breaker: 'closed' }, 2 * HOUR);
    expect(clockOf(paused, 9 * HOUR)).toBe(HOUR);
    const flows = withClock({ ...paused, paused_at: null }, 10 * HOUR);
    expect(clockOf(flows, 11 * HOUR)).toBe(2 * HOUR);
  });

  it('adds up what it stood for', () => {
    let state = FLOWS;
    for (let day = 0; day < 10; day += 1) {
      state = withClock({ ...state, paused_at: 0 }, day * 24 * HOUR);
      state = withClock({ ...state, paused_at: null }, (day * 24 + 20) * HOUR);
    }
    expect(clockOf(state, 240 * HOUR)).toBe(40 * HOUR);
  });

  it('does not run backwards where time does', () => {
    const stopped = withClock(OPEN, 10 * HOUR);
    const again = withClock({ ...stopped, breaker: 'closed' }, 9 * HOUR);
    expect(again).toMatchObject({ stopped_total: 0, stopped_since: null });
  });
});

describe('claims at a destination', () => {
  it.each([
    ['closed', FLOWS, Number.NEGATIVE_INFINITY],
    ['open', OPEN, 5_000],
    ['half-open', { ...OPEN, breaker: 'half-open' as const, probe_at: 20_000 }, 20_000],
    ['paused', { ...FLOWS, paused_at: 1 }, Number.POSITIVE_INFINITY],
    ['open and paused', { ...OPEN, paused_at: 1 }, Number.POSITIVE_INFINITY],
    ['disabled', { ...FLOWS, disabled_at: 1 }, Number.POSITIVE_INFINITY],
  ])('%s: are made from then on', (_what, state, from) => {
    expect(claimableFrom(state)).toBe(from);
  });
});
