import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '#domain';
import { syncFolder } from './sync-folder.js';

/** Marks a file whose bytes are still coming. */
export const UNFINISHED = '.part';

/** The disk or the quota is used up. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Seconds: purge and delivery free space in minutes rather than in seconds. */
const RETRY_WHEN_FULL = 60;

/** Streams to `path`, which appears only once its bytes are on the disk. Leaves nothing behind on failure. */
export async function writeFile(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<{ size: number; sha512: string }> {
  const unfinished = `${path}${UNFINISHED}`;
  try {
    const handle = await open(unfinished, 'wx', 0o600);
    let written: { size: number; sha512: string };
    try {
      written = await copy(handle, stream, limitBytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
    await syncFolder(dirname(path));
    return written;
  } catch (error) {
    await Promise.all([unfinished, path].map((left) => unlink(left).catch(() => {})));
    throw FULL.has((error as NodeJS.ErrnoException).code ?? '')
      ? new Failure('unavailable', 'There is no space left for attachments', {
          retryAfter: RETRY_WHEN_FULL,
          cause: error,
        })
      : error;
  }
}

async function copy(
  handle: FileHandle,
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<{ size: number; sha512: string }> {
  const hash = createHash('sha512');
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limitBytes) {
      throw new Failure('too-large', `An attachment is larger than ${limitBytes} bytes`);
    }
    hash.update(chunk);
    await writeAll(handle, chunk);
  }
  return { size, sha512: hash.digest('hex') };
}

/** A single write may be short, on a disk that is nearly full above all (write(2)). */
async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < chunk.length) {
    offset += (await handle.write(chunk, offset)).bytesWritten;
  }
}
