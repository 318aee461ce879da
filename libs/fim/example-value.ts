import type { Json } from '#domain';
import type { DataField } from './data-schema.js';
import { dateFor, numberFor, wordsFor } from './example-words.js';
import { contentOf, isFixed, numberIn } from './field-content.js';
import { wholePattern } from './field-schema.js';
import { patternSample } from './pattern-sample.js';

/** How many turns of repetitions are tried to reach a least length. */
const MOST_TURNS = 60;

/** An invented value that fits the field, the `turn`th of a list; undefined where none was found. */
export function exampleValue(field: DataField, turn: number): Json | undefined {
  const content = field.content === undefined ? undefined : contentOf(field);
  if (content !== undefined && (isFixed(field) || field.input === 'select')) return content;
  if (field.input === 'select') return selected(field, turn);
  const names = [field.label, field.name];
  switch (field.dataType) {
    case 'date':
      return dateFor(names);
    case 'time':
      return '09:30:00';
    case 'datetime':
      return '2026-11-02T09:30:00+01:00';
    case 'bool':
      return true;
    case 'num':
    case 'num_int':
    case 'num_currency':
      return numberWithin(field, names);
    case 'file':
    case 'obj':
      return undefined;
    default:
      return textIn(field, turn);
  }
}

function selected(field: DataField, turn: number): Json | undefined {
  const { values } = field;
  return values.length > 0 ? values[turn % values.length]!.code : textIn(field, turn);
}

function numberWithin({ limits, dataType }: DataField, names: readonly string[]): number {
  const bound = (value: string | undefined) => (value === undefined ? undefined : numberIn(value));
  const least = bound(limits.minValue) ?? Number.NEGATIVE_INFINITY;
  const most = bound(limits.maxValue) ?? Number.POSITIVE_INFINITY;
  const number = numberFor(names, least, most);
  return dataType === 'num_int' ? Math.ceil(number) : number;
}

function textIn(field: DataField, turn: number): string | undefined {
  const { minLength = 1, maxLength = Number.POSITIVE_INFINITY } = field.limits;
  const pattern = wholePattern(field.limits);
  const fits = (text: string) =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text));
  const words = wordsFor([field.label, field.name]);
  const candidates = [
    ...words.slice(turn % (words.length || 1)),
    ...words,
    `Angabe zu: ${field.label}`,
  ];
  return (
    candidates.find(fits) ??
    shortened(candidates, maxLength, fits) ??
    sampled(pattern, minLength, fits)
  );
}

function shortened(
  words: readonly string[],
  length: number,
  fits: (text: string) => boolean,
): string | undefined {
  return words.map((word) => word.slice(0, length).trim()).find(fits);
}

function sampled(
  pattern: string | undefined,
  minLength: number,
  fits: (text: string) => boolean,
): string | undefined {
  if (pattern === undefined) {
    const text = 'Angabe '
      .repeat(Math.ceil(minLength / 7))
      .slice(0, minLength)
      .replace(/ $/, '.');
    return fits(text) ? text : undefined;
  }
  for (let extra = 0; extra <= MOST_TURNS; extra += 1) {
    const text = patternSample(pattern, extra);
    if (text === undefined) return undefined;
    if (fits(text)) return text;
  }
  return undefined;
}
