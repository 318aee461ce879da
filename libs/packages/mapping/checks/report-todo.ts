import type { CompileContext, Place } from '../context.js';
import type { Source } from '../language/language.js';

/** A package with such a place cannot be used, and says so once a place. */
export function reportTodo(
  { needed, at }: Source & { kind: 'todo' },
  { target }: Place,
  { file }: CompileContext,
): void {
  file.report(at, `${target || 'The message'} is still to be mapped: ${needed}`);
}
