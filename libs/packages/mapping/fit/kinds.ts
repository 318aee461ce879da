import type { SimpleType } from '#xoev';
import type { Given } from './given.js';
import type { Kind } from './kind.js';
import { isDecimal, lexicalWords } from './lexical.js';
import { type Misfit, mistake, warning } from './misfit.js';
import { isMoment, momentMisfits } from './moments.js';
import { numberMisfits } from './numbers.js';

/** Formats of JSON Schema whose texts a type takes. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  anyURI: ['uri', 'uri-reference'],
  NMTOKEN: ['uuid', 'ipv4'],
};

/** Kinds of values that are texts of a type as they are written. */
const TAKEN: Readonly<Record<string, readonly Kind[]>> = {
  anyURI: ['boolean', 'integer', 'number', 'date'],
  NMTOKEN: ['boolean', 'integer', 'number', 'date'],
  ...Object.fromEntries(
    ['Name', 'NCName', 'ID', 'IDREF', 'ENTITY', 'language'].map((name) => [name, ['boolean']]),
  ),
};

/** What kind of thing the form or a fact gives, against what the type is. */
export function kindMisfits(given: Given, type: SimpleType): Misfit[] {
  const { builtin } = type;
  if (given.kind === 'any') return [];
  if (isMoment(builtin)) return momentMisfits(given, type, builtin);
  if (isDecimal(builtin)) return numberMisfits(given, type);
  if (builtin === 'boolean') return booleanMisfits(given);
  const words = lexicalWords(builtin);
  if (words === undefined) return [];
  if (builtin === 'float' || builtin === 'double') return floatMisfits(given);
  return builtin === 'gYear' ? yearMisfits(given, words) : spelledMisfits(given, builtin, words);
}

function booleanMisfits({ kind, origin, target }: Given): Misfit[] {
  if (kind === 'boolean') return [];
  return kind === 'text' || kind === 'number' || kind === 'integer'
    ? warning(`${origin} is no boolean in the form, ${target} is`)
    : mistake(`${origin} gives no boolean, which ${target} needs`);
}

function floatMisfits({ kind, node, origin, target }: Given): Misfit[] {
  if (kind === 'number' || kind === 'integer') return [];
  if (kind !== 'text') return mistake(`${origin} gives no number, which ${target} needs`);
  return node?.isSpelledOut
    ? []
    : warning(`${origin} may be any text in the form, ${target} is a number`);
}

function yearMisfits(given: Given, words: string): Misfit[] {
  const { kind, node, origin, target } = given;
  if (kind !== 'integer') return spelledMisfits(given, 'gYear', words);
  const { minimum = 0, maximum = Infinity } = node?.range ?? {};
  if (minimum >= 1000 && maximum <= 9999) return [];
  return warning(
    `${origin} may be any whole number in the form, ${target} takes ${words}; give it minimum: 1000 and maximum: 9999`,
  );
}

function spelledMisfits(
  { kind, node, origin, target }: Given,
  builtin: string,
  words: string,
): Misfit[] {
  // What is known of a fact is too little to say whether it may be a name or a URI.
  if (kind === 'word' || node?.isSpelledOut || TAKEN[builtin]?.includes(kind)) return [];
  if (kind !== 'text') return mistake(`${origin} gives no ${builtin}, which ${target} needs`);
  if (node?.formats.some((format) => FORMATS[builtin]?.includes(format))) return [];
  const advice =
    builtin === 'anyURI' ? 'give it format: uri' : 'give it a pattern from ^ to $, or an enum';
  return warning(`${origin} may be any text in the form, ${target} takes ${words}; ${advice}`);
}
