import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WrittenBlob } from '../blobs.js';
import { DirectoryBlobs } from './directory-blobs.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22T10:00:00Z');

let root: string;
let blobs: DirectoryBlobs;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'blobs-'));
  blobs = await DirectoryBlobs.open(join(root, 'blobs'));
});
afterEach(() => rm(root, { recursive: true }));

async function files(): Promise<string[]> {
  const entries = await readdir(join(root, 'blobs'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const write = (bytes: string, limit = 1_000) =>
  blobs.write(Readable.from([Buffer.from(bytes)]), limit);

async function aged(blob: Promise<WrittenBlob>, days: number): Promise<WrittenBlob> {
  const written = await blob;
  const path = (await files()).find((file) => file.endsWith(written.uri.slice(5)));
  await utimes(path!, new Date(), new Date(NOW - days * DAY));
  return written;
}

describe('writing a blob', () => {
  it('gives back what was streamed, with its size and hash', async () => {
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(60_000, index));
    const whole = Buffer.concat(chunks);
    const blob = await blobs.write(Readable.from(chunks), whole.length);
    expect(blob).toEqual({
      uri: expect.stringMatching(/^blob:[0-9a-f]{32}$/),
      size: whole.length,
      sha512: createHash('sha512').update(whole).digest('hex'),
    });
    expect((await buffer(blobs.open(blob.uri))).equals(whole)).toBe(true);
  });

  it('takes an empty stream', async () => {
    const blob = await blobs.write(Readable.from([]), 10);
    expect(blob.size).toBe(0);
    expect(await buffer(blobs.open(blob.uri))).toHaveLength(0);
  });

  it('never shares a name, so that removing one leaves its equal alone', async () => {
    const [one, other] = [await write('same'), await write('same')];
    expect(one.uri).not.toBe(other.uri);
    await blobs.remove(one.uri);
    await blobs.remove(one.uri);
    expect((await buffer(blobs.open(other.uri))).toString()).toBe('same');
    await expect(buffer(blobs.open(one.uri))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is for the owner of the process alone', async () => {
    await write('x');
    const [file] = await files();
    expect((await stat(file!)).mode & 0o077).toBe(0);
    expect((await stat(join(root, 'blobs'))).mode & 0o077).toBe(0);
  });

  it('stops at the limit, ends the source and leaves nothing', async () => {
    const source = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1_000);
      })(),
    );
    await expect(blobs.write(source, 5_000)).rejects.toMatchObject({ code: 'too-large' });
    expect(source.destroyed).toBe(true);
    expect(await files()).toEqual([]);
  });

  it('accepts exactly the limit', async () => {
    expect((await write('12345', 5)).size).toBe(5);
    await expect(write('123456', 5)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('leaves nothing when the sender is cut off', async () => {
    async function* cut() {
      yield Buffer.from('first');
      throw new Error('aborted');
    }
    await expect(blobs.write(cut(), 1_000)).rejects.toThrow('aborted');
    expect(await files()).toEqual([]);
  });
});

describe('the URI of a blob', () => {
  it.each([
    'blob:../../etc/passwd',
    'blob:',
    'blob:abc',
    'file:0123456789abcdef0123456789abcdef',
    'blob:0123456789ABCDEF0123456789ABCDEF',
    'blob:0123456789abcdef0123456789abcdef/..',
    'blob:0123456789abcdef0123456789abcdef\n',
  ])('is refused unless it is one of ours: %j', async (uri) => {
    expect(() => blobs.open(uri)).toThrow('not the URI of a blob');
    await expect(blobs.remove(uri)).rejects.toThrow('not the URI of a blob');
  });
});

describe('sweeping', () => {
  it('removes old unreferenced blobs and old unfinished ones, nothing else', async () => {
    const orphan = await aged(write('orphan'), 3);
    const referenced = await aged(write('referenced'), 3);
    const young = await aged(write('young'), 1);
    const shard = join(root, 'blobs', orphan.uri.slice(5, 7));
    const unfinished = join(shard, `${'0'.repeat(32)}.part`);
    const stranger = join(shard, 'README');
    for (const file of [unfinished, stranger]) {
      await writeFile(file, 'x');
      await utimes(file, new Date(), new Date(NOW - 3 * DAY));
    }

    const asked: string[] = [];
    const removed = await blobs.sweep(
      async (uris) => {
        asked.push(...uris);
        return new Set([referenced.uri]);
      },
      2 * DAY,
      NOW,
    );

    expect(removed).toBe(2);
    expect(asked.sort()).toEqual([orphan.uri, referenced.uri].sort());
    expect((await files()).map((file) => file.split('/').at(-1)).sort()).toEqual(
      ['README', referenced.uri.slice(5), young.uri.slice(5)].sort(),
    );
  });

  it('keeps everything when the references cannot be read', async () => {
    await aged(write('orphan'), 3);
    const failing = () => Promise.reject(new Error('the store is closed'));
    await expect(blobs.sweep(failing, 2 * DAY, NOW)).rejects.toThrow('closed');
    expect(await files()).toHaveLength(1);
  });
});

describe('free space', () => {
  it('is told in bytes', async () => {
    const { freeBytes, totalBytes } = await blobs.free();
    expect(freeBytes).toBeGreaterThan(0);
    expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
  });
});
