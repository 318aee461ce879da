import type { SimpleType } from '#xoev';
import { CHARACTER_FORMATS } from '../../forms/form-formats.js';
import { digitsOf } from './digits.js';
import type { Given } from './given.js';
import { type Misfit, mistake, warning } from './misfit.js';

/** Characters of what the mapping and the forms write. `Infinity`: no end is known. */
const LENGTHS = { date: 10, dateTime: 29, time: 8, boolean: 5 } as const;
const FORMATS: Readonly<Record<string, number>> = { uuid: 36, ipv4: 15, ipv6: 45 };

/** Types whose length is not that of their text. */
const MEASURED_OTHERWISE = ['base64Binary', 'hexBinary', 'QName', 'NOTATION'];

/** How long a text may be in the form, against how long it has to be. */
export function lengthMisfits(given: Given, { facets, builtin }: SimpleType): Misfit[] {
  if (MEASURED_OTHERWISE.includes(builtin)) return [];
  const most = facets.maxLength ?? facets.length;
  const least = facets.length ?? facets.minLength ?? 0;
  return [
    ...(most === undefined ? [] : tooLong(given, most)),
    // A text without a character is not written.
    ...(least > 1 ? tooShort(given, least) : []),
  ];
}

function tooLong(given: Given, limit: number): Misfit[] {
  const { origin, target, kind } = given;
  const longest = longestOf(given);
  if (longest === undefined || longest <= limit) return [];
  if (longest !== Infinity) {
    return mistake(`${origin} may have ${longest} characters in the form, ${target} only ${limit}`);
  }
  const lacks = kind === 'text' ? 'maxLength' : 'minimum and maximum that limit its digits';
  return warning(`${origin} has no ${lacks} in the form, ${target} takes ${limit} characters`);
}

function tooShort(given: Given, limit: number): Misfit[] {
  const { kind, node, origin, target } = given;
  if (kind !== 'text' || node === undefined || node.isSpelledOut || hasFormat(given)) return [];
  const shortest = node.minimumLength ?? 1;
  if (shortest >= limit) return [];
  return warning(
    `${origin} may have ${shortest} characters in the form, ${target} takes ${limit} at least`,
  );
}

/** Undefined where the form keeps the text short in a way that is not compared. */
function longestOf({ kind, node, decimals, rewritten, scaled }: Given): number | undefined {
  switch (kind) {
    case 'date':
    case 'dateTime':
    case 'time':
    case 'boolean':
      return LENGTHS[kind];
    case 'number':
    case 'integer': {
      if (scaled || node === undefined) return undefined;
      const fraction = kind === 'integer' && !rewritten ? 0 : decimals;
      const digits = digitsOf(node, decimals);
      if (fraction === undefined || digits === undefined) return Infinity;
      return digits.whole + (digits.negative ? 1 : 0) + (fraction > 0 ? fraction + 1 : 0);
    }
    case 'text': {
      if (node === undefined) return undefined;
      const formats = node.formats.map((format) => FORMATS[format] ?? Infinity);
      const longest = Math.min(node.maximumLength ?? Infinity, ...formats);
      return longest === Infinity && node.isBounded ? undefined : longest;
    }
    default:
      return undefined;
  }
}

function hasFormat({ node }: Given): boolean {
  return node?.formats.some((format) => !Object.hasOwn(CHARACTER_FORMATS, format)) ?? false;
}
