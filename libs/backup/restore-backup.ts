import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar-stream';
import { Failure } from '#domain';
import { lockDataFolder } from '#store';
import { BLOB, DATABASE, FORMAT, MANIFEST, type Manifest } from './format.js';

const UNFINISHED = `${DATABASE}.part`;
const LARGEST_MANIFEST = 100_000;

/**
 * Takes a backup into an empty data folder. The database gets its name at the very end: what was interrupted is no
 * data folder. On failure the folder is empty again.
 *
 * @throws Failure `conflict` where the folder is not empty, `malformed` where the file is no whole backup
 */
export async function restoreBackup(file: string, dataFolder: string): Promise<Manifest> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  if ((await readdir(dataFolder)).length > 0) {
    throw new Failure(
      'conflict',
      `The data folder ${dataFolder} is not empty, and a restore replaces nothing. Name an empty folder.`,
    );
  }
  const lock = lockDataFolder(dataFolder);
  try {
    const manifest = await takeOut(file, dataFolder);
    await rename(join(dataFolder, UNFINISHED), join(dataFolder, DATABASE));
    await sync(dataFolder);
    lock.release();
    return manifest;
  } catch (cause) {
    lock.release();
    for (const name of await readdir(dataFolder)) {
      await rm(join(dataFolder, name), { recursive: true, force: true });
    }
    if (cause instanceof Failure) throw cause;
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Failure('not-found', `There is no file ${file}.`, { cause });
    // The disk's own trouble; everything else comes of reading the file.
    if (syscall !== undefined) throw cause;
    throw new Failure('malformed', `${file} is no whole backup.`, { cause });
  }
}

async function takeOut(file: string, dataFolder: string): Promise<Manifest> {
  const entries = extract();
  const source = createReadStream(file);
  source.on('error', (cause) => entries.destroy(cause));
  source.pipe(entries as unknown as NodeJS.WritableStream);
  let database: { size: number; sha256: string } | undefined;
  let manifest: Manifest | undefined;
  const attachments = { count: 0, size: 0 };
  const folders = new Set<string>();
  for await (const entry of entries) {
    const { name } = entry.header;
    const bytes = entry as unknown as AsyncIterable<Uint8Array>;
    if (name === MANIFEST) {
      manifest = readManifest(await whole(bytes, file), file);
    } else if (name === DATABASE) {
      database = await write(bytes, join(dataFolder, UNFINISHED));
    } else if (BLOB.test(name)) {
      const path = join(dataFolder, name);
      if (!folders.has(dirname(path))) {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        folders.add(dirname(path));
      }
      attachments.size += (await write(bytes, path)).size;
      attachments.count += 1;
    } else {
      throw new Failure('malformed', `${file} holds something that is in no backup.`);
    }
  }
  if (
    manifest === undefined ||
    database?.sha256 !== manifest.database.sha256 ||
    attachments.count !== manifest.attachments.count ||
    attachments.size !== manifest.attachments.size
  ) {
    throw new Failure('malformed', `${file} is no whole backup: it ends too early or was changed.`);
  }
  for (const folder of folders) await sync(folder);
  return manifest;
}

async function write(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      for (let written = 0; written < chunk.length; ) {
        written += (await handle.write(chunk, written)).bytesWritten;
      }
      size += chunk.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { size, sha256: hash.digest('hex') };
}

async function whole(bytes: AsyncIterable<Uint8Array>, file: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > LARGEST_MANIFEST) throw new Failure('malformed', `${file} is no backup.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function readManifest(text: string, file: string): Manifest {
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== FORMAT) {
    throw new Failure(
      'malformed',
      `${file} was written by another version of Nahtlos (format ${manifest.format}; this one reads ${FORMAT}).`,
    );
  }
  return manifest;
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
