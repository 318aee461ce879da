import type { ErrorObject } from 'ajv';
import { asFailure, Failure } from '#domain';
import { schemaFindings } from './schema-findings.js';

interface Thrown {
  code?: unknown;
  statusCode?: unknown;
  validation?: readonly ErrorObject[];
  validationContext?: string;
  getStatus?: () => number;
}

/**
 * Maps what Fastify, Nest and our own code throw over a request to a failure. Sentences of the frameworks are not
 * passed on: some quote the address or the body.
 */
export function requestFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure || typeof thrown !== 'object' || thrown === null) {
    return asFailure(thrown);
  }
  const error = thrown as Thrown;
  if (error.validation !== undefined) {
    const part = error.validationContext === 'body' ? '' : `/${error.validationContext ?? ''}`;
    return new Failure('malformed', 'The request has mistakes: see errors.', {
      findings: schemaFindings(error.validation, part),
      cause: thrown,
    });
  }
  const status = typeof error.getStatus === 'function' ? error.getStatus() : error.statusCode;
  switch (status) {
    case 401:
      return new Failure('unauthenticated', undefined, { cause: thrown });
    case 403:
      return new Failure('forbidden', undefined, { cause: thrown });
    case 404:
      return new Failure('not-found', 'There is nothing at this address.', { cause: thrown });
    case 405:
      return new Failure('method-not-allowed', undefined, { cause: thrown });
    case 408:
      return new Failure('malformed', 'The request did not arrive in time.', { cause: thrown });
    case 409:
      return new Failure('conflict', undefined, { cause: thrown });
    case 413:
      return new Failure('too-large', 'The body is larger than allowed.', { cause: thrown });
    case 415:
      return new Failure('unsupported-media-type', undefined, { cause: thrown });
    case 422:
      return new Failure('invalid', undefined, { cause: thrown });
    case 429:
      return new Failure('too-many-requests', undefined, { cause: thrown });
    case 503:
      return new Failure('unavailable', undefined, { cause: thrown });
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Failure('malformed', 'The request cannot be read.', { cause: thrown });
  }
  return new Failure('internal', undefined, { cause: thrown });
}
