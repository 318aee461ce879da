import { _, type CodeKeywordDefinition } from 'ajv/dist/2020.js';
import { DATA, NAMED } from './schema-places.js';

/** The keyword that a schema is given wherever it takes numbers. */
const KEYWORD = 'exactNumber';

/**
 * Refuses numbers that have lost digits already as they were read: JavaScript holds whole numbers exactly up to
 * 2^53 alone.
 */
export const exactNumberKeyword: CodeKeywordDefinition = {
  keyword: KEYWORD,
  schemaType: 'boolean',
  code: (context) => {
    const { data } = context;
    const limit = Number.MAX_SAFE_INTEGER;
    context.fail(_`typeof ${data} == "number" && (${data} > ${limit} || ${data} < ${-limit})`);
  },
};

/** A copy of a schema that takes exact numbers alone. */
export function withExactNumbers<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withExactNumbers) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = changed(schema, (value, key) => {
    if (DATA.has(key)) return value;
    return NAMED.has(key) && typeof value === 'object' && value !== null
      ? changed(value, withExactNumbers)
      : withExactNumbers(value);
  });
  const types = [(schema as { type?: unknown }).type].flat();
  const takes = types.includes('number') || types.includes('integer');
  return (takes ? { ...copy, [KEYWORD]: true } : copy) as T;
}

function changed(of: object, change: (value: unknown, key: string) => unknown): object {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value, key)]));
}
