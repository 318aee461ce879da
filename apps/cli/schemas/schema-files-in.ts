import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { WrongCall } from '../command.js';

/** How many entries are looked at: enough for any standard, and an end for the root of a disk. */
const MOST = 20_000;

/** The XSDs in a folder and below, relative to it: the outermost first. Symbolic links are not followed. */
export async function schemaFilesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  const waiting = [''];
  let seen = 0;
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const entries: Dirent[] = await readdir(posix.join(folder, at), { withFileTypes: true });
    seen += entries.length;
    if (seen > MOST)
      throw new WrongCall(`${folder} holds more than ${MOST} files; name a smaller folder.`);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = posix.join(at, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile() && /\.xsd$/i.test(entry.name)) files.push(path);
    }
  }
  return files;
}
