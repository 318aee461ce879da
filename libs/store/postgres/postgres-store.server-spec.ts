import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../../servers/postgres.js';
import {
  insertNote,
  NOTES,
  type NoteTables,
  noteTexts,
  storeContract,
} from '../../../test/contracts/store.contract.js';
import { freshDatabase } from '../../../test/fixtures/servers.js';
import { emptyPostgres } from '../../../test/fixtures/stores.js';
import { until } from '../../../test/fixtures/until.js';
import { prepared } from '../prepared.js';
import type { Tx } from '../store.js';
import { PostgresStore } from './postgres-store.js';

storeContract('PostgreSQL', emptyPostgres);

function note(tx: Tx, text: string) {
  return tx
    .tables<NoteTables>()
    .insertInto('note')
    .values({ text } as never)
    .execute();
}

const UNAVAILABLE = { code: 'unavailable', retryAfter: expect.any(Number) };

describe('the PostgreSQL store', () => {
  let url: string;
  let store: PostgresStore;

  beforeEach(async () => {
    url = await freshDatabase();
    store = await PostgresStore.open({ url, poolSize: 4 });
    await store.migrate('notes', NOTES);
  });

  afterEach(() => store.close());

  /** As an administrator of the same database. */
  async function administer(statement: string) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  function endSessions() {
    return administer(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
  }

  it('begins a unit only when it has a session of its own', async () => {
    const begun: number[] = [];
    const goOn: (() => void)[] = [];
    const units = Array.from({ length: 5 }, (_, at) =>
      store.write(async () => {
        begun.push(at);
        await new Promise<void>((resolve) => goOn.push(resolve));
      }),
    );
    await until(() => (begun.length === 3 ? true : undefined));
    await noteTexts(store);
    expect(begun.sort()).toEqual([0, 1, 2]);
    goOn[0]?.();
    await until(() => (begun.length === 4 ? true : undefined));
    expect(begun[3]).toBe(3);
    await until(() => {
      for (const tell of goOn) tell();
      return begun.length === 5 ? true : undefined;
    });
    for (const tell of goOn) tell();
    await Promise.all(units);
  });

  it('keeps statements of `prepared` in the session, and no others', async () => {
    const byText = prepared<NoteTables, { text: string }, { id: number }>((tables, value) =>
      tables.selectFrom('note').select('id').where('text', '=', value('text')),
    );
    await store.write(async (tx) => {
      await note(tx, 'one');
      await byText(tx.tables(), { text: 'one' });
      await byText(tx.tables(), { text: 'one' });
      const { rows } = await sql`select statement from pg_prepared_statements`.execute(tx.tables());
      expect(rows).toEqual([{ statement: 'select "id" from "note" where "text" = $1' }]);
    });
  });

  it('finds rows by their keys, also by a plan kept from the time when the table was empty', async () => {
    await administer('alter table note set (autovacuum_enabled = false)');
    const ids = Array.from({ length: 300 }, (_, at) => at + 1);
    const some = prepared<NoteTables, Record<string, number>>((tables, value) =>
      tables
        .selectFrom('note')
        .select('id')
        .where(
          'id',
          'in',
          ids.map((id) => value(`${id}`)),
        ),
    );
    const values = Object.fromEntries(ids.map((id) => [`${id}`, id]));
    await store.write(async (tx) => {
      // From the sixth time on a session keeps the plan (plan_cache_mode, auto).
      for (let time = 0; time < 6; time += 1) await some(tx.tables(), values);
      await sql`insert into note (text) select generate_series(1, 5000)`.execute(tx.tables());
      const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements
        where statement like '%"id" in (%'`.execute(tx.tables());
      const plan = await sql<{ 'QUERY PLAN': string }>`explain
        execute ${sql.ref(rows[0]?.name ?? '')} (${sql.join(ids.map((id) => sql.lit(id)))})`.execute(
        tx.tables(),
      );
      const lines = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(lines).toMatch(/Index/);
      expect(lines).not.toMatch(/Seq Scan/);
    });
  });

  it('goes on with a new session where a table was changed under a statement that was kept', async () => {
    const all = prepared<NoteTables, object, object>((tables) =>
      tables.selectFrom('note').selectAll(),
    );
    const readAll = () => store.write((tx) => all(tx.tables(), {}));
    await readAll();
    await administer('alter table note add column more text');
    await expect(readAll()).rejects.toMatchObject(UNAVAILABLE);
    expect((await readAll()).rows).toEqual([]);
  });

  it('fails rather than gives a number that is not exact, and leaves other users of pg alone', async () => {
    await expect(sql`select 9007199254740993::bigint`.execute(store.tables())).rejects.toThrow(
      /larger than 2\^53/,
    );
    await expect(sql`select 1e20::numeric`.execute(store.tables())).rejects.toThrow(/2\^53/);
    expect(await administer('select 1::bigint as one')).toEqual([{ one: '1' }]);
  });

  it('does not take as committed what the database has undone', async () => {
    await insertNote(store, 'taken');
    const told: string[] = [];
    const unit = store.write(async (tx) => {
      await note(tx, 'new');
      tx.afterCommit(() => told.push('durable'));
      await note(tx, 'taken').catch(() => 'never mind');
    });
    await expect(unit).rejects.toThrow(/went on after a statement that had failed/);
    expect(told).toEqual([]);
    expect(await noteTexts(store)).toEqual(['taken']);
  });

  it('says no value of an application where the database does not take one', async () => {
    const refused = store.write((tx) =>
      sql`select cast(${'Müller'} as bigint)`.execute(tx.tables()),
    );
    await expect(refused).rejects.toThrow(
      'PostgreSQL does not take a value of a statement (22P02).',
    );
  });

  it('tells what is wrong with a text that PostgreSQL cannot hold', async () => {
    await expect(insertNote(store, 'a\u0000b')).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/holds the character U\+0000/),
    });
  });

  it('tells one of those in a deadlock to come again', async () => {
    await insertNote(store, 'a');
    await insertNote(store, 'b');
    const locked = new Set<string>();
    const lock = (tx: Tx, text: string) =>
      tx
        .tables<NoteTables>()
        .selectFrom('note')
        .select('id')
        .where('text', '=', text)
        .forUpdate()
        .execute();
    const both = (first: string, second: string) =>
      store.write(async (tx) => {
        await lock(tx, first);
        locked.add(first);
        await until(() => (locked.size === 2 ? true : undefined));
        await lock(tx, second);
      });
    const outcomes = await Promise.allSettled([both('a', 'b'), both('b', 'a')]);
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed).toMatchObject([{ reason: UNAVAILABLE }]);
  });

  it('tells a unit whose session was ended to come again, and goes on', async () => {
    await insertNote(store, 'before');
    const unit = store.write(async (tx) => {
      await note(tx, 'lost');
      await endSessions();
      await note(tx, 'never');
    });
    await expect(unit).rejects.toMatchObject(UNAVAILABLE);
    await insertNote(store, 'after');
    expect(await noteTexts(store)).toEqual(['before', 'after']);
  });

  it('goes on where idle sessions were ended', async () => {
    await Promise.all([insertNote(store, 'a'), insertNote(store, 'b'), noteTexts(store)]);
    await endSessions();
    await until(async () => {
      const left = await administer(
        `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
      return left.length === 0 ? true : undefined;
    });
    await until(async () => {
      try {
        return await noteTexts(store);
      } catch {
        return undefined;
      }
    });
    await insertNote(store, 'c');
    expect(await noteTexts(store)).toHaveLength(3);
  });

  it('does not claim to know what became of a commit that broke off', async () => {
    await store.write(async (tx) => {
      const tables = tx.tables<NoteTables>();
      await sql`create function break_off() returns trigger language plpgsql as
        'begin perform pg_terminate_backend(pg_backend_pid()); return null; end'`.execute(tables);
      await sql`create constraint trigger at_commit after insert on note
        deferrable initially deferred for each row execute function break_off()`.execute(tables);
    });
    const told: string[] = [];
    const unit = store.write(async (tx) => {
      await note(tx, 'who knows');
      tx.afterCommit(() => told.push('durable'));
    });
    await expect(unit).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringMatching(/lost during a commit\. Whether it holds is not known/),
    });
    expect(told).toEqual([]);
  });

  it('tells a unit for which the server has no connection to come again', async () => {
    const role = `few_${Date.now()}`;
    await administer(`create role ${role} login connection limit 1; grant all on schema public to ${role};
      grant all on all tables in schema public to ${role}`);
    const few = new URL(url);
    few.username = role;
    const crowded = await PostgresStore.open({ url: few.href });
    let goOn: (() => void) | undefined;
    const first = crowded.write(() => new Promise<void>((resolve) => (goOn = resolve)));
    await until(() => goOn);
    await expect(insertNote(crowded, 'too many')).rejects.toMatchObject(UNAVAILABLE);
    goOn?.();
    await first;
    await insertNote(crowded, 'now');
    await crowded.close();
    await administer(`drop owned by ${role}; drop role ${role}`);
    expect(await noteTexts(store)).toEqual(['now']);
  });

  it('lets one process migrate where several start at the same time', async () => {
    const slowly = {
      ...NOTES,
      '002_slowly': {
        up: async (db: Kysely<unknown>) => {
          await sql`create table slow (id int)`.execute(db);
          await sql`select pg_sleep(0.2)`.execute(db);
          await sql`insert into slow values (1)`.execute(db);
        },
      },
    };
    const others = await Promise.all([1, 2, 3].map(() => PostgresStore.open({ url })));
    await Promise.all([store, ...others].map((each) => each.migrate('notes', slowly)));
    await Promise.all(others.map((each) => each.migrate('new', {})));
    await Promise.all(others.map((other) => other.close()));
    expect((await sql`select * from slow`.execute(store.tables())).rows).toEqual([{ id: 1 }]);
  });

  it('undoes a migration that fails, and says whose it was', async () => {
    const half = {
      '002_half': {
        up: async (db: Kysely<unknown>) => {
          await sql`create table half (id int)`.execute(db);
          await sql`create table note (id int)`.execute(db);
        },
      },
    };
    await expect(store.migrate('notes', { ...NOTES, ...half })).rejects.toThrow(
      /The tables of notes in test_\w+ at [\d.:]+ cannot be brought up to date: .*note.* already exists/,
    );
    await expect(sql`select * from half`.execute(store.tables())).rejects.toThrow(/half/);
    await store.migrate('notes', NOTES);
  });

  it('leaves copies to pg_dump', async () => {
    await expect(store.copyTo()).rejects.toThrow(/pg_dump --format=custom, for test_\w+ at /);
  });
});

