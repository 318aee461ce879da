import { CHARACTERS, type DataType, SEQUENCES } from './din-91379.js';

/** Where a text leaves its DIN 91379 data type. */
export interface CharacterProblem {
  /** Index in the normalised text, in UTF-16 units. */
  index: number;
  /** As `U+1F600`. */
  codePoint: string;
}

interface Checker {
  singles: RegExp;
  run: RegExp;
}

const checkers = new Map<DataType, Checker>();

/** Printable ASCII: in every data type but A, and the same in every normal form. */
const PRINTABLE = /^[\x20-\x7e]*$/;

/** The NFC form of a text: what is only another form of an allowed character becomes it. */
export function normalised(text: string): string {
  return PRINTABLE.test(text) ? text : text.normalize('NFC');
}

/** The first character of a normalised text that its DIN 91379:2022-08 data type does not know. */
export function characterProblem(text: string, dataType: DataType): CharacterProblem | undefined {
  if (dataType !== 'A' && PRINTABLE.test(text)) return undefined;
  const checker = checkerOf(dataType);
  if (checker.singles.test(text)) return undefined;
  checker.run.lastIndex = 0;
  checker.run.test(text);
  const index = checker.run.lastIndex;
  if (index === text.length) return undefined;
  const codePoint = text.codePointAt(index)!;
  return { index, codePoint: `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}` };
}

function checkerOf(dataType: DataType): Checker {
  let checker = checkers.get(dataType);
  if (checker === undefined) {
    const singles = CHARACTERS[dataType]
      .trim()
      .split(/\s+/)
      .map((range) => range.split('-').map(escaped).join('-'))
      .join('');
    const sequences = [...SEQUENCES]
      .sort(([a], [b]) => b.length - a.length)
      .map(([marks, bases]) => `[${bases}]${marks.split(' ').map(escaped).join('')}`);
    checker = {
      singles: new RegExp(`^[${singles}]*$`),
      run: new RegExp(`(?:${sequences.join('|')}|[${singles}])*`, 'y'),
    };
    checkers.set(dataType, checker);
  }
  return checker;
}

function escaped(codePoint: string): string {
  return `\\u${codePoint}`;
}
