import { describe, expect, it } from '@jest/globals';
import { type Breaker, CLOSED, judge, type Sign } from './breaker.js';

const FACTS = {
  policy: { failures: 3, firstProbe: 5, longestProbe: 300 },
  now: 1_000_000,
  random: 1,
};
const ALIVE: Sign = { kind: 'alive' };
const SILENT: Sign = {
  kind: 'silent',
  probe: false,
  certain: false,
  retryAfterSeconds: undefined,
};
const PROBE: Sign = { ...SILENT, probe: true };

function having(signs: readonly Sign[], from: Breaker = CLOSED): Breaker {
  return signs.reduce((breaker, sign) => judge(breaker, sign, FACTS), from);
}

/** As the claim of a probe leaves it. */
function halfOpen(breaker: Breaker): Breaker {
  return { ...breaker, breaker: 'half-open', probe_at: FACTS.now + 15_000 };
}

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, and not one earlier', () => {
    expect(having([SILENT, SILENT])).toMatchObject({ breaker: 'closed', failures: 2 });
    expect(having([SILENT, SILENT, SILENT])).toEqual({
      breaker: 'open',
      failures: 3,
      opened_at: 1_000_000,
      probe_at: 1_005_000,
      probes: 0,
    });
  });

  it('opens at once where no other message would fare better', () => {
    expect(having([{ ...SILENT, certain: true }])).toMatchObject({ breaker: 'open', failures: 1 });
  });

  it('counts from the beginning after a sign of life', () => {
    expect(having([SILENT, SILENT, ALIVE, SILENT, SILENT]).breaker).toBe('closed');
  });

  it('closes with the first probe that succeeds', () => {
    expect(having([ALIVE], halfOpen(having([SILENT, SILENT, SILENT])))).toEqual(CLOSED);
  });

  it('waits twice as long after each probe that fails, up to the longest', () => {
    let breaker = having([SILENT, SILENT, SILENT]);
    const pauses: number[] = [];
    for (let probe = 0; probe < 8; probe += 1) {
      breaker = judge(halfOpen(breaker), PROBE, FACTS);
      pauses.push(Number(breaker.probe_at) - FACTS.now);
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1000));
    expect(breaker).toMatchObject({ breaker: 'open', opened_at: 1_000_000, probes: 8 });
  });

  it('leaves out a random half of the pause, so that many destinations of one network do not come together', () => {
    const open = having([SILENT, SILENT]);
    expect(judge(open, SILENT, { ...FACTS, random: 0 }).probe_at).toBe(1_002_500);
  });

  it('probes no earlier than the destination asked for, however long that is', () => {
    const asking = { ...SILENT, retryAfterSeconds: 3_600 };
    expect(having([SILENT, SILENT, asking]).probe_at).toBe(1_000_000 + 3_600_000);
    expect(having([SILENT, SILENT, SILENT, asking]).probe_at).toBe(1_000_000 + 3_600_000);
  });

  it('does not count what was under way when it opened', () => {
    const open = having([SILENT, SILENT, SILENT]);
    expect(having([SILENT, SILENT], open)).toEqual(open);
    expect(having([SILENT], halfOpen(open))).toEqual(halfOpen(open));
  });

  it('closes where something that was under way when it opened succeeded', () => {
    expect(having([SILENT, SILENT, SILENT, ALIVE])).toEqual(CLOSED);
  });

  it('opened for years does not overflow', () => {
    const old = { ...halfOpen(having([SILENT, SILENT, SILENT])), probes: 1_000_000 };
    expect(judge(old, PROBE, FACTS).probe_at).toBe(1_300_000);
  });
});
