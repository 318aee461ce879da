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

/** For how many findings the nearest codes are looked for. */
const HINTS = 10;

/** How many codes are named where none is near. */
const SHORT = 20;

/**
 * What is expected in the place of a text, in words that go on from `The value is no code`. `told` is how many
 * findings there are already: what is near is looked for in the first ones alone, so that thousands cost no minutes.
 */
export function expectedCodes(
  text: string,
  codes: () => Iterable<NamedCode>,
  told: number,
): string {
  const hint = told < HINTS ? nearestHint(text, codes()) : undefined;
  if (hint !== undefined) return hint;
  const all: string[] = [];
  for (const { code } of codes()) {
    if (all.length === SHORT) return 'expected is a code of that list';
    all.push(code);
  }
  return `expected is ${all.join(', ')}`;
}

/** The codes of a list with their names. */
export function* codesOf(list: CodeList): Generator<NamedCode> {
  for (const code of list.rows.keys()) yield { code, name: list.nameOf(code) };
}

function distanceTo({ code, name }: NamedCode, wanted: string, limit: number): number | undefined {
  const ofCode = editDistance(wanted, folded(code), Math.min(limit, codeTolerance(wanted)));
  if (name === undefined || ofCode === 0) return ofCode;
  const tolerance = Math.min(limit, 3, Math.floor(wanted.length / 4));
  const plain = folded(name);
  const distances = [ofCode, editDistance(wanted, plain, tolerance)];
  const detail = DETAIL.exec(name);
  // What follows a comma or stands in brackets is seldom written: `Flensburg, Stadt`.
  if (detail !== null) {
    distances.push(editDistance(wanted, folded(name.slice(0, detail.index)), tolerance));
  }
  if (limit >= 1 && wanted.length >= 3 && isWordOf(wanted, plain)) distances.push(1);
  const near = distances.filter((distance) => distance !== undefined);
  return near.length === 0 ? undefined : Math.min(...near);
}

const DETAIL = /\s*[,(/;]/;

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
  if (ASCII.test(lower)) return lower.replace(/[^a-z0-9]+/g, ' ').trim();
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

const ASCII = /^[\x20-\x7e]*$/;

function shortened(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1)}…`;
}
