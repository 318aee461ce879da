import { opendir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { blobUri, isBlobId } from './blob-uri.js';
import { UNFINISHED } from './write-file.js';

/** Blobs asked about at once, so that a folder of millions is never held in memory. */
const BATCH = 500;

/** Removes unfinished and unreferenced blobs last written before `before` (ms since 1970). */
export async function sweepFolder(
  root: string,
  isReferenced: (uris: string[]) => Promise<ReadonlySet<string>>,
  before: number,
): Promise<number> {
  let removed = 0;
  let batch = new Map<string, string>();

  async function settle(): Promise<void> {
    if (batch.size === 0) return;
    const referenced = await isReferenced([...batch.keys()]);
    for (const [uri, path] of batch) {
      if (!referenced.has(uri)) removed += await removeFile(path);
    }
    batch = new Map();
  }

  for await (const shard of await opendir(root)) {
    if (!shard.isDirectory() || !/^[0-9a-f]{2}$/.test(shard.name)) continue;
    for await (const { name } of await opendir(join(root, shard.name))) {
      const path = join(root, shard.name, name);
      const unfinished = name.endsWith(UNFINISHED);
      const id = unfinished ? name.slice(0, -UNFINISHED.length) : name;
      if (!isBlobId(id) || !(await isOlder(path, before))) continue;
      if (unfinished) removed += await removeFile(path);
      else batch.set(blobUri(id), path);
      if (batch.size >= BATCH) await settle();
    }
  }
  await settle();
  return removed;
}

async function isOlder(path: string, before: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < before;
  } catch {
    return false;
  }
}

async function removeFile(path: string): Promise<number> {
  try {
    await unlink(path);
    return 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
