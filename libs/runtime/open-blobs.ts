import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, type Migration, sql } from 'kysely';
import { type Blobs, DirectoryBlobs } from '#blobs';
import { Failure } from '#domain';
import type { Store } from '#store';

const MARK = 'installation';

/** One row: the installation's id, and whether the shared folder of attachments carries it. */
interface Tables {
  installation: { one: number; id: string; marked: number };
}

const MIGRATIONS: Record<string, Migration> = {
  '001_installation': {
    async up(db: Kysely<unknown>) {
      await sql`create table installation (
        one integer primary key,
        id text not null,
        marked integer not null
      )`.execute(db);
    },
  },
};

/** Opens the folder of attachments of one process. */
export function openBlobs(folder: string): Promise<Blobs> {
  return DirectoryBlobs.open(folder);
}

/**
 * Opens the folder of attachments that all processes of a shared database have in common. The first start leaves the
 * installation's id there; a folder without it, such as the empty one below a volume that is not mounted, is refused.
 */
export async function openSharedBlobs(folder: string, store: Store): Promise<Blobs> {
  await store.migrate('installation', MIGRATIONS);
  const installation = await store.write(async (tx) => {
    const tables = tx.tables<Tables>();
    await tables
      .insertInto('installation')
      .values({ one: 1, id: randomUUID(), marked: 0 })
      .onConflict((conflict) => conflict.column('one').doNothing())
      .execute();
    return tables.selectFrom('installation').selectAll().executeTakeFirstOrThrow();
  });
  const blobs = await DirectoryBlobs.open(folder);
  const mark = join(folder, MARK);
  if (Number(installation.marked) === 0) {
    await writeFile(mark, `${installation.id}\n`, { flag: 'wx', mode: 0o600 }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
    await demandMark(mark, folder, installation.id);
    await store.write(async (tx) => {
      await tx.tables<Tables>().updateTable('installation').set({ marked: 1 }).execute();
    });
  }
  await demandMark(mark, folder, installation.id);
  return blobs;
}

async function demandMark(mark: string, folder: string, id: string): Promise<void> {
  const found = await readFile(mark, 'utf8').catch(() => undefined);
  if (found?.trim() === id) return;
  const what =
    found === undefined
      ? 'is not the folder of attachments that the other processes of this database use'
      : 'holds the attachments of another installation';
  throw new Failure(
    'invalid',
    `${folder} ${what}. Mount the shared volume, or name its folder with NAHTLOS_BLOBS.`,
  );
}
