import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { emptySqlite } from '../../../test/fixtures/stores.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { MIGRATIONS as DELIVERY } from '../../delivery/migrations.js';
import { MIGRATIONS } from '../../intake/migrations.js';
import { copyBlobs, demandFreeFolder } from './copy-blobs.js';

const ID = 'ab'.repeat(16);
const GONE = 'cd'.repeat(16);
const DECISION = 'ef'.repeat(16);

async function attachments() {
  const store = await emptySqlite();
  await store.migrate('intake', MIGRATIONS);
  for (const id of [ID, GONE]) {
    const row = { uri: `blob:${id}`, submission_id: 's1' };
    await store.write((tx) =>
      tx
        .tables<never>()
        .insertInto('attachment' as never)
        .values(row as never)
        .execute(),
    );
  }
  await store.migrate('delivery', DELIVERY);
  const document = { uri: `blob:${DECISION}`, reply_id: 'r1' };
  await store.write((tx) =>
    tx
      .tables<never>()
      .insertInto('case_reply_document' as never)
      .values(document as never)
      .execute(),
  );
  const from = temporaryFolder();
  mkdirSync(join(from, 'ab'));
  writeFileSync(join(from, 'ab', ID), 'plan');
  mkdirSync(join(from, 'replies', 'ef'), { recursive: true });
  writeFileSync(join(from, 'replies', 'ef', DECISION), 'decision');
  return { store, from, to: join(temporaryFolder(), 'blobs') };
}

describe('the attachments of an installation that moves', () => {
  it('are in the new folder and in the old one, and one without a file is counted', async () => {
    const { store, from, to } = await attachments();
    const copied = await copyBlobs(store.tables(), { from, to }, { dry: false });
    expect(copied).toEqual({ stay: false, attachments: 3, missing: 1 });
    for (const folder of [from, to]) {
      expect(readFileSync(join(folder, 'replies', 'ef', DECISION), 'utf8')).toBe('decision');
      expect(readFileSync(join(folder, 'ab', ID), 'utf8')).toBe('plan');
    }
    // Called again after it was cut off.
    expect(await copyBlobs(store.tables(), { from, to }, { dry: false })).toEqual(copied);
    await store.close();
  });

  it('replace nothing that another installation has there', async () => {
    const { store, from, to } = await attachments();
    mkdirSync(join(to, 'ab'), { recursive: true });
    writeFileSync(join(to, 'ab', ID), 'plan of another');
    await expect(copyBlobs(store.tables(), { from, to }, { dry: false })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(readFileSync(join(to, 'ab', ID), 'utf8')).toBe('plan of another');
    writeFileSync(join(to, 'installation'), 'its id');
    await expect(demandFreeFolder(from, to)).rejects.toMatchObject({ code: 'conflict' });
    await store.close();
  });

  it('are only counted in a dry run, and stay where the folder stays', async () => {
    const { store, from, to } = await attachments();
    await copyBlobs(store.tables(), { from, to }, { dry: true });
    expect(() => readdirSync(to)).toThrow();
    expect(await copyBlobs(store.tables(), { from, to: from }, { dry: false })).toMatchObject({
      stay: true,
      missing: 1,
    });
    await store.close();
  });
});
