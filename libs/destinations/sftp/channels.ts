import type { Channel } from './channel.js';
import type { Connection } from './connection.js';
import { ConnectionError } from './trouble.js';

interface Waiting {
  take(channel: Channel): void;
  fail(error: unknown): void;
}

/** The channels of one connection. Each belongs to one message at a time, and is used again by the next. */
export class Channels {
  readonly #connection: Promise<Connection>;
  readonly #abandoned = new AbortController();
  readonly #quietAfter: number;
  readonly #free: Channel[] = [];
  readonly #waiting: Waiting[] = [];
  #opened: Connection | undefined;
  /** Open ones, and those being opened. */
  #count = 0;
  /** The server gives no more of them (MaxSessions). */
  #full = false;
  #users = 0;
  #retired = false;
  #timer: NodeJS.Timeout | undefined;

  /** `quietAfter`: seconds without work after which the connection is closed. */
  constructor(open: (signal: AbortSignal) => Promise<Connection>, quietAfter: number) {
    this.#quietAfter = quietAfter * 1_000;
    this.#connection = open(this.#abandoned.signal);
    this.#connection.then(
      (connection) => {
        this.#opened = connection;
      },
      () => {}, // Who asks for a channel is told.
    );
  }

  get usable(): boolean {
    return !this.#retired && this.#opened?.usable !== false;
  }

  /**
   * Works with a channel. Aborting the signal ends it at once. Where the connection was at fault nobody begins to use
   * it any more, and it is closed when all who do have come to their end.
   */
  async use<T>(signal: AbortSignal, work: (channel: Channel) => Promise<T>): Promise<T> {
    this.#users += 1;
    clearTimeout(this.#timer);
    try {
      const channel = await this.#takeUnlessAborted(signal);
      const abort = () => channel.end(new ConnectionError('broken', {}, { cause: signal.reason }));
      signal.addEventListener('abort', abort, { once: true });
      try {
        return await work(channel);
      } finally {
        signal.removeEventListener('abort', abort);
        this.#give(channel);
      }
    } catch (error) {
      if (error instanceof ConnectionError) this.#retired = true;
      throw error;
    } finally {
      this.#users -= 1;
      if (this.#users === 0) this.#rest();
    }
  }

  /** Ends the connection, whatever goes on there. */
  end(): void {
    this.#retired = true;
    clearTimeout(this.#timer);
    this.#abandoned.abort(new ConnectionError('broken'));
    this.#opened?.end(new ConnectionError('broken'));
  }

  #rest(): void {
    if (!this.usable) this.end();
    else this.#timer = setTimeout(() => this.end(), this.#quietAfter).unref();
  }

  async #takeUnlessAborted(signal: AbortSignal): Promise<Channel> {
    signal.throwIfAborted();
    const taking = this.#take();
    let abort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([taking, aborted]);
    } catch (error) {
      if (signal.aborted) taking.then((channel) => this.#give(channel)).catch(() => {});
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async #take(): Promise<Channel> {
    const connection = await this.#connection;
    for (let free = this.#free.pop(); free !== undefined; free = this.#free.pop()) {
      if (free.usable) return free;
      this.#count -= 1;
    }
    if (this.#full) return this.#takeNext();
    this.#count += 1;
    try {
      return await connection.channel();
    } catch (error) {
      this.#count -= 1;
      const refused = error instanceof ConnectionError && error.problem === 'no-sftp';
      if (!refused || this.#count === 0) {
        for (const one of this.#waiting.splice(0)) one.fail(error);
        throw error;
      }
      this.#full = true;
      return this.#takeNext();
    }
  }

  #takeNext(): Promise<Channel> {
    return new Promise((take, fail) => this.#waiting.push({ take, fail }));
  }

  #give(channel: Channel): void {
    if (!channel.usable) {
      this.#count -= 1;
      for (const one of this.#waiting.splice(0)) one.fail(new ConnectionError('broken'));
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(channel);
    else next.take(channel);
  }
}
