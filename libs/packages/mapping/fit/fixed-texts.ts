import type { Facets, SimpleType } from '#xoev';
import { matchesOne } from '../codes/facet-pattern.js';
import { compareNumbers } from './compare-numbers.js';
import { isDecimal, lexicalNeed } from './lexical.js';

/** What a type takes, for a sentence, where a text that is known beforehand is none; blank ones are not written. */
export function textNeed(text: string, type: SimpleType): string | undefined {
  if (text.trim() === '') return undefined;
  switch (type.variety) {
    case 'union':
      return memberNeed(text, type.members) ?? sharedNeed(collapsed(text), type.facets);
    case 'list': {
      const items = collapsed(text).split(' ');
      const [item] = type.members;
      const need = items.map((one) => item && textNeed(one, item)).find((one) => one !== undefined);
      return (
        need ?? sharedNeed(text, type.facets) ?? lengthNeed(items.length, type.facets, 'items')
      );
    }
    default:
      return atomicNeed(text, type);
  }
}

function memberNeed(text: string, members: readonly SimpleType[]): string | undefined {
  const needs = members.map((member) => textNeed(text, member));
  return needs.includes(undefined) ? undefined : [...new Set(needs)].join(', or ');
}

function atomicNeed(given: string, { builtin, facets }: SimpleType): string | undefined {
  const text =
    facets.whiteSpace === 'collapse'
      ? collapsed(given)
      : facets.whiteSpace === 'replace'
        ? given.replace(/[\t\n\r]/g, ' ')
        : given;
  const lexical = lexicalNeed(text, builtin);
  if (lexical !== undefined) return lexical;
  if (isDecimal(builtin)) return numberNeed(text, facets) ?? patternNeed(text, facets);
  const measured = !['base64Binary', 'hexBinary', 'QName', 'NOTATION'].includes(builtin);
  return (
    sharedNeed(text, facets) ??
    (measured ? lengthNeed([...text].length, facets, 'characters') : undefined) ??
    momentNeed(text, facets)
  );
}

function sharedNeed(text: string, facets: Facets): string | undefined {
  const { enumeration } = facets;
  if (enumeration !== undefined && !enumeration.includes(text)) return onlyOf(enumeration);
  return patternNeed(text, facets);
}

function patternNeed(text: string, { patterns = [] }: Facets): string | undefined {
  const broken = patterns.find((alternatives) => !matchesOne(text, alternatives));
  return broken === undefined ? undefined : `what matches ${broken.join(' or ')}`;
}

/** The values of an enumeration for a sentence. */
export function onlyOf(enumeration: readonly string[]): string {
  return `only ${enumeration.slice(0, 12).join(', ')}${enumeration.length > 12 ? ', ...' : ''}`;
}

function lengthNeed(count: number, facets: Facets, noun: string): string | undefined {
  const { length, minLength, maxLength } = facets;
  if (length !== undefined && count !== length) return `exactly ${length} ${noun}`;
  if (maxLength !== undefined && count > maxLength) return `${maxLength} ${noun}`;
  if (minLength !== undefined && count < minLength) return `${minLength} ${noun} at least`;
  return undefined;
}

function numberNeed(text: string, facets: Facets): string | undefined {
  const { enumeration, totalDigits, fractionDigits } = facets;
  if (enumeration?.every((one) => compareNumbers(one, text) !== 0)) return onlyOf(enumeration);
  const [integer = '', fraction = ''] = text.replace(/^[+-]?0*/, '').split('.');
  const decimals = fraction.replace(/0+$/, '').length;
  if (fractionDigits !== undefined && decimals > fractionDigits)
    return `${fractionDigits} decimals`;
  if (totalDigits !== undefined && integer.length + decimals > totalDigits) {
    return `${totalDigits} digits`;
  }
  return limitNeed(facets, (limit) => compareNumbers(text, limit));
}

/** Days and moments of the same form without a zone stand in the order of their texts. */
function momentNeed(text: string, facets: Facets): string | undefined {
  return limitNeed(facets, (limit) =>
    /^\d{4}-[\d:.T-]+$/.test(text) && text.length === limit.length
      ? text < limit
        ? -1
        : Number(text > limit)
      : undefined,
  );
}

function limitNeed(
  { minInclusive, minExclusive, maxInclusive, maxExclusive }: Facets,
  against: (limit: string) => number | undefined,
): string | undefined {
  const breaks = (limit: string | undefined, broken: (order: number) => boolean) => {
    const order = limit === undefined ? undefined : against(limit);
    return order !== undefined && broken(order);
  };
  if (breaks(minInclusive, (order) => order < 0)) return `${minInclusive} at least`;
  if (breaks(minExclusive, (order) => order <= 0)) return `more than ${minExclusive}`;
  if (breaks(maxInclusive, (order) => order > 0)) return `${maxInclusive} at most`;
  return breaks(maxExclusive, (order) => order >= 0) ? `less than ${maxExclusive}` : undefined;
}

function collapsed(text: string): string {
  return text.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '');
}
