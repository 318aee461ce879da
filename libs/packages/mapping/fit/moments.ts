import type { SimpleType } from '#xoev';
import type { Given } from './given.js';
import { type Misfit, mistake, warning } from './misfit.js';

/** Formats of JSON Schema that say the same as a type of XML Schema. */
const FORMATS = { date: 'date', dateTime: 'date-time', time: 'time' } as const;

export type MomentType = keyof typeof FORMATS;

export function isMoment(builtin: string): builtin is MomentType {
  return Object.hasOwn(FORMATS, builtin);
}

/** What a form gives for a date or time, and from when to when. */
export function momentMisfits(given: Given, type: SimpleType, builtin: MomentType): Misfit[] {
  const { kind, origin, target, node } = given;
  if (kind === 'text') {
    if (node?.isSpelledOut) return [];
    const advice = `give it format: ${FORMATS[builtin]}, or write { ${builtin}: ... }`;
    return warning(`${origin} may be any text in the form, ${target} is a ${builtin}; ${advice}`);
  }
  return kind === builtin
    ? limitMisfits(given, type)
    : mistake(`${origin} gives no ${builtin}, which ${target} needs`);
}

function limitMisfits({ origin, target, node, kind }: Given, { facets }: SimpleType): Misfit[] {
  const { minInclusive, minExclusive, maxInclusive, maxExclusive } = facets;
  // A moment that is written in another zone, or of which only the day is, has other limits.
  const same = node?.formats.includes('date') && kind === 'date';
  const first = same ? node?.earliest : undefined;
  const last = same ? node?.latest : undefined;
  const refused = (than: string) =>
    warning(`${origin} may be ${than} in the form, ${target} may not`);
  return [
    ...(keeps(minInclusive, first, 1, false) ? [] : refused(`before ${minInclusive}`)),
    ...(keeps(minExclusive, first, 1, true) ? [] : refused(`${minExclusive} or before`)),
    ...(keeps(maxInclusive, last, -1, false) ? [] : refused(`after ${maxInclusive}`)),
    ...(keeps(maxExclusive, last, -1, true) ? [] : refused(`${maxExclusive} or after`)),
  ];
}

/** Whether a limit of the form keeps one of the type. `sign`: 1 for the first day; `open`: the type refuses its own. */
function keeps(
  facet: string | undefined,
  limit: readonly [limit: string, exclusive: boolean] | undefined,
  sign: 1 | -1,
  open: boolean,
): boolean {
  if (facet === undefined) return true;
  // Days with zones stand in another order than their texts.
  if (limit === undefined || !/^\d{4}-\d\d-\d\d$/.test(facet)) return false;
  const [text, exclusive] = limit;
  if (text === facet) return !open || exclusive;
  return text > facet === sign > 0;
}
