import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { SchemaSource } from '#xoev';
import { WrongCall } from '../command.js';
import { schemaFilesIn } from './schema-files-in.js';

/** Where a schema set lies on the disk, ready to be loaded. */
export interface SchemaPlace {
  source: SchemaSource;
  /** The folder that nothing leads out of, as the real path. */
  root: string;
  /** The folder that the files of the URL map are relative to, below the root. */
  mapFolder: string;
}

export interface SchemaPlaceOptions {
  /** A JSON object of addresses and files, the files relative to it. */
  urlMap?: string | undefined;
  /** The allowed folder; where absent, the common one of the schema, the URL map and all files that it names. */
  within?: string | undefined;
}

/** Finds an XSD, or all XSDs of a folder. What cannot be read is a wrong call. */
export async function schemaPlace(
  schema: string,
  options: SchemaPlaceOptions = {},
): Promise<SchemaPlace> {
  const target = await existing(schema);
  const isFolder = (await stat(target)).isDirectory();
  const home = isFolder ? target : dirname(target);
  const map = options.urlMap === undefined ? undefined : await urlMapIn(options.urlMap);
  const mapped = Object.entries(map?.entries ?? {}).map(
    ([url, file]) => [url, resolve(map!.folder, file)] as const,
  );
  const root =
    options.within === undefined
      ? commonFolder([home, map?.folder ?? home, ...mapped.map(([, file]) => dirname(file))])
      : await existing(options.within);
  const below = (path: string) => relative(root, path).split(sep).join('/');
  const files = isFolder ? (await schemaFilesIn(home)).map((file) => join(home, file)) : [target];
  if (files.length === 0) throw new WrongCall(`${schema} holds no XSD.`);
  const { readerWithin } = await import('#xoev');
  return {
    source: {
      file: isFolder ? files.map(below) : below(target),
      urlMap: Object.fromEntries(mapped.map(([url, file]) => [url, below(file)])),
      read: readerWithin(root),
    },
    root,
    mapFolder: below(map?.folder ?? home),
  };
}

async function existing(path: string): Promise<string> {
  try {
    return await realpath(resolve(path));
  } catch {
    throw new WrongCall(`${path} does not exist.`);
  }
}

async function urlMapIn(path: string) {
  const file = await existing(path);
  let entries: unknown;
  try {
    entries = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new WrongCall(`${path} cannot be read as JSON.`);
  }
  const isMap =
    typeof entries === 'object' &&
    entries !== null &&
    !Array.isArray(entries) &&
    Object.values(entries).every((value) => typeof value === 'string');
  if (!isMap) throw new WrongCall(`${path} is no JSON object of addresses and files.`);
  return { folder: dirname(file), entries: entries as Record<string, string> };
}

function commonFolder(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split(sep));
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && other[same] === first[same]) same += 1;
    length = same;
  }
  const common = first.slice(0, length).join(sep);
  if (common !== '') return common;
  throw new WrongCall(
    'The schema, the URL map and its files have no folder in common; put them into one, or name it with --within.',
  );
}
