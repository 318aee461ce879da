import { elementWriter, fixedAttributes, type Write } from '#xoev';
import type { CompileContext, Place } from './context.js';
import type { Source } from './language.js';
import type { Scope } from './scope.js';
import { type Target, XSI } from './target.js';

/** An element that says with xsi:nil that it has no value where its source has none. */
export function nilElement(
  target: Target,
  write: Write<Scope>,
  source: Source,
  { place, context }: { place: Place; context: CompileContext },
): Write<Scope> {
  if (!target.nillable) {
    context.file.report(source.at, `${place.target} may not be nil: the schema does not allow it`);
    return write;
  }
  const name = context.names.of({ namespace: XSI, local: 'nil' });
  const nil = elementWriter<Scope>(
    target.name,
    fixedAttributes(target.fixed),
    [() => ` ${name}="true"`],
    () => '',
  );
  return (scope) => write(scope) || nil(scope);
}
