import fs from 'node:fs';
import { promisify } from 'node:util';

// The callback interface costs about half of what `fs/promises` costs, and this is the hot path of a delivery.
const open: (path: string, flags: string | number, mode?: number) => Promise<number> = promisify(
  fs.open,
);
const unlink = promisify(fs.unlink);
const write: (fd: number, bytes: Uint8Array, offset: number) => Promise<{ bytesWritten: number }> =
  promisify(fs.write);
const fsync = promisify(fs.fsync);
const close = promisify(fs.close);
export const rename = promisify(fs.rename);
export const readFile = promisify(fs.readFile);
const access = promisify(fs.access);

/** Readable for a group, so that the account of the case system can fetch. */
const FILE_MODE = 0o640;

/** Whether a file is there. Other errors than its absence are thrown. */
export async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;

/**
 * Opens a new file in place of what has its name, as an attempt that was cut off may have left it. Never writes through
 * a link that others who may write there have put in its place.
 */
async function openNew(path: string): Promise<number> {
  const create = () => open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE);
  try {
    return await create();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await unlink(path);
    return create();
  }
}

/** Writes a whole new file; its bytes are on the disk when this resolves. */
export async function writeSynced(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await openNew(path);
  try {
    for await (const chunk of chunks) {
      let offset = 0;
      while (offset < chunk.length) {
        offset += (await write(file, chunk, offset)).bytesWritten;
      }
    }
    await fsync(file);
  } finally {
    await close(file);
  }
}

/** Makes the names in a folder durable (fsync(2)). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await fsync(handle);
  } finally {
    await close(handle);
  }
}
