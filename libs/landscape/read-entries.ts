import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readYaml, type SourceFile } from '#source-file';
import type { Entries, Entry } from './entries.js';
import { LISTS } from './file-schemas.js';

/** Lists that a landscape may do without. */
const OPTIONAL: ReadonlySet<string> = new Set(['keys']);

/** Reads every list from `<name>.yaml` or the files of the folder `<name>`; what is wrong stands in `sources`. */
export async function readEntries(
  folder: string,
): Promise<{ entries: Entries; sources: SourceFile<unknown>[] }> {
  const sources: SourceFile<unknown>[] = [];
  const lists: Record<string, Entry<unknown>[]> = {};
  for (const [name, schema] of Object.entries(LISTS)) {
    lists[name] = [];
    for (const file of await filesOf(folder, name)) {
      const source = await readYaml<Record<string, unknown>>(folder, file, schema);
      sources.push(source);
      const items = source.value?.[name];
      if (!Array.isArray(items)) continue;
      items.forEach((value, index) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
        lists[name]!.push({ value, source, path: [name, index] });
      });
    }
  }
  return { entries: lists as unknown as Entries, sources };
}

/** The files of one list, relative to the landscape. A missing list that is needed is named all the same. */
export async function filesOf(folder: string, name: string): Promise<string[]> {
  const files: string[] = [];
  if ((await kindOf(join(folder, name))) === 'folder') {
    const names = await readdir(join(folder, name));
    files.push(
      ...names
        .filter((file) => file.endsWith('.yaml'))
        .sort()
        .map((file) => `${name}/${file}`),
    );
  }
  const single = `${name}.yaml`;
  const present = (await kindOf(join(folder, single))) === 'file';
  if (present || (files.length === 0 && !OPTIONAL.has(name))) files.unshift(single);
  return files;
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}
