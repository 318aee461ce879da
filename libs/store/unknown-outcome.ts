import { Failure } from '#domain';

/**
 * A commit whose outcome is not known: the unit of work is durable or undone. Asking again tells which, and what a
 * durable unit would need must not be thrown away meanwhile.
 */
export class UnknownOutcome extends Failure {
  constructor(retryAfter: number, cause: unknown) {
    super(
      'unavailable',
      'The connection to the database was lost during a commit. Whether it holds is not known; asking again tells.',
      { retryAfter, cause },
    );
  }
}
