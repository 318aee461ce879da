import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import type { SchemaPlace } from '../schemas/schema-place.js';
import type { MessageSet } from './message-set.js';

/** Where a package has its schema: paths relative to the package. */
export interface SchemaInPackage {
  schema: string;
  urlMap: string | undefined;
  /** What has to be copied for it; empty where the set already lies where packages may read. */
  copies: ReadonlyMap<string, Uint8Array>;
}

/** The folder of a package for a standard that was copied into it. */
const STANDARD = 'standard';

/**
 * A package takes nothing from outside the folder of all packages: the configured one where it lies in there, else the
 * folder above it. A set in that folder stays where it is; of any other the files that the message needs are copied,
 * byte for byte and in the same folders, so that their includes and the URL map hold.
 */
export async function schemaInPackage(
  folder: string,
  configured: string,
  place: SchemaPlace,
  { schema, files }: MessageSet,
  urlMap: { file: string; bytes: Uint8Array } | undefined,
): Promise<SchemaInPackage> {
  const own = await realOf(folder);
  const packages = await realOf(configured);
  const all = isIn(own, packages) ? packages : dirname(own);
  const map = urlMap && posix.join(place.mapFolder, basename(urlMap.file));
  const stays = isIn(place.root, all);
  if (stays) {
    const fromPackage = (file: string) =>
      relative(own, join(place.root, file)).split(sep).join('/');
    return { schema: fromPackage(schema), urlMap: map && fromPackage(map), copies: new Map() };
  }
  const inside = (file: string) => posix.join(STANDARD, file);
  const copies = new Map([...files].map(([file, bytes]) => [inside(file), bytes]));
  if (map !== undefined && urlMap !== undefined) copies.set(inside(map), urlMap.bytes);
  return { schema: inside(schema), urlMap: map && inside(map), copies };
}

/** The real path of a folder that may not be there yet. */
async function realOf(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch {
    const above = dirname(whole);
    return above === whole ? whole : join(await realOf(above), basename(whole));
  }
}

function isIn(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
