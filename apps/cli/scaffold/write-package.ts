import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { WrongCall } from '../command.js';

/**
 * Writes files of a package; where one of them is there already with another content, none is written. Returns those
 * that were written.
 */
export async function writePackage(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<string[]> {
  const root = resolve(folder);
  const there: string[] = [];
  const missing: string[] = [];
  for (const [file, content] of files) {
    const path = join(root, file);
    const isThere = (await lstat(path).catch(() => undefined)) !== undefined;
    if (!isThere) missing.push(file);
    else if (!(await holds(path, content))) there.push(file);
  }
  if (there.length > 0) {
    throw new WrongCall(
      `Nothing was written, because ${folder} already has ${there.join(', ')}. Name another folder, or move them away.`,
    );
  }
  for (const file of missing) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), files.get(file)!, { flag: 'wx' });
  }
  await mkdir(join(root, 'examples'), { recursive: true });
  return missing;
}

async function holds(path: string, content: string | Uint8Array): Promise<boolean> {
  const found = await readFile(path).catch(() => undefined);
  return found?.equals(Buffer.from(content)) ?? false;
}
