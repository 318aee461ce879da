import type { Path } from '#source-file';
import { isSchema, type Schema } from './form-constraint.js';

/** Keywords of JSON Schema that hold data, and those that hold schemas by names of the author's. */
export const DATA = new Set([
  ...['enum', 'const', 'examples', 'default', 'dependentRequired', 'discriminator'],
  '$vocabulary',
]);
export const NAMED = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);

/** A schema inside of a schema, and where it stands. */
export interface SchemaPlace {
  schema: Schema;
  path: Path;
}

/** A schema and all schemas inside of it. */
export function schemasIn(value: unknown, path: Path = []): SchemaPlace[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => schemasIn(one, [...path, index]));
  if (!isSchema(value)) return [];
  const inner = Object.entries(value).flatMap(([key, one]) => {
    const at = [...path, key];
    if (DATA.has(key)) return [];
    if (!NAMED.has(key) || !isSchema(one)) return schemasIn(one, at);
    return Object.entries(one).flatMap(([name, named]) => schemasIn(named, [...at, name]));
  });
  return [{ schema: value, path }, ...inner];
}
