import type { CompileContext, Place } from '../context.js';
import { formAlong } from '../form-lookup.js';
import { compilePath } from '../language/data-path.js';
import type { Alternative } from '../language/language.js';

/** Whether some alternative applies to all that the form lets through: one without condition, or one a value. */
export function isExhaustive(
  alternatives: readonly Alternative<unknown>[],
  place: Place,
  context: CompileContext,
): boolean {
  if (alternatives.at(-1)?.condition === undefined) return true;
  const tests = alternatives.flatMap(({ condition }) =>
    condition?.kind === 'equals' && condition.subject.kind === 'path' ? [condition] : [],
  );
  const path = tests[0]?.subject.path;
  if (path === undefined || tests.some(({ subject }) => subject.path !== path)) return false;
  const along = formAlong(compilePath(path), place, context);
  const values = along.at(-1)?.nodes.flatMap((node) => node.values ?? []) ?? [];
  const optional = along.some(
    ({ step, parents }) => step !== undefined && parents.every((parent) => parent.mayLack(step)),
  );
  const tested = new Set(tests.flatMap((test) => test.values.map(String)));
  return values.length > 0 && !optional && values.every((value) => tested.has(value));
}
