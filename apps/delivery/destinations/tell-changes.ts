import type { Judged } from './judge-destinations.js';

interface ChangeLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Tells operators when a destination stops or goes on by itself. */
export function tellChanges(log: ChangeLog, judged: ReadonlyMap<string, Judged>): void {
  for (const [destination, { before, after }] of judged) {
    if (before.disabled_at === null && after.disabled_at !== null) {
      log.warn(
        { destination, detail: after.disabled_detail },
        'A destination said that it is gone: nothing is delivered there until an operator resumes it',
      );
    }
    if (before.breaker === 'closed' && after.breaker === 'open') {
      const { failures, last_code: code } = after;
      log.warn(
        { destination, failures, code },
        'A destination takes nothing: one attempt at a time looks whether it does again',
      );
    }
    if (before.breaker !== 'closed' && after.breaker === 'closed') {
      log.info({ destination }, 'A destination takes messages again');
    }
  }
}
