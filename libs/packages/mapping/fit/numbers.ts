import type { SimpleType } from '#xoev';
import { decimalText } from '../values/numbers.js';
import { valueText } from '../values/value-text.js';
import { compareNumbers } from './compare-numbers.js';
import { digitsOf } from './digits.js';
import type { Given } from './given.js';
import { type Misfit, mistake, warning } from './misfit.js';

/** What a form gives for a decimal number: its decimals, its digits and its limits. */
export function numberMisfits(given: Given, type: SimpleType): Misfit[] {
  const { kind, origin, target, node, rewritten } = given;
  if (kind !== 'number' && kind !== 'integer') {
    if (kind !== 'text') return mistake(`${origin} gives no number, which ${target} needs`);
    return node?.isSpelledOut
      ? []
      : warning(`${origin} may be any text in the form, ${target} is a number`);
  }
  const decimals = decimalMisfits(given, type);
  if (given.scaled || node === undefined) return decimals;
  // Which number a text says, only its pattern could tell.
  if (rewritten && node.isA('string') && node.isSpelledOut) return decimals;
  return [...decimals, ...digitMisfits(given, type), ...limitMisfits(given, type)];
}

function decimalMisfits(
  { kind, origin, target, decimals, rewritten }: Given,
  { facets }: SimpleType,
): Misfit[] {
  const allowed = facets.fractionDigits;
  if (allowed === undefined) return [];
  if (rewritten) {
    return decimals === undefined || decimals > allowed
      ? mistake(`${target} takes ${allowed} decimals; write decimals: ${allowed}`)
      : [];
  }
  if (kind === 'integer') return [];
  const advice = `write { number: ..., decimals: ${allowed} }${allowed === 0 ? ', or ask for an integer' : ''}`;
  return warning(`${origin} may have any decimals, ${target} takes ${allowed}; ${advice}`);
}

function digitMisfits(
  { kind, origin, target, node, decimals, rewritten }: Given,
  { facets: { totalDigits, fractionDigits } }: SimpleType,
): Misfit[] {
  if (totalDigits === undefined) return [];
  const fraction = kind === 'integer' && !rewritten ? 0 : (decimals ?? fractionDigits);
  const whole = node && digitsOf(node, decimals)?.whole;
  if (fraction !== undefined && whole !== undefined && whole + fraction <= totalDigits) return [];
  return warning(
    `${origin} may have more digits in the form than the ${totalDigits} that ${target} takes; give it minimum and maximum`,
  );
}

function limitMisfits(given: Given, { facets }: SimpleType): Misfit[] {
  const { minInclusive, minExclusive, maxInclusive, maxExclusive } = facets;
  const { lowest, highest } = given.node!;
  const { origin, target } = given;
  const refused = (than: string) =>
    warning(`${origin} may be ${than} in the form, ${target} may not`);
  return [
    ...(keeps(given, minInclusive, lowest, 1, false)
      ? []
      : refused(`smaller than ${minInclusive}`)),
    ...(keeps(given, minExclusive, lowest, 1, true) ? [] : refused(`${minExclusive} or smaller`)),
    ...(keeps(given, maxInclusive, highest, -1, false)
      ? []
      : refused(`larger than ${maxInclusive}`)),
    ...(keeps(given, maxExclusive, highest, -1, true) ? [] : refused(`${maxExclusive} or larger`)),
  ];
}

/** Whether a limit of the form keeps one of the type. `sign`: 1 for a lower limit; `open`: the type refuses its own. */
function keeps(
  { kind, decimals, rewritten }: Given,
  facet: string | undefined,
  limit: readonly [limit: number, exclusive: boolean] | undefined,
  sign: 1 | -1,
  open: boolean,
): boolean {
  if (facet === undefined) return true;
  if (limit === undefined) return false;
  const [number, exclusive] = limit;
  const step = exclusive && kind === 'integer' && Number.isInteger(number) ? sign : 0;
  const text = valueText(number + step)!;
  // What is rounded may become a limit that it is beyond of in the form.
  const rounds = rewritten && decimals !== undefined;
  const written = rounds ? decimalText(text, { decimals, scale: 0, german: false })! : text;
  const order = sign * compareNumbers(written, facet);
  return order > 0 || (order === 0 && (!open || (exclusive && !rounds)));
}
