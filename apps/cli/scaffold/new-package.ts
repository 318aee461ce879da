import { readFile, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Scaffold } from '#packages';
import type { SchemaPlace } from '../schemas/schema-place.js';
import type { MessageSet } from './message-set.js';
import { type PackageParts, packageFiles } from './package-files.js';
import { type SchemaInPackage, schemaInPackage } from './schema-in-package.js';
import { writePackage } from './write-package.js';

/** A package that was written. */
export interface NewPackage {
  folder: string;
  /** By their paths in the package. */
  files: readonly string[];
  mapping: string;
  schema: SchemaInPackage;
}

export interface NewPackageOptions {
  place: SchemaPlace;
  loaded: MessageSet;
  urlMap: string | undefined;
  made: Scaffold;
  parts: PackageParts;
  /** The configured folder of all packages. */
  packages: string;
}

/** Writes a package with the skeleton of a mapping; a WrongCall where one of its files is there already. */
export async function newPackage(
  folder: string,
  { place, loaded, urlMap, made, parts, packages }: NewPackageOptions,
): Promise<NewPackage> {
  const map =
    urlMap === undefined
      ? undefined
      : { file: await realpath(resolve(urlMap)), bytes: await readFile(resolve(urlMap)) };
  const schema = await schemaInPackage(folder, packages, place, loaded, map);
  const { content, mapping } = packageFiles(made, schema, parts);
  await writePackage(folder, content);
  return { folder, files: [...content.keys()], mapping, schema };
}
