import { readFile, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Scaffold } from '#packages';
import type { SchemaPlace } from '../schemas/schema-place.js';
import type { MessageSet } from './message-set.js';
import { type PackageParts, packageFiles } from './package-files.js';
import { type SchemaInPackage, schemaInPackage } from './schema-in-package.js';
import { writePackage } from './write-package.js';

/** What was written of a package. */
export interface WrittenPackage {
  folder: string;
  /** By their paths in the package. */
  files: readonly string[];
  mapping: string;
  schema: SchemaInPackage;
  /** Lines that a package which was there already still needs in its package.yaml. */
  additions: readonly string[];
}

export interface WrittenPackageOptions {
  place: SchemaPlace;
  loaded: MessageSet;
  urlMap: string | undefined;
  made: Scaffold;
  parts: PackageParts;
  /** The configured folder of all packages. */
  packages: string;
}

/**
 * Writes the skeleton of a mapping into a package, with the rest of it where there is none yet; a WrongCall where one
 * of its files is there already.
 */
export async function writtenPackage(
  folder: string,
  { place, loaded, urlMap, made, parts, packages }: WrittenPackageOptions,
): Promise<WrittenPackage> {
  const map =
    urlMap === undefined
      ? undefined
      : { file: await realpath(resolve(urlMap)), bytes: await readFile(resolve(urlMap)) };
  const schema = await schemaInPackage(folder, packages, place, loaded, map);
  const { content, mapping, additions } = packageFiles(made, schema, parts);
  const files = await writePackage(folder, content);
  return { folder, files, mapping, schema, additions };
}
