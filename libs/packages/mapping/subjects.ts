import type { CompileContext, Place } from './context.js';
import { formAt, markUsed } from './form-lookup.js';
import { compileCondition, reportNever, type Test } from './language/conditions.js';
import { compilePath } from './language/data-path.js';
import type { Condition } from './language/language.js';
import type { Scope } from './scope.js';
import { factAt, factValues } from './values/facts.js';

/** Compiles a condition of a mapping: on the form data and on what is known beside it. */
export function mappingCondition(
  condition: Condition,
  place: Place,
  context: CompileContext,
): (scope: Scope) => boolean {
  return compileCondition<Scope>(condition, (test, holds) => {
    const read = subjectOf(test, place, context);
    return (scope) => holds(read(scope));
  });
}

function subjectOf(test: Test, place: Place, context: CompileContext): (scope: Scope) => unknown {
  const { kind, path: text } = test.subject;
  if (kind !== 'path') {
    const fact = factAt(kind, text, test.at, context.file);
    reportNever(test, factValues(kind, text), context.file);
    return fact === undefined ? () => undefined : ({ run }) => fact(run.input, run.kind);
  }
  const path = compilePath(text);
  const form = formAt(path, test, place, context);
  markUsed(form, context);
  const open = form.some((node) => node.values === undefined);
  reportNever(test, open ? [] : form.flatMap((node) => node.values ?? []), context.file);
  return (scope) => path.read(scope);
}
