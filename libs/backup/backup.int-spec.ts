import {
  appendFileSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { DirectoryBlobs } from '#blobs';
import { SqliteStore } from '#store';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { restoreBackup, writeBackup } from './index.js';

interface Tables {
  note: { id: number; uri: string };
}

async function dataFolder() {
  const folder = temporaryFolder();
  const store = new SqliteStore(join(folder, 'nahtlos.db'));
  await store.migrate('test', {
    '001': {
      async up(db: Kysely<unknown>) {
        await sql`create table note (id integer primary key, uri text not null)`.execute(db);
      },
    },
  });
  const blobs = await DirectoryBlobs.open(join(folder, 'blobs'));
  let id = 0;
  const write = async () => {
    const { uri } = await blobs.write(Readable.from([Buffer.from(`plan ${id}`)]), 1_000);
    id += 1;
    const row = { id, uri };
    await store.write((tx) => tx.tables<Tables>().insertInto('note').values(row).execute());
  };
  return { folder, store, write, ports: { store, dataFolder: folder, now: () => new Date() } };
}

describe('a backup', () => {
  test('holds what other apps keep in folders of their own below the attachments', async () => {
    const source = await dataFolder();
    const replies = await DirectoryBlobs.open(join(source.folder, 'blobs/replies'));
    const { uri } = await replies.write(Readable.from([Buffer.from('decision')]), 1_000);
    const file = join(temporaryFolder(), 'backup.tar');
    const { attachments } = await writeBackup(source.ports, file);
    expect(attachments).toEqual({ count: 1, size: 8 });
    await source.store.close();
    const target = join(temporaryFolder(), 'data');
    await restoreBackup(file, target);
    const restored = await DirectoryBlobs.open(join(target, 'blobs/replies'));
    expect(await text(restored.open(uri))).toBe('decision');
  });

  test('taken while the store works restores to one moment, with every attachment it names', async () => {
    const source = await dataFolder();
    for (let count = 0; count < 20; count += 1) await source.write();
    let working = true;
    const work = (async () => {
      while (working) await source.write();
    })();
    const file = join(temporaryFolder(), 'backup.tar');
    await writeBackup(source.ports, file);
    working = false;
    await work;
    await source.store.close();

    const target = join(temporaryFolder(), 'data');
    await restoreBackup(file, target);
    const restored = new SqliteStore(join(target, 'nahtlos.db'));
    const notes = await restored.tables<Tables>().selectFrom('note').selectAll().execute();
    const blobs = await DirectoryBlobs.open(join(target, 'blobs'));
    expect(notes.length).toBeGreaterThanOrEqual(20);
    expect(notes.map((note) => note.id)).toEqual(notes.map((_, at) => at + 1));
    for (const note of notes) {
      expect(await text(blobs.open(note.uri))).toBe(`plan ${note.id - 1}`);
    }
    await restored.close();
  });

  test('leaves nothing beside itself, and replaces nothing', async () => {
    const source = await dataFolder();
    await source.write();
    const folder = temporaryFolder();
    const file = join(folder, 'backup.tar');
    await writeBackup(source.ports, file);
    expect(readdirSync(folder)).toEqual(['backup.tar']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file);
    await expect(writeBackup(source.ports, file)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['backup.tar']);
    await expect(writeBackup(source.ports, join(folder, 'no', 'x'))).rejects.toMatchObject({
      code: 'not-found',
    });
    await source.store.close();
  });

  test('that cannot be written says so, and leaves nothing', async () => {
    const source = await dataFolder();
    const folder = temporaryFolder();
    const store = { copyTo: () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })) };
    await expect(
      writeBackup({ ...source.ports, store }, join(folder, 'backup.tar')),
    ).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('ENOSPC') });
    expect(readdirSync(folder)).toEqual([]);
    await source.store.close();
  });

  test('is restored into an empty folder only', async () => {
    const source = await dataFolder();
    const file = join(temporaryFolder(), 'backup.tar');
    await writeBackup(source.ports, file);
    await expect(restoreBackup(file, source.folder)).rejects.toMatchObject({ code: 'conflict' });
    await source.store.close();
  });

  const damaged: [string, (file: string) => void][] = [
    ['is cut off', (file) => truncateSync(file, 8_000)],
    [
      'was changed',
      (file) => {
        const bytes = readFileSync(file);
        bytes.writeUInt8(bytes.readUInt8(3_000) ^ 1, 3_000);
        writeFileSync(file, bytes);
      },
    ],
    ['is something else', (file) => writeFileSync(file, 'nothing of the kind')],
    ['is empty', (file) => truncateSync(file, 0)],
  ];
  for (const [name, damage] of damaged) {
    test(`that ${name} is refused, and leaves the folder empty`, async () => {
      const source = await dataFolder();
      await source.write();
      const file = join(temporaryFolder(), 'backup.tar');
      await writeBackup(source.ports, file);
      await source.store.close();
      damage(file);
      const target = temporaryFolder();
      await expect(restoreBackup(file, target)).rejects.toMatchObject({ code: 'malformed' });
      expect(readdirSync(target)).toEqual([]);
    });
  }

  test('leads nothing out of the folder', async () => {
    const source = await dataFolder();
    const file = join(temporaryFolder(), 'backup.tar');
    await writeBackup(source.ports, file);
    await source.store.close();
    const { pack } = await import('tar-stream');
    const tar = pack();
    tar.entry({ name: 'blobs/../../outside' }, 'x');
    tar.finalize();
    const folder = temporaryFolder();
    const evil = join(folder, 'evil.tar');
    for await (const chunk of tar) appendFileSync(evil, chunk as Buffer);
    await mkdir(join(folder, 'data'));
    await expect(restoreBackup(evil, join(folder, 'data'))).rejects.toMatchObject({
      code: 'malformed',
    });
    expect(readdirSync(folder).sort()).toEqual(['data', 'evil.tar']);
  });
});
