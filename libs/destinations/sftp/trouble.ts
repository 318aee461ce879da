/** Why there is no connection, or none any more. */
export type ConnectionProblem =
  /** Another key than the pinned ones; the detail says which. */
  | 'host-key'
  /** Neither password nor key opened the account. */
  | 'login'
  /** The two sides have no algorithm in common. */
  | 'algorithms'
  /** Logged in, but there is no SFTP. */
  | 'no-sftp'
  /** Not in time. */
  | 'slow'
  /** The server owes an answer for too long. */
  | 'stalled'
  /** It ended without a word. */
  | 'broken'
  /** No way to the server; `code` is the system's. */
  | 'unreachable';

/** The connection was at fault. The message never names a secret. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(
    readonly problem: ConnectionProblem,
    readonly about: { code?: string; detail?: string } = {},
    options?: ErrorOptions,
  ) {
    super(about.detail ?? `The connection is ${problem}`, options);
  }
}

/** The server answered a request with a status of SSH_FXP_STATUS (draft-ietf-secsh-filexfer-02, section 7). */
export class StatusError extends Error {
  override readonly name = 'StatusError';

  constructor(
    readonly status: number,
    /** In the server's own words, which may hold anything. */
    readonly text = '',
  ) {
    super(`The server answered with the status ${status}`);
  }
}

/** The server said that it had written everything, and has not. */
export class ShortFileError extends Error {
  override readonly name = 'ShortFileError';

  constructor() {
    super('A file has another size than was written');
  }
}
