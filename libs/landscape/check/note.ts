import { nearest } from '#source-file';
import type { Entry } from '../entries.js';

/** Notes a mistake in an entry, at the line of the part that a path below it names. */
export function note(
  { source, path }: Pick<Entry<unknown>, 'source' | 'path'>,
  below: readonly (string | number)[],
  message: string,
): void {
  source.report([...path, ...below], message);
}

/** " is not known", with the name that was probably meant. */
export function unknownName(what: string, name: string, known: Iterable<string>): string {
  const meant = nearest(name, known);
  return `There is no ${what} ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** Entries by their id; an id that stands twice is a mistake. */
export function byId<T extends { id: string }>(
  what: string,
  entries: readonly Entry<T>[],
): Map<string, Entry<T>> {
  const found = new Map<string, Entry<T>>();
  for (const entry of entries) {
    const { id } = entry.value;
    if (typeof id !== 'string') continue;
    const first = found.get(id);
    if (first === undefined) found.set(id, entry);
    else note(entry, ['id'], `There is a ${what} ${id} already, ${placeOf(first)}`);
  }
  return found;
}

export function placeOf({ source, path }: Entry<unknown>): string {
  return `at ${source.file}:${source.lineOf(path)}`;
}
