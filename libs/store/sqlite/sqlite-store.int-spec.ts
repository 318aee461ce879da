import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  insertNote,
  NOTES,
  noteTexts,
  storeContract,
} from '../../../test/contracts/store.contract.js';
import { emptySqlite } from '../../../test/fixtures/stores.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { lockDataFolder } from './lock.js';
import { SqliteStore } from './sqlite-store.js';

storeContract('SQLite', emptySqlite);

let folder: string;
let store: SqliteStore;

beforeEach(async () => {
  folder = temporaryFolder();
  store = new SqliteStore(join(folder, 'nahtlos.db'));
  await store.migrate('notes', NOTES);
});

afterEach(() => store.close());

describe('the SQLite store', () => {
  it('shares one commit between units that wait at the same time', async () => {
    const before = store.statistics();
    await Promise.all(
      Array.from({ length: 50 }, (_, number) => insertNote(store, `note ${number}`)),
    );
    const after = store.statistics();
    expect(await noteTexts(store)).toHaveLength(50);
    expect(after.units - before.units).toBe(50);
    expect(after.commits - before.commits).toBe(1);
  });

  it('syncs every commit and overwrites what is deleted', () => {
    expect(store.pragmas()).toEqual({ journal_mode: 'wal', synchronous: 2, secure_delete: 1 });
  });

  it('leaves nothing of what was deleted in its files once it is tidied', async () => {
    const secret = 'Sofie Wiesenthal'.repeat(500);
    await insertNote(store, secret);
    const files = ['nahtlos.db', 'nahtlos.db-wal'].map((name) => join(folder, name));
    const holders = () => files.filter((file) => readFileSync(file).includes('Sofie Wiesenthal'));
    expect(holders()).not.toEqual([]);
    await store.write(async (tx) => {
      await tx.tables<{ note: { text: string } }>().deleteFrom('note').execute();
    });
    expect(holders()).not.toEqual([]);
    await Promise.all([store.tidy(), insertNote(store, 'goes on')]);
    await store.tidy();
    expect(holders()).toEqual([]);
    expect(await noteTexts(store)).toEqual(['goes on']);
  });

  it('keeps its files to their owner', async () => {
    await insertNote(store, 'private');
    const modes = ['nahtlos.db', 'nahtlos.db-wal', 'nahtlos.db-shm'].map(
      (name) => statSync(join(folder, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  it('copies a consistent database while it is written to', async () => {
    await insertNote(store, 'before');
    const copying = store.copyTo(join(folder, 'copy.db'));
    await Promise.all(
      Array.from({ length: 200 }, (_, number) => insertNote(store, `during ${number}`)),
    );
    await copying;
    const copy = new SqliteStore(join(folder, 'copy.db'));
    const copied = await noteTexts(copy);
    await copy.close();
    expect(copied).toContain('before');
    expect(existsSync(join(folder, 'copy.db'))).toBe(true);
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
