import type { Json } from './json.js';

/** JSON pointers of the leaves in which two values differ, in the order of the fields. No values. */
export function changedFields(
  before: Json | undefined,
  after: Json | undefined,
  at = '',
): string[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      changedFields(before[name], after[name], `${at}/${escaped(name)}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longer = before.length > after.length ? before : after;
    return longer.flatMap((_, index) =>
      changedFields(before[index], after[index], `${at}/${index}`),
    );
  }
  return before === after ? [] : [at];
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
