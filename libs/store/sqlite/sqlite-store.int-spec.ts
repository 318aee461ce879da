import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { prepared } from '../prepared.js';
import { lockDataFolder } from './lock.js';
import { SqliteStore } from './sqlite-store.js';

interface Tables {
  note: { id: number; text: string; bytes: Buffer | null };
}

const MIGRATIONS = {
  '001_notes': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table note (id integer primary key, text text not null unique, bytes blob)`.execute(
        db,
      );
    },
  },
};

let folder: string;
let store: SqliteStore;

beforeEach(async () => {
  folder = temporaryFolder();
  store = new SqliteStore(join(folder, 'nahtlos.db'));
  await store.migrate('notes', MIGRATIONS);
});

afterEach(() => store.close());

const insert = (text: string, bytes: Buffer | null = null) =>
  store.write(async (tx) => {
    await tx
      .tables<Tables>()
      .insertInto('note')
      .values({ text, bytes } as never)
      .execute();
  });

const texts = async () =>
  (await store.tables<Tables>().selectFrom('note').select('text').orderBy('id').execute()).map(
    (row) => row.text,
  );

describe('the SQLite store', () => {
  it('shares one commit between units that wait at the same time', async () => {
    const before = store.statistics();
    await Promise.all(Array.from({ length: 50 }, (_, number) => insert(`note ${number}`)));
    const after = store.statistics();
    expect(await texts()).toHaveLength(50);
    expect(after.units - before.units).toBe(50);
    expect(after.commits - before.commits).toBe(1);
  });

  it('undoes a unit that throws, and that one alone', async () => {
    const outcomes = await Promise.allSettled([
      insert('first'),
      store.write(async (tx) => {
        await tx
          .tables<Tables>()
          .insertInto('note')
          .values({ text: 'half' } as never)
          .execute();
        throw new Error('no');
      }),
      insert('first'),
      insert('last'),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(await texts()).toEqual(['first', 'last']);
  });

  it('tells what waits for the commit only when it is durable', async () => {
    const told: string[] = [];
    await Promise.allSettled([
      store.write(async (tx) => {
        tx.afterCommit(() => told.push('kept'));
      }),
      store.write(async (tx) => {
        tx.afterCommit(() => told.push('undone'));
        throw new Error('no');
      }),
    ]);
    expect(told).toEqual(['kept']);
  });

  it('syncs every commit and overwrites what is deleted', () => {
    expect(store.pragmas()).toEqual({ journal_mode: 'wal', synchronous: 2, secure_delete: 1 });
  });

  it('keeps its files to their owner', async () => {
    await insert('private');
    const modes = ['nahtlos.db', 'nahtlos.db-wal', 'nahtlos.db-shm'].map(
      (name) => statSync(join(folder, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  it('gives blobs back as Buffers', async () => {
    await insert('bytes', Buffer.from([0, 255]));
    const row = await store.tables<Tables>().selectFrom('note').selectAll().executeTakeFirst();
    expect(row?.bytes).toEqual(Buffer.from([0, 255]));
  });

  it('lets nothing be written through the reading connection', async () => {
    await expect(
      store
        .tables<Tables>()
        .insertInto('note')
        .values({ text: 'x' } as never)
        .execute(),
    ).rejects.toThrow(/readonly|read-only/);
  });

  it('copies a consistent database while it is written to', async () => {
    await insert('before');
    const copying = store.copyTo(join(folder, 'copy.db'));
    await Promise.all(Array.from({ length: 200 }, (_, number) => insert(`during ${number}`)));
    await copying;
    const copy = new SqliteStore(join(folder, 'copy.db'));
    const rows = await copy.tables<Tables>().selectFrom('note').select('text').execute();
    await copy.close();
    expect(rows.map((row) => row.text)).toContain('before');
    expect(existsSync(join(folder, 'copy.db'))).toBe(true);
  });

  it('keeps migrations and units of work apart', async () => {
    const table = (name: string) => ({
      [name]: { up: (db: Kysely<unknown>) => sql.raw(`create table ${name} (id)`).execute(db) },
    });
    await Promise.all([
      insert('before'),
      store.migrate('one', table('one') as never),
      insert('between'),
      store.migrate('two', table('two') as never),
      insert('after'),
    ]);
    expect((await texts()).sort()).toEqual(['after', 'before', 'between']);
  });

  it('refuses a database that a newer version wrote', async () => {
    await expect(store.migrate('notes', {})).rejects.toThrow(/newer version/);
  });

  it('binds the values of a prepared query anew at each run', async () => {
    const byText = prepared<Tables, { text: string }, { id: number }>((tables, value) =>
      tables.selectFrom('note').select('id').where('text', '=', value('text')),
    );
    await insert('one');
    await insert('two');
    expect((await byText(store.tables(), { text: 'two' })).rows).toEqual([{ id: 2 }]);
    expect((await byText(store.tables(), { text: 'one' })).rows).toEqual([{ id: 1 }]);
  });
});

describe('the lock of a data folder', () => {
  it('admits one holder at a time', () => {
    const lock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(/in use by another Nahtlos process/);
    lock.release();
    lockDataFolder(folder).release();
  });
});
