import fs from 'node:fs';
import { promisify } from 'node:util';

// The callback interface costs about half of what `fs/promises` costs, and this is the hot path of a delivery.
const open = promisify(fs.open);
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

/** Writes a whole file; its bytes are on the disk when this resolves. */
export async function writeSynced(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await open(path, 'w', FILE_MODE);
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
