import type { SqliteDatabase, SqliteStatement } from 'kysely';
import Database from 'libsql';
import AsyncDatabase from 'libsql/promise';

/** Statements kept per connection; beyond that the one unused for longest is prepared anew. */
const KEPT_STATEMENTS = 500;

/**
 * A libsql connection as Kysely wants it, with two additions: a statement is prepared once and kept, and blobs
 * come back as Buffers (libsql returns ArrayBuffers).
 */
export class Connection implements SqliteDatabase {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(file: string, pragmas: readonly string[]) {
    this.#database = new Database(file);
    for (const pragma of pragmas) this.run(`pragma ${pragma}`);
  }

  prepare(sql: string): SqliteStatement {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) {
      this.#statements.delete(sql);
      this.#statements.set(sql, kept);
      return kept;
    }
    const statement = buffered(this.#database.prepare(sql));
    this.#statements.set(sql, statement);
    if (this.#statements.size > KEPT_STATEMENTS) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return statement;
  }

  /** Runs a statement without parameters, such as `begin immediate`, and returns its rows. */
  run(sql: string): unknown[] {
    const statement = this.prepare(sql);
    if (statement.reader) return statement.all([]);
    statement.run([]);
    return [];
  }

  /**
   * Runs a statement in a thread of its own while the event loop goes on: for a commit, which waits for the disk.
   * Nothing else may use the connection meanwhile.
   */
  async runAside(sql: string): Promise<void> {
    // Both faces of libsql share the native connection; only this one has calls that do not block.
    await AsyncDatabase.prototype.exec.call(this.#database, sql);
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.open) this.#database.close();
  }
}

function buffered(statement: Database.Statement): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => statement.all(parameters as unknown[]).map(withBuffers),
    run: (parameters) => statement.run(parameters as unknown[]),
    iterate: (parameters) => statement.iterate(parameters as unknown[]),
  };
}

function withBuffers(row: unknown): unknown {
  const columns = row as Record<string, unknown>;
  for (const name in columns) {
    const value = columns[name];
    if (value instanceof ArrayBuffer) columns[name] = Buffer.from(value);
  }
  return columns;
}
