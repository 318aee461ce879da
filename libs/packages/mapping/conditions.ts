import type { CompileContext, Place } from './context.js';
import { compilePath } from './data-path.js';
import { formAt, markUsed } from './form-lookup.js';
import type { Condition } from './language.js';
import type { Scope } from './scope.js';

export function compileCondition(
  condition: Condition,
  place: Place,
  context: CompileContext,
): (scope: Scope) => boolean {
  const path = compilePath(condition.path);
  const form = formAt(path, condition, place, context);
  markUsed(form, context);
  const allowed = form.flatMap((node) => node.values ?? []);
  if (condition.test.kind === 'equals' && allowed.length > 0) {
    for (const value of condition.test.values) {
      if (allowed.includes(String(value))) continue;
      context.file.report(
        condition.at,
        `The form never gives ${value} for ${condition.path}; it gives ${allowed.join(', ')}`,
      );
    }
  }
  return conditionOn(condition, (scope: Scope) => path.read(scope));
}

/** Present is what is neither absent nor empty nor false. */
export function conditionOn<S>(
  { test }: Condition,
  read: (scope: S) => unknown,
): (scope: S) => boolean {
  if (test.kind === 'present') {
    return (scope) => isPresent(read(scope)) === test.present;
  }
  const values = new Set<unknown>(test.values);
  return (scope) => {
    const value = read(scope);
    return Array.isArray(value) ? value.some((item) => values.has(item)) : values.has(value);
  };
}

export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
