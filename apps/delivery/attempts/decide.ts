import type { Outcome } from '#destinations';
import type { FailureCode, RetryPolicy } from '#domain';
import { backOff } from './back-off.js';

/** What becomes of a delivery after an attempt. `dueAt` is in milliseconds since 1970. */
export type Decision =
  | { type: 'delivered'; receipt: string }
  /** Waits since `since`, on the clock of the destination. */
  | { type: 'offered'; since: number; dueAt: number }
  /** A failed probe of a destination that was failing anyway is not `charged` to the delivery's own schedule. */
  | { type: 'again'; code: FailureCode; detail: string; dueAt: number; charged: boolean }
  | { type: 'dead-letter'; code: FailureCode; detail: string };

export interface AttemptFacts {
  /** Undefined where the landscape no longer has the destination. */
  policy: RetryPolicy | undefined;
  /** Failed attempts before this one, since the delivery was opened or reopened. */
  failures: number;
  /** When the first of them failed, or without one when it was offered, on the clock of the destination. */
  firstFailedAt: number | null;
  /** Milliseconds since 1970. */
  now: number;
  /** `now` on the clock of the destination, which stands still while nothing is claimed there. */
  clock: number;
  /** It was the one attempt that a half-open breaker let through. */
  probe: boolean;
  /** From 0 to below 1. */
  random: number;
}

/** The one table from what a destination answered to what follows. */
export function decide(outcome: Outcome, facts: AttemptFacts): Decision {
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate':
      return { type: 'delivered', receipt: outcome.receipt };
    case 'offered': {
      // A clock that runs since a failure belongs to another transport.
      const since = (facts.failures === 0 ? facts.firstFailedAt : null) ?? facts.clock;
      const left = outcome.withinSeconds * 1000 - Math.max(0, facts.clock - since);
      if (left > 0) return { type: 'offered', since, dueAt: facts.now + left };
      return {
        type: 'dead-letter',
        code: 'exhausted',
        detail: `The case system did not acknowledge the message within ${outcome.withinSeconds} seconds. Ask those who run it; a replay lets the message wait anew.`,
      };
    }
    case 'refused':
      return { type: 'dead-letter', code: outcome.code, detail: outcome.detail };
    case 'gone':
      return { type: 'dead-letter', code: 'destination-gone', detail: outcome.detail };
    case 'retry': {
      if (facts.policy === undefined) {
        return { type: 'dead-letter', code: 'destination-gone', detail: outcome.detail };
      }
      const { code, detail } = outcome;
      if (facts.probe) return { type: 'again', code, detail, dueAt: facts.now, charged: false };
      const failures = facts.failures + 1;
      const pause = backOff(facts.policy, {
        failures,
        elapsed: Math.max(0, facts.clock - (facts.firstFailedAt ?? facts.clock)),
        retryAfterSeconds: outcome.retryAfterSeconds,
        random: facts.random,
      });
      if (pause !== 'exhausted') {
        return { type: 'again', code, detail, dueAt: facts.now + pause, charged: true };
      }
      return {
        type: 'dead-letter',
        code: 'exhausted',
        detail: `Given up after ${failures} failed attempts within ${facts.policy.giveUpAfter} seconds. The last one (${code}): ${detail}`,
      };
    }
  }
}
