import { Kysely, type Migration, PostgresDialect, type PostgresPoolClient } from 'kysely';
import { Failure } from '#domain';
import { runMigrations } from '../migrate.js';
import type { Store, Tx } from '../store.js';
import { openingFailure } from './check-session.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { unknownOutcome } from './database-failure.js';
import { type Place, placeOf } from './place.js';

/** Sessions that one process has at most, unless it is told otherwise. */
const POOL_SIZE = 10;
const PATIENCE = 15_000;
/** Named, because a role may have another level by default. */
const BEGIN = 'begin isolation level read committed';
/**
 * A process that stands still, or a machine that is gone, must not hold its locks for ever. And a unit of work finds
 * its rows by their keys: a plan that was made while a table was empty, and is kept, would read all of it later.
 */
const UNITS_FIRST = `set idle_in_transaction_session_timeout = '60s'; set enable_seqscan = off`;
const READS_FIRST = 'set session characteristics as transaction read only';
/** Any number, the same in all processes: who has it migrates, the others wait. */
const MIGRATION_LOCK = '4711074620260101';

/** The store in a database of PostgreSQL, which several processes may share: one transaction a unit of work. */
export class PostgresStore implements Store {
  readonly #place: Place;
  readonly #units: Connections;
  readonly #reads: Connections;
  readonly #reading: Kysely<unknown>;
  #commits = 0;

  private constructor(url: string, place: Place, poolSize: number, patience: number) {
    this.#place = place;
    const forReads = Math.max(1, Math.floor(poolSize / 4));
    const forUnits = Math.max(1, poolSize - forReads);
    this.#units = new Connections({ url, place, size: forUnits, first: UNITS_FIRST, patience });
    this.#reads = new Connections({ url, place, size: forReads, first: READS_FIRST, patience });
    this.#reading = new Kysely({
      dialect: new PostgresDialect({
        pool: { connect: () => this.#readSession(), end: async () => {} },
      }),
    });
  }

  /**
   * Connects, and refuses a server or database that would not keep the promises with a sentence that says what to do.
   * `poolSize` is the number of sessions that this process uses at most; at least 2 are needed. `patience`, in
   * milliseconds: a server that is silent for so long, and then to a new connection as well, counts as lost.
   */
  static async open(options: {
    url: string;
    poolSize?: number;
    patience?: number;
  }): Promise<PostgresStore> {
    const { url, poolSize = POOL_SIZE, patience = PATIENCE } = options;
    const place = placeOf(url);
    const store = new PostgresStore(url, place, poolSize, patience);
    try {
      store.#units.release(await store.#units.connect());
      return store;
    } catch (thrown) {
      await store.close();
      throw openingFailure(thrown, place);
    }
  }

  async write<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    const connection = await this.#units.connect();
    const callbacks: (() => void)[] = [];
    let value: T;
    try {
      value = await this.#commit(connection, unit, callbacks);
    } finally {
      this.#units.release(connection);
    }
    this.#commits += 1;
    for (const callback of callbacks) callback();
    return value;
  }

  tables<T>(): Kysely<T> {
    return this.#reading as Kysely<T>;
  }

  /** Processes that start at the same time migrate one after the other; the later ones find nothing to do. */
  async migrate(owner: string, migrations: Record<string, Migration>): Promise<void> {
    const connection = await this.#units.connect();
    const { database, server } = this.#place;
    try {
      await connection.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
      await runMigrations(connection.tables, owner, migrations, `${database} at ${server}`);
      await connection.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`);
    } catch (cause) {
      // The lock goes with the session.
      connection.breakOff();
      throw cause;
    } finally {
      this.#units.release(connection);
    }
  }

  async copyTo(): Promise<void> {
    const { database, server } = this.#place;
    throw new Failure(
      'invalid',
      `A database of PostgreSQL is copied with its own tools: pg_dump --format=custom, for ${database} at ${server}.`,
    );
  }

  async tidy(): Promise<void> {}

  statistics(): { commits: number; units: number } {
    return { commits: this.#commits, units: this.#commits };
  }

  async close(): Promise<void> {
    await Promise.all([this.#units.end(), this.#reads.end()]);
  }

  async #commit<T>(
    connection: Connection,
    unit: (tx: Tx) => Promise<T>,
    callbacks: (() => void)[],
  ): Promise<T> {
    let value: T;
    try {
      await connection.query(BEGIN);
      value = await unit({
        tables: <Tables>() => connection.tables as Kysely<Tables>,
        afterCommit: (callback) => callbacks.push(callback),
      });
    } catch (thrown) {
      await connection.query('rollback').catch(() => connection.breakOff());
      throw thrown;
    }
    let command: string;
    try {
      ({ command } = await connection.query('commit'));
    } catch (cause) {
      connection.breakOff();
      throw cause instanceof Failure ? unknownOutcome(cause) : cause;
    }
    if (command === 'COMMIT') return value;
    throw new Failure(
      'internal',
      'A unit of work went on after a statement that had failed; the database has undone it.',
    );
  }

  async #readSession(): Promise<PostgresPoolClient> {
    const connection = await this.#reads.connect();
    const session = {
      query: connection.query.bind(connection),
      release: () => this.#reads.release(connection),
    };
    return session as PostgresPoolClient;
  }
}
