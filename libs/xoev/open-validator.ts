import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
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
  const root = await realpath(resolve(options.within ?? join(file, '..')));
  const set = await loadSchemaSet({
    file: relative(root, await realpath(file))
      .split(sep)
      .join('/'),
    urlMap: options.urlMap ?? {},
    read: async (path) => {
      const real = await realpath(join(root, path)).catch(() => undefined);
      if (real === undefined) throw new Error('the file does not exist');
      const way = relative(root, real);
      if (way.startsWith('..') || isAbsolute(way)) throw new Error('the file lies outside');
      return readFile(real);
    },
  });
  return Validator.compile(set);
}
