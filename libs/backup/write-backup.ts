import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { Failure } from '#domain';
import type { Store } from '#store';
import { BLOB, BLOB_FOLDERS, BLOBS, DATABASE, FORMAT, MANIFEST, type Manifest } from './format.js';

/** Owner alone: a backup holds every application. */
const MODE = 0o600;

/**
 * Writes a backup while the server runs. The database is copied as of one moment, the attachments after it: each is
 * older than the row that names it, so none is missing. The file appears whole, on the disk, or not at all.
 *
 * @throws Failure `conflict` where the file exists already, `not-found` where its folder does not, `unavailable`
 *   where it cannot be written
 */
export async function writeBackup(
  ports: { store: Pick<Store, 'copyTo'>; dataFolder: string; now(): Date },
  file: string,
): Promise<Manifest> {
  await refuseToOverwrite(file);
  const beside = join(dirname(file), `.${basename(file)}.${randomBytes(4).toString('hex')}`);
  const database = `${beside}.database`;
  const unfinished = `${beside}.part`;
  try {
    const createdAt = ports.now().toISOString();
    // SQLite writes into an empty file, and keeps the mode that it has.
    await (await open(database, 'wx', MODE)).close();
    await ports.store.copyTo(database);
    const manifest = await writeTar(unfinished, database, join(ports.dataFolder, BLOBS), createdAt);
    // Takes the name first: a rename alone would replace a file that came about meanwhile.
    await (await open(file, 'wx', MODE).catch(alreadyThere(file))).close();
    await rename(unfinished, file);
    await sync(dirname(file));
    return manifest;
  } catch (cause) {
    throw cause instanceof Failure ? cause : notWritten(file, cause);
  } finally {
    await Promise.all([database, unfinished].map((left) => rm(left, { force: true })));
  }
}

async function writeTar(
  path: string,
  database: string,
  blobs: string,
  createdAt: string,
): Promise<Manifest> {
  const tar = pack();
  const out = createWriteStream(path, { flags: 'wx', mode: MODE });
  const written = finished(tar.pipe(out));
  // A disk that fills up is told by `written`, which is awaited last.
  written.catch((cause) => tar.destroy(cause));
  const { size, sha256 } = await addFile(tar, DATABASE, database);
  const attachments = { count: 0, size: 0 };
  for await (const name of blobNames(blobs)) {
    const added = await addFile(tar, `${BLOBS}/${name}`, join(blobs, name)).catch(goneMeanwhile);
    if (added === undefined) continue;
    attachments.count += 1;
    attachments.size += added.size;
  }
  const manifest: Manifest = { format: FORMAT, createdAt, database: { size, sha256 }, attachments };
  tar.entry({ name: MANIFEST, mode: MODE }, `${JSON.stringify(manifest, null, 2)}\n`);
  tar.finalize();
  await written;
  await sync(path);
  return manifest;
}

async function addFile(
  tar: Pack,
  name: string,
  path: string,
): Promise<{ size: number; sha256: string }> {
  const { size } = await stat(path);
  const hash = createHash('sha256');
  await new Promise<void>((resolve, reject) => {
    const entry = tar.entry({ name, size, mode: MODE }, (error) =>
      error ? reject(error) : resolve(),
    );
    const source = createReadStream(path);
    source.on('data', (chunk) => hash.update(chunk)).on('error', reject);
    source.pipe(entry as unknown as NodeJS.WritableStream);
  });
  return { size, sha256: hash.digest('hex') };
}

async function* blobNames(blobs: string): AsyncIterable<string> {
  for (const folder of BLOB_FOLDERS) {
    const shards = await opendir(join(blobs, folder)).catch(goneMeanwhile);
    if (shards === undefined) continue;
    for await (const shard of shards) {
      if (!shard.isDirectory()) continue;
      for await (const blob of await opendir(join(blobs, folder, shard.name))) {
        const name = `${folder}${shard.name}/${blob.name}`;
        if (BLOB.test(`${BLOBS}/${name}`)) yield name;
      }
    }
  }
}

/** A purge may remove what is done while the backup is under way. */
function goneMeanwhile(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

async function refuseToOverwrite(file: string): Promise<void> {
  const folder = dirname(file);
  await access(folder).catch((cause) => {
    throw new Failure('not-found', `There is no folder ${folder}. Create it first.`, { cause });
  });
  const there = await stat(file).then(
    () => true,
    () => false,
  );
  if (there) alreadyThere(file)({ code: 'EEXIST' } as NodeJS.ErrnoException);
}

function alreadyThere(file: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Failure(
      'conflict',
      `${file} exists already, and a backup replaces nothing. Choose another name.`,
    );
  };
}

function notWritten(file: string, cause: unknown): Failure {
  const { code = 'for an unknown reason' } = cause as NodeJS.ErrnoException;
  return new Failure(
    'unavailable',
    `${file} could not be written (${code}). It needs a folder that the server's user may write to, with space for twice the database and the attachments.`,
    { cause },
  );
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
