import { createReadStream } from 'node:fs';
import { mkdir, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Blobs, WrittenBlob } from '../blobs.js';
import { blobId, blobUri, newBlobId } from './blob-uri.js';
import { sweepFolder } from './sweep.js';
import { syncFolder } from './sync-folder.js';
import { writeFile } from './write-file.js';

/** Blobs as files `<first two digits>/<id>` below a folder that only the owner of the process can read. */
export class DirectoryBlobs implements Blobs {
  readonly #shards = new Set<string>();

  private constructor(private readonly root: string) {}

  /** Creates the folder where it does not exist. */
  static async open(root: string): Promise<DirectoryBlobs> {
    await mkdir(root, { recursive: true, mode: 0o700 });
    return new DirectoryBlobs(root);
  }

  async write(stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<WrittenBlob> {
    const id = newBlobId();
    const shard = await this.#shard(id);
    const { size, sha512 } = await writeFile(join(shard, id), stream, limitBytes);
    return { uri: blobUri(id), size, sha512 };
  }

  open(uri: string): Readable {
    return createReadStream(this.#path(blobId(uri)));
  }

  async remove(uri: string): Promise<void> {
    await unlink(this.#path(blobId(uri))).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  sweep(
    isReferenced: (uris: string[]) => Promise<ReadonlySet<string>>,
    olderThanMs: number,
    now: number,
  ): Promise<number> {
    return sweepFolder(this.root, isReferenced, now - olderThanMs);
  }

  async free(): Promise<{ freeBytes: number; totalBytes: number }> {
    const { bavail, blocks, bsize } = await statfs(this.root);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  #path(id: string): string {
    return join(this.root, id.slice(0, 2), id);
  }

  async #shard(id: string): Promise<string> {
    const shard = join(this.root, id.slice(0, 2));
    if (!this.#shards.has(shard)) {
      await mkdir(shard, { recursive: true, mode: 0o700 });
      await syncFolder(this.root);
      this.#shards.add(shard);
    }
    return shard;
  }
}
