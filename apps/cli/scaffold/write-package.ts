import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { WrongCall } from '../command.js';

/** Writes the files of a new package; where one of them is there already, none is written. */
export async function writePackage(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  const root = resolve(folder);
  const there: string[] = [];
  for (const file of files.keys()) {
    if ((await lstat(join(root, file)).catch(() => undefined)) !== undefined) there.push(file);
  }
  if (there.length > 0) {
    throw new WrongCall(
      `Nothing was written, because ${folder} already has ${there.join(', ')}. Name another folder, or move them away.`,
    );
  }
  for (const [file, content] of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content, { flag: 'wx' });
  }
  await mkdir(join(root, 'examples'), { recursive: true });
}
