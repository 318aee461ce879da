import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { readInside } from '#source-file';

/** The folders that hold a package, relative to the folder of all packages, in order; none where that is missing. */
export async function packageFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name === 'package.yaml')
    .map((entry) => relative(root, entry.parentPath).split(sep).join('/'))
    .sort();
}

/** `packages@` and 12 hex digits: changes with any file that a message can depend on; examples do not count. */
export async function packagesVersion(root: string): Promise<string> {
  const files = await packageFiles(root, '');
  return `packages@${(await fingerprintOf(root, files)).slice(0, 12)}`;
}

/** Files below a folder of the packages that a message can depend on, relative to the root, sorted. */
export async function packageFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !file.split('/').includes('examples'))
    .sort();
}

/**
 * SHA-256 in hex over the names and contents of files. The names count from a folder: the content gives the same
 * wherever that folder lies.
 */
export async function fingerprintOf(
  root: string,
  files: readonly string[],
  folder = '',
): Promise<string> {
  const named = files.map((file) => ({ file, name: posix.relative(folder, file) }));
  const hash = createHash('sha256');
  for (const { file, name } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash
      .update(name)
      .update('\0')
      .update(await readInside(root, file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** A file that a package names, relative to the folder of all packages. */
export function inPackage(folder: string, file: string): string {
  return posix.join(folder, file);
}
