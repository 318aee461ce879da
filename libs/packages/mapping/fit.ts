import type { Path } from '#source-file';
import type { SimpleType } from '#xoev';
import type { CompileContext, Place } from './context.js';
import type { Value } from './value.js';

/** Whether what the form lets through fits what the schema takes; what cannot fit is a mistake. */
export function checkFit(
  value: Value,
  type: SimpleType,
  repeatable: boolean,
  at: Path,
  place: Place,
  context: CompileContext,
): void {
  for (const node of value.form) {
    if (node.isA('object')) {
      context.file.report(at, `${value.origin} has fields of its own; ${place.target} is one text`);
    }
    const list = node.isA('array');
    if (list && !repeatable) {
      context.file.report(
        at,
        `${value.origin} is a list in the form; ${place.target} may stand only once`,
      );
    }
    const single = list ? node.items() : node;
    const limit = type.facets.maxLength ?? type.facets.length;
    const given = single?.maximumLength;
    if (limit !== undefined && given !== undefined && given > limit) {
      context.file.report(
        at,
        `${value.origin} may have ${given} characters in the form, ${place.target} only ${limit}`,
      );
    }
    const allowed = type.facets.enumeration;
    for (const offered of (allowed && single?.values) || []) {
      if (allowed!.includes(offered)) continue;
      context.file.report(
        at,
        `The form offers ${offered} for ${value.origin}, ${place.target} takes only ${allowed!.slice(0, 12).join(', ')}`,
      );
    }
  }
}
