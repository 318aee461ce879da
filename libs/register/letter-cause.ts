import { createHash } from 'node:crypto';
import type { FailureCode } from '#domain';
import type { DeadLetterFilter } from './letter-filter.js';

/** What failures have in common that one mend settles. */
export interface Cause {
  code: FailureCode;
  place: string;
  packageVersion: string | null;
  destination: string | null;
}

/** Characters of the id: enough to tell the causes of an installation apart, and short enough to type. */
const LENGTH = 12;

export function withId<C extends Cause>(cause: C): C & { id: string } {
  const { code, place, packageVersion, destination } = cause;
  const name = JSON.stringify([code, place, packageVersion, destination]);
  return { ...cause, id: createHash('sha256').update(name).digest('hex').slice(0, LENGTH) };
}

/** The letters of a cause. */
export function filterOf({ code, place, packageVersion, destination }: Cause): DeadLetterFilter {
  return {
    code,
    place,
    packageVersion: packageVersion ?? '',
    destination: destination ?? '',
  };
}
