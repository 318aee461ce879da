import type { DataPath } from '../language/data-path.js';
import { Scope } from '../scope.js';

/** The scopes of the items that a path names; a single value is a list of one. */
export function itemScopes(path: DataPath, scope: Scope): Scope[] {
  const items = path.read(scope);
  if (items === undefined || items === null) return [];
  const origin = path.absolute ? Scope.root(scope) : scope;
  return Array.isArray(items)
    ? items.map((item, index) => origin.inner(item, path.step, index))
    : [origin.inner(items, path.step, -1)];
}
