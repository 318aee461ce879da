import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '#domain';
import { type AnyTables, pagesOf } from './table-rows.js';

const URI = /^blob:(([0-9a-f]{2})[0-9a-f]{30})$/;
const PAGE = 500;
const MARK = 'installation';

/** Which table names the blobs of which folder. */
const KEPT = [
  { table: 'attachment', below: '' },
  { table: 'case_reply_document', below: 'replies' },
  { table: 'answer_document', below: 'replies' },
] as const;

export interface CopiedBlobs {
  /** Whether they stay in the folder where they are. */
  stay: boolean;
  attachments: number;
  /** Of those, the ones whose file is not there any more. */
  missing: number;
}

/** @throws Failure where the folder belongs to another installation */
export async function demandFreeFolder(from: string, to: string): Promise<void> {
  const names = await readdir(to).catch(() => [] as string[]);
  if (!names.includes(MARK)) return;
  throw new Failure(
    'conflict',
    `${resolve(to)} holds the attachments of another installation. Name another folder with NAHTLOS_BLOBS${resolve(from) === resolve(to) ? ', or remove the file "installation" in it where a try has left that' : ''}.`,
  );
}

/**
 * Brings the attachments of all submissions and the documents of replies into a folder: as links where both lie on one disk, else as copies that
 * are read again. What is there already from an attempt that was cut off is compared. The old folder stays as it is.
 */
export async function copyBlobs(
  tables: AnyTables,
  { from, to }: { from: string; to: string },
  { dry }: { dry: boolean },
): Promise<CopiedBlobs> {
  const copied = { stay: resolve(from) === resolve(to), attachments: 0, missing: 0 };
  const shards = new Set<string>();
  for (const { table, below } of KEPT) {
    for await (const page of pagesOf(tables, table, PAGE)) {
      for (const { uri } of page) {
        const [, id, shard] = URI.exec(String(uri)) ?? [];
        if (id === undefined || shard === undefined) {
          throw new Failure('internal', 'An attachment has an address that is none of a folder.');
        }
        copied.attachments += 1;
        const source = join(from, below, shard, id);
        if ((await sizeOf(source)) === undefined) copied.missing += 1;
        else if (!dry && !copied.stay) {
          const folder = join(to, below, shard);
          await mkdir(folder, { recursive: true, mode: 0o700 });
          await bring(source, join(folder, id));
          shards.add(folder).add(dirname(folder));
        }
      }
    }
  }
  for (const folder of shards.size > 0 ? [...shards, to] : []) await sync(folder);
  return copied;
}

async function bring(source: string, target: string): Promise<void> {
  if ((await sizeOf(target)) !== undefined) {
    if (await same(source, target)) return;
    throw new Failure(
      'conflict',
      `${dirname(target)} holds another attachment of the same name. Name an empty folder with NAHTLOS_BLOBS.`,
    );
  }
  const linked = await link(source, target).then(
    () => true,
    () => false,
  );
  if (linked) return;
  const unfinished = `${target}.part`;
  await copyFile(source, unfinished);
  await sync(unfinished);
  if (!(await same(source, unfinished))) {
    await unlink(unfinished);
    throw new Failure('internal', `${target} does not read as it was written. Check the disk.`);
  }
  await rename(unfinished, target);
}

async function same(one: string, other: string): Promise<boolean> {
  const [first, second] = [await stat(one), await stat(other)];
  if (first.ino === second.ino && first.dev === second.dev) return true;
  return first.size === second.size && (await digest(one)) === (await digest(other));
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
