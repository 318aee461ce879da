import { characterName } from './character-names.js';
import { type DataType, repertoireOf } from './data-type.js';

/** Where a text leaves its data type. */
export interface CharacterProblem {
  /** Index in the normalised text, in UTF-16 units. */
  index: number;
  /** As `U+1F600`. */
  codePoint: string;
  /** With what people call it: `U+1F600 (emoji)`. */
  character: string;
}

interface Checker {
  /** Finds a character that is none by itself; most texts have none, and are done. */
  other: RegExp;
  /** Passes over characters and sequences, as many at a time as the stack of a regular expression bears. */
  run: RegExp;
}

const checkers = new Map<DataType, Checker>();

/** Printable ASCII: in every data type but A, and the same in every normal form. */
const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * The NFC form of a text: what Unicode holds to be the same character becomes the form that the data types know.
 * Nothing else is another form of the same: line ends, no-break spaces, hyphens, dashes, quotes and invisible
 * characters stay what they are, allowed or refused.
 */
export function normalised(text: string): string {
  return PRINTABLE.test(text) ? text : text.normalize('NFC');
}

/** The first character of a normalised text that its data type does not know. */
export function characterProblem(text: string, dataType: DataType): CharacterProblem | undefined {
  if (dataType !== 'A' && PRINTABLE.test(text)) return undefined;
  const checker = checkerOf(dataType);
  if (!checker.other.test(text)) return undefined;
  const index = endOfRun(checker.run, text);
  if (index === text.length) return undefined;
  const codePoint = text.codePointAt(index)!;
  const character = characterName(codePoint);
  return { index, codePoint: character.split(' ')[0]!, character };
}

function endOfRun(run: RegExp, text: string): number {
  let end = 0;
  do {
    run.lastIndex = end;
    if (!run.test(text)) break;
    end = run.lastIndex;
  } while (end < text.length);
  return end;
}

function checkerOf(dataType: DataType): Checker {
  let checker = checkers.get(dataType);
  if (checker === undefined) {
    const repertoire = repertoireOf(dataType);
    const singles = repertoire.characters
      .trim()
      .split(/\s+/)
      .map((range) => range.split('-').map(escaped).join('-'))
      .join('');
    const sequences = [...repertoire.sequences]
      .sort(([a], [b]) => b.length - a.length)
      .map(([marks, bases]) => `[${bases}]${marks.split(' ').map(escaped).join('')}`);
    checker = {
      other: new RegExp(`[^${singles}]`, 'u'),
      run: new RegExp(`(?:${[...sequences, `[${singles}]`].join('|')}){1,1000}`, 'uy'),
    };
    checkers.set(dataType, checker);
  }
  return checker;
}

function escaped(codePoint: string): string {
  return `\\u{${codePoint}}`;
}
