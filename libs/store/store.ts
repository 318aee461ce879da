import type { Kysely, Migration } from 'kysely';

/** A unit of work under way. Everything done through it commits together with the unit, or not at all. */
export interface Tx {
  /** The tables as `T` declares them; an app declares only those that it owns. */
  tables<T>(): Kysely<T>;
  /** Runs once the unit is durable; never when it is rolled back. Must not throw. */
  afterCommit(callback: () => void): void;
}

/**
 * The one database of an installation, SQLite or PostgreSQL. Every table has exactly one writing app.
 */
export interface Store {
  /**
   * Runs a unit of work and resolves when it is durable. One that throws is undone, and that one alone. A unit awaits
   * nothing but SQL; one that has to wait for its turn begins only then. On SQLite units that wait at the same time
   * share one commit, each in a savepoint of its own, and no two overlap. On PostgreSQL each is a transaction (read
   * committed), and those of this and other processes overlap: what a unit has read may have changed when it writes,
   * unless it locked it. A statement that failed ends the unit there.
   *
   * @throws Failure `unavailable` where the database does not take it now, and among those `UnknownOutcome` where the
   * connection broke during the commit: it may hold all the same, so that whoever asks again must be safe to.
   */
  write<T>(unit: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads what is committed, beside the writer. */
  tables<T>(): Kysely<T>;
  /**
   * Brings the tables of `owner` up to date. Migrations run in the order of their names, each once, also where several
   * processes start at the same time.
   */
  migrate(owner: string, migrations: Record<string, Migration>): Promise<void>;
  /** Writes a consistent copy of the database to `file` while the store goes on; PostgreSQL has its own tools for it. */
  copyTo(file: string): Promise<void>;
  /**
   * Leaves nothing of what was deleted in files beside the database, as far as nobody reads just now; call it after a
   * deletion. Never rejects. PostgreSQL does this by itself in its own time.
   */
  tidy(): Promise<void>;
  /** Counters since the start. */
  statistics(): { commits: number; units: number };
  close(): Promise<void>;
}
