import type { Kysely, Migration } from 'kysely';

/** A unit of work under way. Everything done through it commits together with the unit, or not at all. */
export interface Tx {
  /** The tables as `T` declares them; an app declares only those that it owns. */
  tables<T>(): Kysely<T>;
  /** Runs once the unit is durable; never when it is rolled back. Must not throw. */
  afterCommit(callback: () => void): void;
}

/**
 * The one database of an installation. Every table has exactly one writing app.
 */
export interface Store {
  /**
   * Runs a unit of work and resolves when it is durable. Units that wait at the same time share one commit, each
   * in a savepoint of its own: one that throws is undone alone. A unit awaits nothing but SQL.
   */
  write<T>(unit: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads what is committed, beside the writer. */
  tables<T>(): Kysely<T>;
  /** Brings the tables of `owner` up to date. Migrations run in the order of their names, each once. */
  migrate(owner: string, migrations: Record<string, Migration>): Promise<void>;
  /** Writes a consistent copy of the database to `file` while the store goes on. */
  copyTo(file: string): Promise<void>;
  /** Counters since the start. */
  statistics(): { commits: number; units: number };
  close(): Promise<void>;
}
