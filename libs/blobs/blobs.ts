import type { Readable } from 'node:stream';

export interface WrittenBlob {
  uri: string;
  /** In bytes. */
  size: number;
  /** 128 lower-case hex digits. */
  sha512: string;
}

/**
 * Where attachments lie (claim check). A blob has a random name and belongs to one submission; it is written
 * once and never changed.
 */
export interface Blobs {
  /**
   * Takes a stream to its end; never holds it whole in memory. When this resolves the blob survives a power
   * failure; when it rejects nothing is left. Rejects with Failure `too-large` beyond `limitBytes`, with
   * Failure `unavailable` where the space is used up, and with the stream's own error.
   */
  write(stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<WrittenBlob>;
  /** The bytes of a blob. One that does not exist is an `error` event with code ENOENT. */
  open(uri: string): Readable;
  /** Removing what is not there is no error. */
  remove(uri: string): Promise<void>;
  /**
   * Removes what an interrupted upload left behind: blobs that are not referenced, and unfinished ones, where
   * they are older than `olderThanMs` at `now` (ms since 1970). That age must exceed the longest upload.
   * Returns how many were removed.
   */
  sweep(
    isReferenced: (uris: string[]) => Promise<ReadonlySet<string>>,
    olderThanMs: number,
    now: number,
  ): Promise<number>;
  free(): Promise<{ freeBytes: number; totalBytes: number }>;
}
