import { compileCondition, type Test } from './conditions.js';
import type { CompileContext, Place } from './context.js';
import { compilePath } from './data-path.js';
import { factAt } from './facts.js';
import { formAt, markUsed } from './form-lookup.js';
import type { Condition } from './language.js';
import type { Scope } from './scope.js';

/** Compiles a condition of a mapping: on the form data and on what is known beside it. */
export function mappingCondition(
  condition: Condition,
  place: Place,
  context: CompileContext,
): (scope: Scope) => boolean {
  return compileCondition<Scope>(condition, (test) => subjectOf(test, place, context));
}

function subjectOf(test: Test, place: Place, context: CompileContext): (scope: Scope) => unknown {
  const { kind, path: text } = test.subject;
  if (kind !== 'path') {
    const fact = factAt(kind, text, test.at, context.file);
    return fact === undefined ? () => undefined : ({ run }) => fact(run.input, run.kind);
  }
  const path = compilePath(text);
  const form = formAt(path, test, place, context);
  markUsed(form, context);
  const allowed = form.flatMap((node) => node.values ?? []);
  if (test.kind === 'equals' && allowed.length > 0) {
    for (const value of test.values) {
      if (allowed.includes(String(value))) continue;
      context.file.report(
        test.at,
        `The form never gives ${value} for ${text}; it gives ${allowed.join(', ')}`,
      );
    }
  }
  return (scope) => path.read(scope);
}
