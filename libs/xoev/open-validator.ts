import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { readerWithin } from './reader-within.js';
import { loadSchemaSet } from './schema/schema-set.js';
import { Validator } from './validator.js';

export interface OpenOptions {
  /** The folder that includes and imports may not leave; by default the one of the schema. */
  within?: string;
  /** Files for absolute addresses, relative to that folder. */
  urlMap?: Readonly<Record<string, string>>;
}

/** A validator for a schema file on the disk. Throws a ConfigurationError where the set does not load. */
export async function openValidator(file: string, options: OpenOptions = {}): Promise<Validator> {
  const real = await realpath(file);
  const root = await realpath(resolve(options.within ?? dirname(real)));
  const set = await loadSchemaSet({
    file: relative(root, real).split(sep).join('/'),
    urlMap: options.urlMap ?? {},
    read: readerWithin(root),
  });
  return Validator.compile(set);
}
