import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { blob, identity, prepared, type Store } from '#store';
import type { OpenStore } from '../fixtures/stores.js';

export interface NoteTables {
  note: { id: number; text: string; bytes: Buffer | null; at: number | null };
}

export const NOTES = {
  '001_notes': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table note (id ${identity(db)}, text text not null unique,
        bytes ${blob(db)}, at bigint)`.execute(db);
    },
  },
};

export function insertNote(store: Store, text: string, rest: Partial<NoteTables['note']> = {}) {
  return store.write(async (tx) => {
    await tx
      .tables<NoteTables>()
      .insertInto('note')
      .values({ text, ...rest } as never)
      .execute();
  });
}

export async function noteTexts(store: Store): Promise<string[]> {
  const rows = await store
    .tables<NoteTables>()
    .selectFrom('note')
    .select('text')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.text);
}

/** What every store promises. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`a store: ${name}`, () => {
    let store: Store;

    beforeEach(async () => {
      store = await open();
      await store.migrate('notes', NOTES);
    });

    afterEach(() => store.close());

    it('undoes a unit that throws, and that one alone', async () => {
      const outcomes = await Promise.allSettled([
        insertNote(store, 'first'),
        store.write(async (tx) => {
          await tx
            .tables<NoteTables>()
            .insertInto('note')
            .values({ text: 'half' } as never)
            .execute();
          throw new Error('no');
        }),
        insertNote(store, 'last'),
      ]);
      await expect(insertNote(store, 'first')).rejects.toThrow(/unique/i);
      expect(outcomes.map((outcome) => outcome.status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect((await noteTexts(store)).sort()).toEqual(['first', 'last']);
    });

    it('tells what waits for the commit only when it is durable', async () => {
      const told: string[] = [];
      await Promise.allSettled([
        store.write(async (tx) => {
          await tx
            .tables<NoteTables>()
            .insertInto('note')
            .values({ text: 'kept' } as never)
            .execute();
          tx.afterCommit(() => told.push('kept'));
          expect(told).toEqual([]);
        }),
        store.write(async (tx) => {
          tx.afterCommit(() => told.push('undone'));
          throw new Error('no');
        }),
      ]);
      expect(told).toEqual(['kept']);
    });

    it('shows a unit what it has written itself, and the others only what is committed', async () => {
      await store.write(async (tx) => {
        await tx
          .tables<NoteTables>()
          .insertInto('note')
          .values({ text: 'mine' } as never)
          .execute();
        const own = await tx.tables<NoteTables>().selectFrom('note').select('text').execute();
        expect(own).toEqual([{ text: 'mine' }]);
        expect(await noteTexts(store)).toEqual([]);
      });
      expect(await noteTexts(store)).toEqual(['mine']);
    });

    it('takes statements of a unit that do not wait for each other', async () => {
      await store.write(async (tx) => {
        const tables = tx.tables<NoteTables>();
        await Promise.all(
          ['a', 'b', 'c'].map((text) =>
            tables
              .insertInto('note')
              .values({ text } as never)
              .execute(),
          ),
        );
      });
      expect(await noteTexts(store)).toEqual(['a', 'b', 'c']);
    });

    it('counts units and commits', async () => {
      const before = store.statistics();
      await Promise.all(Array.from({ length: 30 }, (_, at) => insertNote(store, `note ${at}`)));
      const after = store.statistics();
      expect(await noteTexts(store)).toHaveLength(30);
      expect(after.units - before.units).toBe(30);
      expect(after.commits - before.commits).toBeGreaterThanOrEqual(1);
      expect(after.commits - before.commits).toBeLessThanOrEqual(30);
    });

    it('gives bytes as Buffers, and counts and large numbers as numbers', async () => {
      await insertNote(store, 'bytes', {
        bytes: Buffer.from([0, 255]),
        at: Number.MAX_SAFE_INTEGER,
      });
      const row = await store
        .tables<NoteTables>()
        .selectFrom('note')
        .selectAll()
        .executeTakeFirst();
      expect(row).toEqual({
        id: 1,
        text: 'bytes',
        bytes: Buffer.from([0, 255]),
        at: Number.MAX_SAFE_INTEGER,
      });
      const sums =
        await sql<object>`select count(*) as counted, sum(id) as summed from note`.execute(
          store.tables(),
        );
      expect(sums.rows).toEqual([{ counted: 1, summed: 1 }]);
    });

    it('lets nothing be written beside a unit', async () => {
      await expect(
        store
          .tables<NoteTables>()
          .insertInto('note')
          .values({ text: 'x' } as never)
          .execute(),
      ).rejects.toThrow(/readonly|read only/);
    });

    it('keeps migrations and units apart', async () => {
      const table = (name: string) => ({
        [name]: {
          up: (db: Kysely<unknown>) => sql.raw(`create table ${name} (id int)`).execute(db),
        },
      });
      await Promise.all([
        insertNote(store, 'before'),
        store.migrate('one', table('one') as never),
        insertNote(store, 'between'),
        store.migrate('two', table('two') as never),
        insertNote(store, 'after'),
      ]);
      expect((await noteTexts(store)).sort()).toEqual(['after', 'before', 'between']);
      await sql`select * from one, two`.execute(store.tables());
    });

    it('runs a migration once', async () => {
      await insertNote(store, 'kept');
      await store.migrate('notes', NOTES);
      expect(await noteTexts(store)).toEqual(['kept']);
    });

    it('refuses a database that a newer version wrote', async () => {
      await expect(store.migrate('notes', {})).rejects.toThrow(
        /The tables of notes in .+ cannot be brought up to date: .+ If a newer version of Nahtlos wrote the database, start that version\.$/,
      );
    });

    it('binds the values of a prepared query anew at each run', async () => {
      const byText = prepared<NoteTables, { text: string }, { id: number }>((tables, value) =>
        tables.selectFrom('note').select('id').where('text', '=', value('text')),
      );
      await insertNote(store, 'one');
      await insertNote(store, 'two');
      expect((await byText(store.tables(), { text: 'two' })).rows).toEqual([{ id: 2 }]);
      expect((await byText(store.tables(), { text: 'one' })).rows).toEqual([{ id: 1 }]);
    });

    it('finishes what has begun when it is closed, and takes nothing more', async () => {
      const begun = insertNote(store, 'begun');
      await new Promise((resolve) => setImmediate(resolve));
      await store.close();
      await begun;
      await expect(insertNote(store, 'late')).rejects.toThrow('The store is closed.');
    });
  });
}
