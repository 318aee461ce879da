import { Failure } from '#domain';

/** Who calls, as the landscape's keys tell. Other roles have further fields. */
export type Caller =
  | { role: 'case-system'; keyId: string; destinations: readonly string[] }
  | { role: 'platform' | 'operator' };

/** A case system that may do something about a destination. */
export interface CaseSystem {
  keyId: string;
}

/** @throws Failure `unauthenticated` or `forbidden` */
export function caseSystemOf(caller: Caller | undefined, destination: string): CaseSystem {
  const { keyId, destinations } = caseSystemIn(caller);
  if (!destinations.includes(destination)) {
    throw new Failure('forbidden', 'The API key does not belong to this destination.');
  }
  return { keyId };
}

/**
 * A case system, whichever of its destinations is meant.
 *
 * @throws Failure `unauthenticated` or `forbidden`
 */
export function caseSystemIn(
  caller: Caller | undefined,
): CaseSystem & { destinations: readonly string[] } {
  if (caller === undefined) {
    throw new Failure('unauthenticated', 'The API key is unknown or no longer valid.');
  }
  if (caller.role !== 'case-system') {
    throw new Failure('forbidden', 'This needs the API key of a case system.');
  }
  return { keyId: caller.keyId, destinations: caller.destinations };
}
