import { codeTypeOf, type ElementDeclaration, type SchemaSet } from '#xoev';
import type { MapEntry } from '../mapping/language/language.js';
import type { Target } from './skeleton.js';
import { openTarget } from './targets.js';

/** The code of the message in the header, where the schema lists the codes and no name tells which is meant. */
export function messageTypeTarget(
  { source }: MapEntry,
  element: ElementDeclaration,
  full: readonly string[],
  set: SchemaSet,
): Target[] {
  if (source.kind !== 'code' || source.source.kind !== 'constant') return [];
  const values = codeTypeOf(element.type, set)?.values;
  if (values === undefined || values.includes(source.source.value)) return [];
  const path = `${full.join('/')}/code`;
  const target: Target = {
    ...{ path, fullPath: path, active: true, needed: true, minimum: 1, maximum: 1 },
    documentation: element.documentation,
    ...{ remarks: ['the header fills all else'], above: [], source: { kind: 'note' } },
  };
  return [openTarget(target, `the code of the message, one of ${values.join(', ')}`)];
}
