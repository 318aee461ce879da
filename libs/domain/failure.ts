/**
 * What becomes of the thing that failed: the sender is told (`reject`), the step is tried again (`retry`),
 * or a person is needed (`dead-letter`).
 */
export type Disposition = 'reject' | 'retry' | 'dead-letter';

/** Where something is wrong, what kind of wrong, and what was expected. Never carries a value of an application. */
export interface Finding {
  /** JSON pointer into the body or the form data, or an XML path into the message. */
  pointer: string;
  code: string;
  /** What was expected, and what to do next. */
  detail: string;
}

/** The closed list of failures. The text helps the person who can act; the code is stable. */
export const FAILURES = {
  malformed: { disposition: 'reject', title: 'The request cannot be read' },
  unauthenticated: { disposition: 'reject', title: 'A valid API key is needed' },
  forbidden: { disposition: 'reject', title: 'The API key does not allow this' },
  'not-found': { disposition: 'reject', title: 'There is no such thing for this API key' },
  'unknown-service': { disposition: 'reject', title: 'No package knows this service' },
  'no-activation': { disposition: 'reject', title: 'The service is not activated for this area' },
  'method-not-allowed': { disposition: 'reject', title: 'The method is not used here' },
  conflict: { disposition: 'reject', title: 'The request contradicts an earlier one' },
  'no-replies': { disposition: 'reject', title: 'The submission wants no answer' },
  'too-large': { disposition: 'reject', title: 'The request is larger than allowed' },
  'unsupported-media-type': { disposition: 'reject', title: 'The media type is not accepted here' },
  invalid: { disposition: 'reject', title: 'What was sent is not valid' },
  'too-many-requests': { disposition: 'reject', title: 'Too many requests' },
  unavailable: {
    disposition: 'retry',
    title: 'The service cannot accept submissions at the moment',
  },

  unroutable: { disposition: 'dead-letter', title: 'No activation covers service and area' },
  'route-changed': {
    disposition: 'dead-letter',
    title: 'The case went to another destination than its follow-up would',
  },
  'test-not-accepted': { disposition: 'dead-letter', title: 'The activation takes no tests' },
  unmappable: { disposition: 'dead-letter', title: 'The mapping does not fit the form data' },
  'invalid-character': {
    disposition: 'dead-letter',
    title: 'A character is not allowed in the message',
  },
  'invalid-message': { disposition: 'dead-letter', title: 'The message does not fit its schema' },
  'unknown-code': { disposition: 'dead-letter', title: 'A code is not in its code list' },
  'rule-broken': { disposition: 'dead-letter', title: 'A rule of the package is broken' },
  'message-too-large': { disposition: 'dead-letter', title: 'The message is larger than allowed' },

  unreachable: { disposition: 'retry', title: 'The destination did not answer' },
  'not-responsible': {
    disposition: 'dead-letter',
    title: 'The authority says that it is not responsible',
  },
  refused: { disposition: 'dead-letter', title: 'The destination refused the message' },
  exhausted: {
    disposition: 'dead-letter',
    title: 'The destination did not take the message in time',
  },
  'destination-gone': { disposition: 'dead-letter', title: 'The destination no longer exists' },
  'too-late': {
    disposition: 'dead-letter',
    title: 'The message that this one corrects was settled meanwhile',
  },
  poison: { disposition: 'dead-letter', title: 'The record cannot be processed' },
  internal: { disposition: 'retry', title: 'Something went wrong inside Nahtlos' },
} as const satisfies Record<string, { disposition: Disposition; title: string }>;

export type FailureCode = keyof typeof FAILURES;

/** The one error that carries a meaning across the steps. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly findings: readonly Finding[];
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: FailureCode,
    detail?: string,
    options: { findings?: readonly Finding[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(detail ?? FAILURES[code].title, { cause: options.cause });
    this.code = code;
    this.findings = options.findings ?? [];
    this.retryAfter = options.retryAfter;
  }

  get disposition(): Disposition {
    return FAILURES[this.code].disposition;
  }
}

/** Maps anything thrown to a failure; what nobody foresaw is `internal` and keeps its cause. */
export function asFailure(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure('internal', undefined, { cause: thrown });
}
