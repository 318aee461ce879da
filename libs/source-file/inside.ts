import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** The absolute path of `file`, or undefined where it would lie outside `root`. Does not touch the disk. */
export function resolveInside(root: string, file: string): string | undefined {
  const path = resolve(root, file);
  return contains(resolve(root), path) ? path : undefined;
}

/** The bytes of a file inside `root`; a link that leads out of it counts as outside. Throws a sentence. */
export async function readInside(root: string, file: string): Promise<Buffer> {
  const path = resolveInside(root, file);
  if (path === undefined) throw new Error('the file lies outside the allowed folder');
  try {
    if (!contains(await realpath(root), await realpath(path))) {
      throw new Error('the file is a link that leads outside the allowed folder');
    }
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new Error(
      code === 'ENOENT' ? 'the file does not exist' : `the file cannot be read (${code})`,
    );
  }
}

function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
