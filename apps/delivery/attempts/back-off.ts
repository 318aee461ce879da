import type { RetryPolicy } from '#domain';

/** What is known when an attempt has failed. */
export interface FailedSoFar {
  /** Failed attempts since the delivery was opened or reopened, this one included. */
  failures: number;
  /** Milliseconds since the first of them failed, on the schedule's clock. */
  elapsed: number;
  /** What the destination asked for. */
  retryAfterSeconds: number | undefined;
  /** From 0 to below 1. */
  random: number;
}

/**
 * Milliseconds until the next attempt, or `exhausted`. The interval doubles up to its maximum; a random half of it
 * keeps deliveries that failed together from coming back together. `Retry-After` is never undercut (RFC 9110,
 * section 10.2.3), and the last attempt is made at the deadline at the latest.
 */
export function backOff(policy: RetryPolicy, failed: FailedSoFar): number | 'exhausted' {
  const left = policy.giveUpAfter * 1000 - failed.elapsed;
  if (left <= 0) return 'exhausted';
  const interval =
    1000 * Math.min(policy.maximumInterval, policy.initialInterval * 2 ** (failed.failures - 1));
  const jittered = interval * (0.5 + failed.random / 2);
  const asked =
    failed.retryAfterSeconds === undefined
      ? 0
      : 1000 * (failed.retryAfterSeconds + policy.initialInterval * failed.random);
  return Math.ceil(Math.min(Math.max(jittered, asked), left));
}
