import type { BreakerPolicy } from '#domain';

/** Whether a destination is asked at all. Times are milliseconds since 1970. */
export interface Breaker {
  /** `open`: nothing is attempted until `probeAt`. `half-open`: one attempt is, and its word counts until `probeAt`. */
  breaker: 'closed' | 'open' | 'half-open';
  /** Failures since the destination last gave a sign of life. */
  failures: number;
  opened_at: number | null;
  probe_at: number | null;
  /** Probes that failed since it opened. */
  probes: number;
}

export const CLOSED: Breaker = {
  breaker: 'closed',
  failures: 0,
  opened_at: null,
  probe_at: null,
  probes: 0,
};

/**
 * What an attempt says about the destination. A refusal of a message is a sign of life: whoever refuses is there. A
 * failure for which we are to blame ourselves says nothing. `certain`: no other message would fare better, so that no
 * second one has to be tried.
 */
export type Sign =
  | { kind: 'alive' }
  | { kind: 'silent'; probe: boolean; certain: boolean; retryAfterSeconds: number | undefined };

export interface BreakerFacts {
  policy: BreakerPolicy;
  now: number;
  /** From 0 to below 1. */
  random: number;
}

/** The three states and what leads from one to the next; the claim of a probe is in `destinations/probe.ts`. */
export function judge(before: Breaker, sign: Sign, facts: BreakerFacts): Breaker {
  if (sign.kind === 'alive') return CLOSED;
  const failures = before.failures + 1;
  const openedAnew = (probes: number, opened_at: number): Breaker => ({
    breaker: 'open',
    failures,
    opened_at,
    probes,
    probe_at: facts.now + pause(probes, sign.retryAfterSeconds, facts),
  });
  switch (before.breaker) {
    case 'closed':
      if (failures < facts.policy.failures && !sign.certain) return { ...before, failures };
      return openedAnew(0, facts.now);
    case 'half-open':
      if (!sign.probe) return before;
      return openedAnew(before.probes + 1, before.opened_at ?? facts.now);
    case 'open':
      // Was under way when it opened. What it was asked for counts, its failure not once more.
      return { ...before, probe_at: Math.max(before.probe_at ?? 0, askedFor(sign, facts)) };
  }
}

/** Milliseconds until the next probe: doubles up to the longest, a random half of it left out; see `back-off.ts`. */
function pause(probes: number, retryAfterSeconds: number | undefined, facts: BreakerFacts): number {
  const { firstProbe, longestProbe } = facts.policy;
  const interval = 1000 * Math.min(longestProbe, firstProbe * 2 ** Math.min(probes, 30));
  return Math.ceil(Math.max(interval * (0.5 + facts.random / 2), 1000 * (retryAfterSeconds ?? 0)));
}

function askedFor(sign: { retryAfterSeconds: number | undefined }, facts: BreakerFacts): number {
  return sign.retryAfterSeconds === undefined ? 0 : facts.now + 1000 * sign.retryAfterSeconds;
}