describe('a server of PostgreSQL', () => {
  let folder: string;
  let server: PostgresServer;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nahtlos-postgres-'));
    server = await startPostgres({ folder });
    url = await server.createDatabase('nahtlos');
    const access = join(folder, 'data', 'pg_hba.conf');
    writeFileSync(access, `host all app all scram-sha-256\n${readFileSync(access, 'utf8')}`);
    await administer(`create role app login password 'geheim'`);
    await administer('alter database nahtlos owner to app');
    await administer(
      `create database latin encoding 'LATIN1' locale 'C' template template0 owner app`,
    );
    await administer('select pg_reload_conf()');
    url = addressOf({});
  }, 60_000);

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function administer(statement: string) {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }

  function addressOf(
    changes: Partial<Record<'password' | 'pathname' | 'port' | 'username', string>>,
  ) {
    return Object.assign(new URL(server.url), {
      username: 'app',
      password: 'geheim',
      pathname: '/nahtlos',
      ...changes,
    }).href;
  }

  async function refusal(address: string): Promise<string> {
    const thrown = await PostgresStore.open({ url: address }).then(
      (store) => store.close(),
      (reason: unknown) => reason,
    );
    expect(thrown).toMatchObject({ name: 'Failure', code: 'unavailable' });
    const { message } = thrown as Error;
    expect(message).not.toMatch(/geheim|falsch/);
    return message;
  }

  it('is refused with a sentence that says what to do', async () => {
    const where = '127\\.0\\.0\\.1:\\d+';
    const sentences = {
      password: await refusal(addressOf({ password: 'falsch' })),
      'no password': await refusal(addressOf({ password: '' })),
      user: await refusal(addressOf({ username: 'nobody' })),
      database: await refusal(addressOf({ pathname: '/missing' })),
      encoding: await refusal(addressOf({ pathname: '/latin' })),
      'no rights': await refusal(addressOf({ pathname: '/postgres' })),
      port: await refusal(addressOf({ port: '1' })),
      'no address': await refusal('mysql://app:geheim@127.0.0.1/nahtlos'),
    };
    expect(sentences).toEqual({
      password: expect.stringMatching(
        `^The server at ${where} refuses the user app\\. Correct user and password \\(NAHTLOS_STORE`,
      ),
      'no password': expect.stringMatching('wants a password\\. Name a file'),
      user: expect.stringMatching(`^The server at ${where} refuses the user nobody\\.`),
      database: expect.stringMatching(
        `^There is no database missing at ${where}\\. Create it: createdb`,
      ),
      encoding: expect.stringMatching(`^The database latin at ${where} has the encoding LATIN1\\.`),
      'no rights': expect.stringMatching(`^app may not create tables in the database postgres at`),
      port: expect.stringMatching(
        '^No PostgreSQL server answers at 127\\.0\\.0\\.1:1 \\(ECONNREFUSED\\)\\. Start it',
      ),
      'no address': expect.stringMatching('^NAHTLOS_STORE cannot be read\\. Write it as'),
    });
  });

  it('is refused where a commit could be lost, also when only this role or the whole server is set so', async () => {
    await administer('alter role app set synchronous_commit = off');
    expect(await refusal(url)).toMatch(/synchronous_commit is off for app in the database nahtlos/);
    await administer('alter role app reset synchronous_commit');
    await administer('alter system set fsync = off');
    await administer('select pg_reload_conf()');
    expect(await until(() => refusal(url))).toMatch(/fsync off and would lose what was accepted/);
    await administer('alter system reset fsync');
    await administer('select pg_reload_conf()');
  });

  it('counts as lost when it is silent, and not when a statement takes long', async () => {
    const store = await PostgresStore.open({ url, patience: 1_000 });
    await store.write((tx) => sql`select pg_sleep(2.5)`.execute(tx.tables()));
    const frozen = [
      Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]),
    ];
    const unit = store.write(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
        tx.tables(),
      );
      frozen.push(rows[0]?.pid as number);
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      await sql`select 1`.execute(tx.tables());
    });
    const outcome = await Promise.race([
      unit.catch((thrown: unknown) => thrown),
      pause(20_000, undefined, { ref: false }),
    ]);
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
    expect(outcome).toMatchObject(UNAVAILABLE);
    await store.write((tx) => sql`select 1`.execute(tx.tables()));
    await store.close();
  }, 30_000);

  it('may be killed and come back: units come again, and what was committed is there', async () => {
    const store = await PostgresStore.open({ url });
    await store.migrate('notes', NOTES);
    await insertNote(store, 'kept');
    const under = store.write(async (tx) => {
      await note(tx, 'lost');
      await server.kill();
      await note(tx, 'never');
    });
    await expect(under).rejects.toMatchObject(UNAVAILABLE);
    await expect(insertNote(store, 'refused')).rejects.toMatchObject(UNAVAILABLE);
    await expect(noteTexts(store)).rejects.toMatchObject(UNAVAILABLE);
    await server.start();
    await insertNote(store, 'back');
    expect(await noteTexts(store)).toEqual(['kept', 'back']);
    await server.restart();
    await until(async () => {
      try {
        return await noteTexts(store);
      } catch (thrown) {
        expect(thrown).toMatchObject(UNAVAILABLE);
        return undefined;
      }
    });
    await store.close();
  }, 60_000);
});
