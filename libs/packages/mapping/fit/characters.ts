import { type DataType, dataTypeTitle, type SimpleType } from '#xoev';
import type { Given } from './given.js';
import { lexicalWords } from './lexical.js';
import { type Misfit, warning } from './misfit.js';

/** A text of the form that may hold any character, where the message takes those of a data type alone. */
export function characterMisfits(
  { kind, node, origin, target }: Given,
  { builtin, dataType }: SimpleType,
  otherwise: DataType,
): Misfit[] {
  const taken = dataType ?? otherwise;
  if (kind !== 'text' || node === undefined || taken === 'XML') return [];
  if (node.isSpelledOut || node.formats.length > 0 || lexicalWords(builtin) !== undefined)
    return [];
  return warning(
    `${origin} may hold any character in the form, ${target} only those of ${dataTypeTitle(taken)}; give it format: din-91379-c`,
  );
}
