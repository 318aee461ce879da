import pg from 'pg';
import { Failure } from '#domain';
import { checkSession } from './check-session.js';
import { Connection } from './connection.js';
import { databaseFailure } from './database-failure.js';
import { Gate } from './gate.js';
import type { Place } from './place.js';
import type { SilenceWatch } from './silence.js';
import { TYPES } from './types.js';

/** Milliseconds to wait for a server that does not answer. */
const CONNECT_TIMEOUT = 10_000;
const IDLE_TIMEOUT = 60_000;
const KEEP_ALIVE = 10_000;

interface ConnectionsOptions {
  url: string;
  place: Place;
  size: number;
  /** Run in each new session. */
  first: string;
  /** See {@link SilenceWatch}. */
  patience: number;
}

/** A pool of sessions. Whoever finds none free waits for one, for as long as it takes. */
export class Connections {
  readonly #pool: pg.Pool;
  readonly #gate: Gate;
  readonly #connections = new WeakMap<pg.PoolClient, Connection>();
  readonly #watch: SilenceWatch;
  #closed = false;

  constructor(options: ConnectionsOptions) {
    this.#watch = { url: options.url, patience: options.patience };
    this.#gate = new Gate(options.size);
    this.#pool = new pg.Pool({
      connectionString: options.url,
      max: options.size,
      types: TYPES,
      application_name: 'nahtlos',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      idleTimeoutMillis: IDLE_TIMEOUT,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE,
      onConnect: async (client) => {
        // A session that ends is noticed by its next statement; as an event that nobody hears it would end the process.
        client.on('error', () => {});
        await checkSession(client, options.place);
        await client.query(options.first);
      },
    });
    this.#pool.on('error', () => {});
  }

  async connect(): Promise<Connection> {
    if (this.#closed) throw new Failure('unavailable', 'The store is closed.');
    await this.#gate.enter();
    try {
      const client = await this.#pool.connect();
      let connection = this.#connections.get(client);
      if (connection === undefined) {
        connection = new Connection(client, this.#watch);
        this.#connections.set(client, connection);
      }
      return connection;
    } catch (thrown) {
      this.#gate.leave();
      throw databaseFailure(thrown);
    }
  }

  release(connection: Connection): void {
    connection.release();
    this.#gate.leave();
  }

  /** Ends the sessions when those who use one, or wait for one, are done. */
  async end(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#gate.empty();
    await this.#pool.end();
  }
}
