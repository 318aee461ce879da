import { closeSync, openSync } from 'node:fs';
import { Kysely, type Migration, SqliteDialect } from 'kysely';
import AsyncDatabase from 'libsql/promise';
import { Failure } from '#domain';
import { runMigrations } from '../migrate.js';
import type { Store, Tx } from '../store.js';
import { Connection } from './connection.js';

/** Units that share one commit at most; bounds how long the event loop is kept. */
const GROUP_LIMIT = 256;

/** Milliseconds. */
const BUSY_TIMEOUT = 5_000;

const WRITER_PRAGMAS = [
  'journal_mode = wal',
  'synchronous = full',
  `busy_timeout = ${BUSY_TIMEOUT}`,
  'secure_delete = on',
  'foreign_keys = on',
  'temp_store = memory',
  'cache_size = -32768',
  'wal_autocheckpoint = 4000',
  'journal_size_limit = 67108864',
];
const READER_PRAGMAS = [`busy_timeout = ${BUSY_TIMEOUT}`, 'query_only = on', 'cache_size = -16384'];

interface Pending {
  run(tx: Tx): Promise<unknown>;
  resolve(value: never): void;
  reject(reason: unknown): void;
}

/** The store in one SQLite file: write-ahead log, one sync a commit, one writer, one reading connection. */
export class SqliteStore implements Store {
  readonly #file: string;
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #writing: Kysely<unknown>;
  readonly #reading: Kysely<unknown>;
  #waiting: Pending[] = [];
  #committing: Promise<void> | undefined;
  /** Settles when the writing connection is free: a group and a migration must not share a transaction. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;
  #commits = 0;
  #units = 0;

  constructor(file: string) {
    this.#file = file;
    // Applications are nobody else's business; SQLite gives its other files the same rights.
    closeSync(openSync(file, 'a', 0o600));
    this.#writer = new Connection(file, WRITER_PRAGMAS);
    this.#reader = new Connection(file, READER_PRAGMAS);
    this.#writing = new Kysely({ dialect: new SqliteDialect({ database: this.#writer }) });
    this.#reading = new Kysely({ dialect: new SqliteDialect({ database: this.#reader }) });
  }

  write<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Failure('unavailable', 'The store is closed.'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ run: unit, resolve, reject });
      this.#committing ??= this.#commitAll();
    });
  }

  tables<T>(): Kysely<T> {
    return this.#reading as Kysely<T>;
  }

  async migrate(owner: string, migrations: Record<string, Migration>): Promise<void> {
    await this.#inTurn(() => runMigrations(this.#writing, owner, migrations, this.#file));
  }

  /** Copies outside the event loop, as of one moment: a large database must not stop the others. */
  async copyTo(file: string): Promise<void> {
    const database = new AsyncDatabase(this.#file, {});
    try {
      await database.exec(`vacuum into '${file.replaceAll("'", "''")}'`);
    } finally {
      database.close();
    }
  }

  /** The write-ahead log still holds pages as they were before a deletion, until it is truncated. */
  async tidy(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#closed) return;
      try {
        // Does not wait for a reader such as a backup: the next call finds it gone.
        await this.#writer.runAside('pragma busy_timeout = 0');
        await this.#writer.runAside('pragma wal_checkpoint(truncate)');
      } catch {
        // On a full disk the log stays as it is.
      } finally {
        await this.#writer.runAside(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
      }
    });
  }

  statistics(): { commits: number; units: number } {
    return { commits: this.#commits, units: this.#units };
  }

  /** The settings of the writing connection on which durability and deletion rest. */
  pragmas(): Record<string, unknown> {
    return Object.assign(
      {},
      ...['journal_mode', 'synchronous', 'secure_delete'].flatMap((name) =>
        this.#writer.run(`pragma ${name}`),
      ),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#committing;
    await this.#turn;
    this.#reader.close();
    try {
      this.#writer.run('pragma wal_checkpoint(truncate)');
    } catch {
      // On a full disk the log stays as it is; the next start takes it in.
    }
    this.#writer.close();
  }

  async #commitAll(): Promise<void> {
    // Requests that arrived in the same turn of the event loop join the first group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP_LIMIT);
      await this.#inTurn(() => this.#commitGroup(group));
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#committing = undefined;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #commitGroup(group: readonly Pending[]): Promise<void> {
    const outcomes: (() => void)[] = [];
    const callbacks: (() => void)[] = [];
    try {
      this.#writer.run('begin immediate');
      for (const unit of group) outcomes.push(await this.#runInSavepoint(unit, callbacks));
      await this.#writer.runAside('commit');
    } catch (cause) {
      if (this.#writer.inTransaction) this.#writer.run('rollback');
      const failure = storeFailure(cause);
      for (const unit of group) unit.reject(failure);
      return;
    }
    this.#commits += 1;
    this.#units += group.length;
    for (const settle of outcomes) settle();
    for (const callback of callbacks) callback();
  }

  async #runInSavepoint(unit: Pending, callbacks: (() => void)[]): Promise<() => void> {
    const own: (() => void)[] = [];
    const tx: Tx = {
      tables: <T>() => this.#writing as Kysely<T>,
      afterCommit: (callback) => own.push(callback),
    };
    this.#writer.run('savepoint unit');
    try {
      const value = await unit.run(tx);
      this.#writer.run('release unit');
      callbacks.push(...own);
      return () => unit.resolve(value as never);
    } catch (error) {
      // A full disk undoes the whole transaction; then there is no savepoint left to return to.
      if (!this.#writer.inTransaction) throw error;
      this.#writer.run('rollback to unit');
      this.#writer.run('release unit');
      return () => unit.reject(storeFailure(error));
    }
  }
}

/** What the database itself refuses is told apart from what a unit of work throws. */
function storeFailure(thrown: unknown): unknown {
  const code = (thrown as { code?: unknown }).code;
  if (typeof code !== 'string') return thrown;
  if (code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_IOERR')) {
    return new Failure('unavailable', 'The disk of the data folder takes no more data.', {
      retryAfter: 30,
      cause: thrown,
    });
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new Failure('unavailable', 'The database is locked by another program.', {
      retryAfter: 5,
      cause: thrown,
    });
  }
  return thrown;
}
