import { readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { SchemaSource } from './schema/schema-files.js';

/** Reads files of a folder on the disk, and refuses whatever leads out of it, a symbolic link too. */
export function readerWithin(root: string): SchemaSource['read'] {
  return async (file) => {
    const real = await realpath(join(root, file)).catch(() => undefined);
    if (real === undefined) throw new Error('the file does not exist');
    const way = relative(await realpath(root), real);
    if (way === '..' || way.startsWith(`..${sep}`)) throw new Error('the file lies outside');
    return readFile(real).catch((cause: NodeJS.ErrnoException) => {
      throw new Error(cause.code === 'EISDIR' ? 'it is a folder' : `${cause.code}`);
    });
  };
}
