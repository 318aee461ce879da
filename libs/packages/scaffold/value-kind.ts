import type { SimpleType } from '#xoev';
import type { ValueForm } from './skeleton.js';

/** What a simple type takes, for people and for the form of the source. */
export interface ValueKind {
  phrase: string;
  as: ValueForm;
  values: readonly string[] | undefined;
  /** Of what JSON calls a type, and of dates and identifiers. */
  sort: 'text' | 'date' | 'dateTime' | 'time' | 'number' | 'boolean' | 'uuid' | 'binary';
}

/** As many allowed values as are listed. */
const LISTED = 24;
/** Longer patterns help nobody in a comment. */
const LONGEST_PATTERN = 80;

/** Only says which characters are allowed. */
const ANY_OF_CLASS = /^\[[^\]]*\][*+]$/;

const WHOLE = new Set(
  `integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger unsignedLong
  unsignedInt unsignedShort unsignedByte`.split(/\s+/),
);

export function valueKind(type: SimpleType): ValueKind {
  const { facets, builtin } = type;
  const kind = { values: facets.enumeration, as: { kind: 'plain' } as ValueForm };
  if (facets.enumeration !== undefined) {
    return { ...kind, sort: 'text', phrase: `one of ${listed(facets.enumeration)}` };
  }
  if (type.variety === 'union') {
    const phrases = [...new Set(type.members.map((member) => valueKind(member).phrase))];
    return { ...kind, sort: 'text', phrase: phrases.join(' or ') || 'a text' };
  }
  if (type.variety === 'list') {
    const items = type.members.map((member) => valueKind(member).phrase).join(' or ');
    return { ...kind, sort: 'text', phrase: `several in one text, with blanks between: ${items}` };
  }
  switch (builtin) {
    case 'date':
      return { ...kind, sort: 'date', as: { kind: 'date' }, phrase: `a date${rest(type)}` };
    case 'dateTime':
      return {
        ...{ ...kind, sort: 'dateTime', as: { kind: 'dateTime' } },
        phrase: `a date with a time${rest(type)}`,
      };
    case 'time':
      return { ...kind, sort: 'time', as: { kind: 'time' }, phrase: `a time${rest(type)}` };
    case 'boolean':
      return { ...kind, sort: 'boolean', phrase: 'true or false' };
    case 'decimal':
      return numberKind(type, facets.fractionDigits);
    case 'float':
    case 'double':
      return { ...kind, sort: 'number', phrase: `a number${rest(type)}` };
    case 'base64Binary':
    case 'hexBinary':
      return { ...kind, sort: 'binary', phrase: `content in ${builtin}${rest(type)}` };
    case 'anyURI':
      return { ...kind, sort: 'text', phrase: `an address (URI)${rest(type)}` };
    default:
  }
  if (WHOLE.has(builtin)) return numberKind(type, 0);
  if (isUuid(type)) return { ...kind, sort: 'uuid', phrase: 'a UUID' };
  const what = builtin.startsWith('g') ? `a part of a date (xs:${builtin})` : 'a text';
  return { ...kind, sort: 'text', phrase: `${what}${rest(type)}` };
}

function numberKind(type: SimpleType, decimals: number | undefined): ValueKind {
  const what =
    decimals === undefined
      ? 'a number'
      : decimals === 0
        ? 'a whole number'
        : `a number with at most ${decimals} decimals`;
  return {
    sort: 'number',
    as: { kind: 'number', decimals },
    values: undefined,
    phrase: what + rest(type),
  };
}

/** Length, limits and pattern. */
function rest({ facets, dataType }: SimpleType): string {
  const { length, minLength, maxLength } = facets;
  const least = facets.minInclusive ?? facets.minExclusive;
  const most = facets.maxInclusive ?? facets.maxExclusive;
  const said = [
    length === undefined ? undefined : `of ${length} characters`,
    minLength === undefined || minLength <= 1 ? undefined : `of at least ${minLength} characters`,
    maxLength === undefined ? undefined : `of at most ${maxLength} characters`,
    limits(least, most),
    facets.totalDigits === undefined ? undefined : `of at most ${facets.totalDigits} digits`,
    dataType === undefined || dataType === 'C' ? undefined : `in DIN 91379 data type ${dataType}`,
    // The patterns of the DIN 91379 types list their characters.
    dataType === undefined ? patternOf(facets.patterns) : undefined,
  ].filter((one) => one !== undefined);
  return said.length === 0 ? '' : ` ${said.join(', ')}`;
}

/** Limits that come with a type of XML Schema itself tell nothing. */
const OWN_LIMITS = /^-?(?:12[78]|255|3276[78]|65535|\d{10,})$/;

function limits(least: string | undefined, most: string | undefined): string | undefined {
  const from = least === undefined || OWN_LIMITS.test(least) ? undefined : `from ${least}`;
  const to = most === undefined || OWN_LIMITS.test(most) ? undefined : `to ${most}`;
  return [from, to].filter(Boolean).join(' ') || undefined;
}

function patternOf(patterns: readonly (readonly string[])[] | undefined): string | undefined {
  const shown = (patterns ?? []).map((alternatives) => alternatives.join('|')).at(-1);
  if (shown === undefined || shown.length > LONGEST_PATTERN) return undefined;
  return ANY_OF_CLASS.test(shown) ? undefined : `pattern ${shown}`;
}

function isUuid({ facets: { patterns = [] } }: SimpleType): boolean {
  const sample = '0123abcd-0123-4bcd-8123-0123456789ab';
  return patterns.some((alternatives) =>
    alternatives.some(
      (pattern) => /\{8\}.*\{4\}.*\{12\}/.test(pattern) && matches(pattern, sample),
    ),
  );
}

function matches(pattern: string, sample: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(sample);
  } catch {
    return false;
  }
}

export function listed(values: readonly string[]): string {
  const more = values.length - LISTED;
  return values.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
