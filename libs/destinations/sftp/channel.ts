import type { Callback, SFTPWrapper, Stats } from 'ssh2';
import { ConnectionError, ShortFileError, StatusError } from './trouble.js';

/** Bytes on their way without an answer: enough for a distant server, and all that a file takes of the memory. */
const WINDOW = 1_048_576;
/** Readable for a group, so that the account of the case system can fetch. */
const FILE_MODE = 0o640;
const FOLDER_MODE = 0o750;

const NO_SUCH_FILE = 2;
const FAILURE = 4;
const OP_UNSUPPORTED = 8;

/**
 * One SFTP session. Every request is answered, or rejects with StatusError where the server said no, and with
 * ConnectionError where it said nothing: not for `idleTimeout`, or never again.
 */
export class Channel {
  readonly #sftp: SFTPWrapper;
  readonly #idleTimeout: number;
  readonly #waiting = new Set<(cause: Error) => void>();
  #timer: NodeJS.Timeout | undefined;
  #ended: Error | undefined;

  /** `idleTimeout` in seconds. */
  constructor(sftp: SFTPWrapper, idleTimeout: number) {
    this.#sftp = sftp;
    this.#idleTimeout = idleTimeout * 1_000;
    sftp.on('error', (cause: Error) => this.end(new ConnectionError('broken', {}, { cause })));
    sftp.on('close', () => this.end(new ConnectionError('broken')));
  }

  get usable(): boolean {
    return this.#ended === undefined;
  }

  /** Ends the session; what is waited for rejects with `cause`. */
  end(cause: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = cause;
    clearTimeout(this.#timer);
    for (const reject of this.#waiting) reject(cause);
    this.#waiting.clear();
    this.#sftp.end();
  }

  /** The size of a file; undefined where there is none. */
  async size(path: string): Promise<number | undefined> {
    return (await this.#stat(path))?.size;
  }

  /** The bytes of a file that has as many. */
  async read(path: string, size: number): Promise<Buffer> {
    const handle = await this.#ask<Buffer>((answer) => this.#sftp.open(path, 'r', answer));
    const bytes = Buffer.alloc(size);
    try {
      for (let at = 0; at < size; ) {
        const read = await this.#ask<number>((answer) =>
          this.#sftp.read(handle, bytes, at, size - at, at, answer),
        );
        if (read === 0) break;
        at += read;
      }
    } finally {
      await this.#letGo(handle);
    }
    return bytes;
  }

  /** Makes a folder where there is none. Not those above it: one that is missing is an error of its own. */
  async makeFolder(path: string): Promise<void> {
    try {
      await this.#ask<void>((answer) =>
        this.#sftp.mkdir(path, { mode: FOLDER_MODE }, done(answer)),
      );
    } catch (error) {
      if (!hasStatus(error, FAILURE) || !(await this.#stat(path))?.isDirectory()) throw error;
    }
  }

  /**
   * Writes a whole file over what an earlier attempt may have left. When this resolves, the server has all bytes, on
   * its disk where it offers that (fsync@openssh.com).
   */
  async write(
    path: string,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const handle = await this.#ask<Buffer>((answer) =>
      this.#sftp.open(path, 'w', { mode: FILE_MODE }, answer),
    );
    let written: number;
    try {
      written = await this.#writeAll(handle, chunks);
      await this.#sync(handle);
    } catch (error) {
      await this.#letGo(handle);
      throw error;
    }
    await this.#ask<void>((answer) => this.#sftp.close(handle, done(answer)));
    if ((await this.size(path)) !== written) throw new ShortFileError();
  }

  /** In one step, where the server offers that (posix-rename@openssh.com); the other way refuses to replace a file. */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.#ask<void>((answer) => this.#sftp.ext_openssh_rename(from, to, done(answer)));
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      await this.#ask<void>((answer) => this.#sftp.rename(from, to, done(answer)));
    }
  }

  /** Removes files and the folder that they are in, as far as they are there. */
  async remove(folder: string, files: readonly string[]): Promise<void> {
    const tryTo = (request: (answer: Callback) => void) =>
      this.#ask<void>((answer) => request(done(answer))).catch(() => {});
    for (const file of files) await tryTo((answer) => this.#sftp.unlink(file, answer));
    await tryTo((answer) => this.#sftp.rmdir(folder, answer));
  }

  async #stat(path: string): Promise<Stats | undefined> {
    try {
      return await this.#ask<Stats>((answer) => this.#sftp.stat(path, answer));
    } catch (error) {
      if (hasStatus(error, NO_SUCH_FILE)) return undefined;
      throw error;
    }
  }

  /** Sends ahead of the answers, and no more than the window. Returns the number of bytes. */
  async #writeAll(
    handle: Buffer,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<number> {
    const underWay: { bytes: number; done: Promise<void> }[] = [];
    let ahead = 0;
    let at = 0;
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      const done = this.#ask<void>((answer) =>
        this.#sftp.write(handle, bytes, 0, bytes.length, at, (error) => answer(error, undefined)),
      );
      done.catch(() => {}); // The first that fails is thrown below; those behind it fail as well.
      underWay.push({ bytes: bytes.length, done });
      at += bytes.length;
      ahead += bytes.length;
      while (ahead > WINDOW) {
        const oldest = underWay.shift();
        if (oldest === undefined) break;
        await oldest.done;
        ahead -= oldest.bytes;
      }
    }
    for (const { done } of underWay) await done;
    return at;
  }

  async #sync(handle: Buffer): Promise<void> {
    try {
      await this.#ask<void>((answer) =>
        this.#sftp.ext_openssh_fsync(handle, (error) => answer(error, undefined)),
      );
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
  }

  /** Closes a handle whose file no longer counts. */
  async #letGo(handle: Buffer): Promise<void> {
    await this.#ask<void>((answer) => this.#sftp.close(handle, done(answer))).catch(() => {});
  }

  #ask<T>(request: (answer: (error: Error | null | undefined, value: T) => void) => void) {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      this.#waiting.add(reject);
      const heard = () => {
        this.#waiting.delete(reject);
        this.#watch();
      };
      try {
        request((error, value) => {
          heard();
          if (error === null || error === undefined) resolve(value);
          else reject(troubleOf(error));
        });
      } catch (error) {
        heard();
        reject(error);
        return;
      }
      if (this.#waiting.size === 1) this.#watch();
    });
  }

  /** Any answer starts the time anew, so that a slow line is not taken for a silent one. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.size === 0 || this.#ended !== undefined) return;
    this.#timer = setTimeout(() => this.end(new ConnectionError('stalled')), this.#idleTimeout);
  }
}

function done(answer: (error: Error | null | undefined, value: undefined) => void): Callback {
  return (error) => answer(error, undefined);
}

function troubleOf(error: Error): Error {
  const { code } = error as { code?: unknown };
  return typeof code === 'number'
    ? new StatusError(code, error.message)
    : new ConnectionError('broken', {}, { cause: error });
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof StatusError && error.status === status;
}

/** The library throws where the server did not announce the extension; some announce it and then decline. */
function isUnsupported(error: unknown): boolean {
  if (error instanceof StatusError) return error.status === OP_UNSUPPORTED;
  return error instanceof Error && /does not support this extended request/.test(error.message);
}
