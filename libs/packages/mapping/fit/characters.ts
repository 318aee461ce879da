import { type DataType, dataTypeTitle, isWithin, type SimpleType } from '#xoev';
import { CHARACTER_FORMATS, formatOf } from '../../forms/form-formats.js';
import type { Given } from './given.js';
import { lexicalWords } from './lexical.js';
import { type Misfit, warning } from './misfit.js';

/** A text of the form that may hold other characters than those of the data type that the message takes. */
export function characterMisfits(
  { kind, node, origin, target }: Given,
  { builtin, dataType }: SimpleType,
  otherwise: DataType,
): Misfit[] {
  const taken = dataType ?? otherwise;
  if (kind !== 'text' || node === undefined || taken === 'XML') return [];
  if (node.isSpelledOut || lexicalWords(builtin) !== undefined) return [];
  const given = node.formats.map((format) => CHARACTER_FORMATS[format]);
  // Formats such as email and date hold few characters, which are in all data types but for names.
  if (given.some((one) => one === undefined || isWithin(one, taken))) return [];
  const [first] = given;
  const held = first === undefined ? 'any character' : `characters of ${dataTypeTitle(first)}`;
  return warning(
    `${origin} may hold ${held} in the form, ${target} only those of ${dataTypeTitle(taken)}; give it format: ${formatOf(taken)}`,
  );
}
