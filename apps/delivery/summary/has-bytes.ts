import { createHash } from 'node:crypto';
import type { Blobs } from '#blobs';

/** Whether a blob is there with the bytes that were written. */
export async function hasBytes(
  blobs: Pick<Blobs, 'open'>,
  { uri, sha512 }: { uri: string; sha512: string },
): Promise<boolean> {
  const hash = createHash('sha512');
  try {
    for await (const chunk of blobs.open(uri)) hash.update(chunk);
  } catch {
    return false;
  }
  return hash.digest('hex') === sha512;
}
