import type { Duplex } from 'node:stream';
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { preparedName } from '../prepared.js';
import { databaseFailure, isStalePlan } from './database-failure.js';
import { type SilenceWatch, whileServerLives } from './silence.js';

export type Answer = Pick<pg.QueryResult, 'command' | 'rows' | 'rowCount'>;

/**
 * One session of PostgreSQL as Kysely wants it. Statements of `prepared` are prepared in the session too, because
 * parsing and planning cost more than running. Statements go one after the other, also where a unit of work does not
 * wait between them.
 */
export class Connection {
  readonly #client: pg.PoolClient;
  readonly #watch: SilenceWatch;
  #last: Promise<unknown> = Promise.resolve();
  #broken = false;
  /** The tables through this session alone: what is begun here is gone on with here. */
  readonly tables: Kysely<unknown>;

  constructor(client: pg.PoolClient, watch: SilenceWatch) {
    this.#client = client;
    this.#watch = watch;
    const session = { query: this.query.bind(this), release: () => {} };
    this.tables = new Kysely({
      dialect: new PostgresDialect({
        pool: { connect: async () => session as PostgresPoolClient, end: async () => {} },
      }),
    });
  }

  query(text: string, values: readonly unknown[] = []): Promise<Answer> {
    const answer = this.#last.then(() => this.#run(text, values));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #run(text: string, values: readonly unknown[]): Promise<Answer> {
    const name = preparedName(text);
    try {
      const answer = this.#client.query({
        text,
        values: values as unknown[],
        ...(name === undefined ? {} : { name }),
      });
      return await whileServerLives(answer, this.#watch, () => this.#hangUp());
    } catch (thrown) {
      if (isStalePlan(thrown)) this.breakOff();
      throw databaseFailure(thrown);
    }
  }

  /** Ends the connection without a word to the server, so that its statement fails. */
  #hangUp(): void {
    const { connection } = this.#client as unknown as { connection: { stream: Duplex } };
    connection.stream.destroy();
  }

  /** Not to be used again: nobody knows in what state the session is. */
  breakOff(): void {
    this.#broken = true;
  }

  /** Gives the session back to its pool. */
  release(): void {
    this.#client.release(this.#broken);
  }
}
