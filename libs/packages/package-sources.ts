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
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !file.split('/').includes('examples'))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) {
    hash
      .update(file)
      .update('\0')
      .update(await readInside(root, file))
      .update('\0');
  }
  return `packages@${hash.digest('hex').slice(0, 12)}`;
}

/** A file that a package names, relative to the folder of all packages. */
export function inPackage(folder: string, file: string): string {
  return posix.join(folder, file);
}
