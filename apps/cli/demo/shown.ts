import { relative, resolve } from 'node:path';

/** A path as somebody in this folder would write it. */
export function shown(path: string): string {
  const here = relative(resolve('.'), path);
  return here.startsWith('..') ? path : here;
}
