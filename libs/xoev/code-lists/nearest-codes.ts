import type { CodeList } from './code-list.js';

/** A code and what describes it. */
export interface NamedCode {
  code: string;
  name: string | undefined;
}

/** How many codes are named. */
const MAXIMUM = 3;

/** Longer texts are compared by their beginning: no code and no name that is meant differs only after that. */
const LONGEST = 60;

/**
 * The codes that a text most likely means: those with a similar code, with a similar name, or with the text as a word
 * of their name. None where nothing is near. Takes milliseconds for lists of 12,000 codes: for a failure, not for
 * every value.
 */
function nearestCodes(text: string, codes: Iterable<NamedCode>): NamedCode[] {
  const wanted = folded(text);
  if (wanted === '') return [];
  const near: { distance: number; code: NamedCode }[] = [];
  for (const code of codes) {
    const limit = (near[MAXIMUM - 1]?.distance ?? Number.POSITIVE_INFINITY) - 0.25;
    const distance = distanceTo(code, wanted, limit);
    if (distance === undefined) continue;
    const at = near.findIndex((other) => other.distance > distance);
    near.splice(at < 0 ? near.length : at, 0, { distance, code });
    near.length = Math.min(near.length, MAXIMUM);
  }
  return near.map(({ code }) => code);
}

/** For a sentence: `nearest are 350 (GmbH), 351 (UG)`; undefined where nothing is near. */
export function nearestHint(text: string, codes: Iterable<NamedCode>): string | undefined {
  const near = nearestCodes(text, codes);
  if (near.length === 0) return undefined;
  const names = near.map(({ code, name }) =>
    name === undefined ? code : `${code} (${shortened(name)})`,
  );
  return `nearest ${near.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
}

/** How many codes are named where none is near. */
const SHORT = 20;

/** What is expected in the place of a text, in words that go on from `The value is no code`. */
export function expectedCodes(text: string, codes: Iterable<NamedCode>): string {
  const all = [...codes];
  const hint = nearestHint(text, all);
  if (hint !== undefined) return hint;
  return `expected is ${all.length <= SHORT ? all.map(({ code }) => code).join(', ') : 'a code of that list'}`;
}

/** The codes of a list with their names. */
export function* codesOf(list: CodeList): Generator<NamedCode> {
  for (const code of list.rows.keys()) yield { code, name: list.nameOf(code) };
}

function distanceTo({ code, name }: NamedCode, wanted: string, limit: number): number | undefined {
  const allowed = (length: number) => Math.min(limit, 4, Math.floor(length / 3));
  const ofCode = editDistance(wanted, folded(code), Math.min(limit, codeTolerance(wanted)));
  if (name === undefined || ofCode === 0) return ofCode;
  const plain = folded(name);
  const ofName = editDistance(wanted, plain, allowed(wanted.length));
  const asWord = limit >= 1 && wanted.length >= 3 && isWordOf(wanted, plain) ? 1 : undefined;
  const distances = [ofCode, ofName, asWord].filter((distance) => distance !== undefined);
  return distances.length === 0 ? undefined : Math.min(...distances);
}

/** Codes are short: with more than one sign changed, nearly all would be near. */
function codeTolerance(wanted: string): number {
  return wanted.length < 2 ? 0 : wanted.length < 5 ? 1 : 2;
}

function isWordOf(word: string, text: string): boolean {
  const at = ` ${text} `.indexOf(` ${word} `);
  return at >= 0;
}

/** Levenshtein distance where it is no more than `limit`; lengths that differ by more are not looked at. */
function editDistance(from: string, to: string, limit: number): number | undefined {
  if (limit < 0 || Math.abs(from.length - to.length) > limit) return undefined;
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= to.length; column++) {
      const same = from.charCodeAt(row - 1) === to.charCodeAt(column - 1) ? 0 : 1;
      const distance = Math.min(
        previous[column - 1]! + same,
        previous[column]! + 1,
        current[column - 1]! + 1,
      );
      current.push(distance);
      least = Math.min(least, distance);
    }
    if (least > limit) return undefined;
    previous = current;
  }
  const distance = previous[to.length]!;
  return distance <= limit ? distance : undefined;
}

/** Without case, marks and punctuation, umlauts as `ae`: how people write the same word in different forms. */
function folded(text: string): string {
  const lower = text.slice(0, LONGEST).toLowerCase();
  if (/^[a-z0-9]*$/.test(lower)) return lower;
  return lower
    .replace(/ä|a\u0308/g, 'ae')
    .replace(/ö|o\u0308/g, 'oe')
    .replace(/ü|u\u0308/g, 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function shortened(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1)}…`;
}
