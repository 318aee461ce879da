import { asFailure, Failure } from '#domain';
import type { CarriedFailure } from './thread-protocol.js';

/** Takes anything thrown apart, so that it can cross to another thread. */
export function carried(thrown: unknown): CarriedFailure {
  const { code, message, findings, cause } = asFailure(thrown);
  return {
    code,
    message,
    findings,
    cause:
      cause instanceof Error
        ? { name: cause.constructor.name, message: cause.message, stack: cause.stack }
        : undefined,
  };
}

/** The failure that was taken apart. */
export function restored({ code, message, findings, cause }: CarriedFailure): Failure {
  return new Failure(code, message, {
    findings,
    cause: cause === undefined ? undefined : Object.assign(new Error(cause.message), cause),
  });
}
