import { Failure } from '#domain';
import { UnknownOutcome } from '../unknown-outcome.js';

/** Seconds after which trying again makes sense: a restart takes about as long. */
const RETRY_AFTER = 5;

/** Why the database cannot work at the moment, by SQLSTATE or by its class of two characters. */
const UNAVAILABLE: Record<string, string> = {
  '08': 'The connection to the database was lost.',
  '25006': 'The database takes no writes: it is a standby, or was set to be read only.',
  '25P03': 'A unit of work was idle for too long, and the database ended it.',
  '28': 'The database refuses the user of Nahtlos.',
  '3D000': 'The database no longer exists.',
  '40': 'The database ended a unit of work, because others held what it needed.',
  '53': 'The database has no room: for the connection, in memory, or on its disk.',
  '57P01': 'The database was shut down.',
  '57P02': 'The database was shut down.',
  '57P03': 'The database is starting up or shutting down.',
  '57P05': 'The connection to the database was idle for too long.',
  '58': 'The database cannot read or write its files.',
};

/** What PostgreSQL says to U+0000. */
const UNKNOWN_CHARACTER = '22021';

/** Codes of the network, as Node names them. */
const NETWORK =
  /^(ECONN|EPIPE$|ETIMEDOUT$|EHOST|ENET|ENOTFOUND$|EAI_|EADDRNOTAVAIL$|ENOENT$|EACCES$)/;
/** What pg and its pool say without a code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/**
 * What the database or the network says, as the callers know it. That the database cannot work now is `unavailable`.
 * A value that it does not take is told without the value. All else is passed on as it is.
 */
export function databaseFailure(thrown: unknown): unknown {
  if (thrown instanceof Failure) return thrown;
  const detail = reasonOf(thrown);
  if (detail !== undefined) {
    return new Failure('unavailable', detail, { retryAfter: RETRY_AFTER, cause: thrown });
  }
  const code = codeOf(thrown);
  if (code === UNKNOWN_CHARACTER) {
    return new Failure(
      'invalid',
      'A text holds the character U+0000, which no text can. Leave it out.',
    );
  }
  if (/^22...$/.test(code)) {
    return Object.assign(new Error(`PostgreSQL does not take a value of a statement (${code}).`), {
      code,
    });
  }
  return thrown;
}

/** What is told to whoever asked for a commit and does not know what became of it. */
export function unknownOutcome(cause: unknown): Failure {
  return new UnknownOutcome(RETRY_AFTER, cause);
}

/** A table was changed under a statement that the session keeps, as when a newer version of Nahtlos starts beside it. */
export function isStalePlan(thrown: unknown): boolean {
  const { routine } = (thrown ?? {}) as { routine?: unknown };
  return codeOf(thrown) === '0A000' && routine === 'RevalidateCachedQuery';
}

export function codeOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function reasonOf(thrown: unknown): string | undefined {
  const code = codeOf(thrown);
  if (NETWORK.test(code) || LOST.test(String((thrown as { message?: unknown } | null)?.message))) {
    return 'The connection to the database was lost, or there was none.';
  }
  if (isStalePlan(thrown)) return 'A table of the database was changed just now.';
  return code.length === 5 ? (UNAVAILABLE[code] ?? UNAVAILABLE[code.slice(0, 2)]) : undefined;
}
