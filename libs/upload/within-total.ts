import { asFailure, Failure } from '#domain';
import type { PartBlobs } from './part-blobs.js';

/** Blobs of one upload that have so many bytes together at most. Beyond it writing fails with `too-large`. */
export function withinTotal(
  blobs: Pick<PartBlobs, 'write'>,
  total: number,
  thing: string,
): Pick<PartBlobs, 'write'> {
  let left = total;
  return {
    write: async (stream, limitBytes) => {
      try {
        const written = await blobs.write(stream, Math.min(limitBytes, left));
        left -= written.size;
        return written;
      } catch (cause) {
        if (limitBytes <= left || asFailure(cause).code !== 'too-large') throw cause;
        throw new Failure('too-large', `All ${thing}s together have ${total} bytes at most.`, {
          cause,
        });
      }
    },
  };
}
