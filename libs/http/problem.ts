import { FAILURES, type Failure, type FailureCode, type Finding } from '#domain';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** An error as it goes over the wire (RFC 9457, section 3). */
export interface Problem {
  /** `urn:nahtlos:problem:<code>`; stable, for programs. */
  type: string;
  title: string;
  status: number;
  /** What was expected and what to do next, for people. */
  detail: string;
  /** `urn:uuid:<id>`: under this id the log tells the cause. Only where something went wrong on our side. */
  instance?: string;
  /** Everything that is wrong, not only the first. */
  errors?: readonly Finding[];
}

/** Codes that a caller meets. What is missing here is our own trouble: 500. */
const STATUS: Partial<Record<FailureCode, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-service': 404,
  'no-activation': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'no-replies': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'too-many-requests': 429,
  unavailable: 503,
};

/** Seconds after which a caller may try again, where the failure itself does not say. */
const RETRY_AFTER: Partial<Record<FailureCode, number>> = {
  'too-many-requests': 1,
  unavailable: 5,
};

/** A body of a megabyte can hold a hundred thousand mistakes; so many help nobody. */
const MOST_FINDINGS = 500;

export function statusOf(code: FailureCode): number {
  return STATUS[code] ?? 500;
}

export function retryAfterOf(failure: Failure): number | undefined {
  const seconds = failure.retryAfter ?? RETRY_AFTER[failure.code];
  return seconds === undefined ? undefined : Math.max(1, Math.ceil(seconds));
}

/** Details of our own trouble stay in the log: they help nobody outside and may tell too much. */
export function problemOf(failure: Failure, incident?: string): Problem {
  const status = statusOf(failure.code);
  const code = status === 500 ? 'internal' : failure.code;
  const problem: Problem = {
    type: `urn:nahtlos:problem:${code}`,
    title: FAILURES[code].title,
    status,
    detail:
      status === 500
        ? 'The request was not carried out. Try again later; if it happens again, tell the operator the instance.'
        : failure.message,
  };
  if (incident !== undefined) problem.instance = `urn:uuid:${incident}`;
  if (status !== 500 && failure.findings.length > 0) problem.errors = bounded(failure.findings);
  return problem;
}

function bounded(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_FINDINGS) return findings;
  const more = findings.length - MOST_FINDINGS;
  return [
    ...findings.slice(0, MOST_FINDINGS),
    { pointer: '', code: 'more', detail: `There are ${more} more; correct these first.` },
  ];
}
