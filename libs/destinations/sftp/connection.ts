import { Socket } from 'node:net';
import ssh2, {
  type AuthHandlerMiddleware,
  type Client,
  type ConnectConfig,
  type SFTPWrapper,
} from 'ssh2';
import { Channel } from './channel.js';
import { fingerprint, type PinnedKeys, typeOf } from './host-key.js';
import { ConnectionError } from './trouble.js';

/** Where to go and who to be. Times in seconds. */
export interface Target {
  host: string;
  port: number;
  user: string;
  pinned: PinnedKeys;
  password: string | undefined;
  privateKey: string | undefined;
  passphrase: string | undefined;
  connectTimeout: number;
  idleTimeout: number;
}

/** One login at the server, with as many channels as the server gives. */
export class Connection {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #target: Target;
  readonly #channels = new Set<Channel>();
  #ended: ConnectionError | undefined;

  private constructor(client: Client, socket: Socket, target: Target) {
    this.#client = client;
    this.#socket = socket;
    this.#target = target;
    client.on('error', (cause) => this.end(new ConnectionError('broken', {}, { cause })));
    client.on('close', () => this.end(new ConnectionError('broken')));
  }

  /** @throws ConnectionError, or what `signal` was aborted with */
  static async open(target: Target, signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted();
    demandReadable(target);
    const client = new ssh2.Client();
    const socket = new Socket();
    let seen: Buffer | undefined;
    const config: ConnectConfig = {
      sock: socket,
      username: target.user,
      readyTimeout: target.connectTimeout * 1_000,
      authHandler: logins(target),
      ...(target.privateKey === undefined ? {} : { privateKey: target.privateKey }),
      ...(target.passphrase === undefined ? {} : { passphrase: target.passphrase }),
      ...(target.pinned.algorithms === undefined
        ? {}
        : { algorithms: { serverHostKey: [...target.pinned.algorithms] as never } }),
      hostVerifier: (key: Buffer) => {
        seen = key;
        return target.pinned.accepts(key);
      },
    };
    try {
      await new Promise<void>((resolve, reject) => {
        client.on('ready', resolve);
        client.on('error', reject);
        client.on('close', () => reject(new ConnectionError('broken')));
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        client.connect(config);
        socket.connect(target.port, target.host);
      });
    } catch (cause) {
      client.on('error', () => {}); // What is said while it falls apart.
      socket.destroy();
      if (signal.aborted) throw signal.reason;
      if (seen !== undefined && !target.pinned.accepts(seen)) throw strangeKey(target.host, seen);
      throw problemOf(cause);
    }
    return new Connection(client, socket, target);
  }

  get usable(): boolean {
    return this.#ended === undefined;
  }

  /** @throws ConnectionError, `no-sftp` where the server gives no (further) channel */
  async channel(): Promise<Channel> {
    const { idleTimeout } = this.#target;
    let timer: NodeJS.Timeout | undefined;
    try {
      const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
        timer = setTimeout(() => reject(new ConnectionError('stalled')), idleTimeout * 1_000);
        this.#client.sftp((cause, opened) => {
          if (cause === undefined) resolve(opened);
          else reject(new ConnectionError('no-sftp', {}, { cause }));
        });
      });
      const channel = new Channel(sftp, idleTimeout);
      this.#channels.add(channel);
      return channel;
    } catch (error) {
      if (this.#ended !== undefined) throw this.#ended;
      throw error instanceof ConnectionError
        ? error
        : new ConnectionError('broken', {}, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the channels with `cause`, and the connection at once: a server that stalls is not waited for. */
  end(cause: ConnectionError): void {
    if (this.#ended !== undefined) return;
    this.#ended = cause;
    for (const channel of this.#channels) channel.end(cause);
    this.#channels.clear();
    this.#client.end();
    this.#socket.destroy();
  }

  forget(channel: Channel): void {
    this.#channels.delete(channel);
  }
}

function demandReadable({ privateKey, passphrase }: Target): void {
  if (privateKey === undefined) return;
  const key = ssh2.utils.parseKey(privateKey, passphrase);
  if (!(key instanceof Error) && [key].flat()[0]?.isPrivateKey() === true) return;
  const detail =
    'The private key cannot be read. It must be as OpenSSH or PEM writes it; correct privateKey or passphrase.';
  throw new ConnectionError('login', { detail });
}

/**
 * A key first, where there is one. A password is presented once, in the way that the server asks for: every further
 * try with a wrong one brings the account nearer to being locked.
 */
function logins({ user, password, privateKey }: Target): AuthHandlerMiddleware {
  let begun = false;
  const untried = new Set([
    ...(privateKey === undefined ? [] : ['key']),
    ...(password === undefined ? [] : ['password']),
  ]);
  return (offered, _partly, next) => {
    if (!begun) {
      begun = true;
      return next('none');
    }
    const offers = (method: string) => offered?.includes(method as never) === true;
    if (offers('publickey') && untried.delete('key')) return next('publickey' as never);
    if (offers('password') && untried.delete('password')) {
      return next({ type: 'password', username: user, password: password ?? '' });
    }
    if (offers('keyboard-interactive') && untried.delete('password')) {
      return next({
        type: 'keyboard-interactive',
        username: user,
        prompt: (_name, _instructions, _language, prompts, finish) =>
          finish(prompts.map(({ echo }) => (echo === true ? '' : (password ?? '')))),
      });
    }
    return next(false as never);
  };
}

function strangeKey(host: string, key: Buffer): ConnectionError {
  const detail = `The server ${host} shows the ${typeOf(key)} key ${fingerprint(key)}, which is none of those in hostKey. Someone may stand in between: trust it only after those who run the server have confirmed it in another way, then enter it and replay.`;
  return new ConnectionError('host-key', { detail });
}

/** The library says by a level or a text what went wrong, the system by a code. */
function problemOf(cause: unknown): ConnectionError {
  if (cause instanceof ConnectionError) return cause;
  const { level, code, message } = cause as { level?: string; code?: unknown; message?: string };
  const options = { cause };
  if (level === 'client-authentication') return new ConnectionError('login', {}, options);
  if (level === 'client-timeout') return new ConnectionError('slow', {}, options);
  if (message?.includes('no matching') === true) {
    return new ConnectionError('algorithms', {}, options);
  }
  if (typeof code === 'string') return new ConnectionError('unreachable', { code }, options);
  return new ConnectionError('broken', {}, options);
}
