import { CHARACTERS, SEQUENCES } from './din-91379.js';
import { LATIN_CHARACTERS, LATIN_SEQUENCES } from './latinchars.js';

/**
 * To what a text may be restricted: a data type of DIN 91379:2022-08, the older String.Latin, or nothing but what XML
 * 1.0 allows (section 2.2).
 */
export type DataType = 'A' | 'B' | 'C' | 'D' | 'E' | 'String.Latin' | 'XML';

export type Sequences = readonly (readonly [marks: string, bases: string])[];

/** Code points and ranges in hexadecimal, and letters of several code points. */
export interface Repertoire {
  characters: string;
  sequences: Sequences;
}

const XML_CHARACTERS = '0009-000A 000D 0020-D7FF E000-FFFD 10000-10FFFF';

export function repertoireOf(dataType: DataType): Repertoire {
  if (dataType === 'XML') return { characters: XML_CHARACTERS, sequences: [] };
  if (dataType === 'String.Latin') {
    return { characters: LATIN_CHARACTERS, sequences: LATIN_SEQUENCES };
  }
  return { characters: CHARACTERS[dataType], sequences: SEQUENCES };
}

/** For a sentence. */
export function dataTypeTitle(dataType: DataType): string {
  if (dataType === 'XML') return 'XML 1.0';
  return dataType === 'String.Latin' ? 'String.Latin' : `DIN 91379, data type ${dataType}`;
}

/** The data types are known by their name, whoever's namespace they stand in. */
export function dataTypeNamed(typeName: string): DataType | undefined {
  if (typeName === 'String.Latin') return 'String.Latin';
  return /^datatype([A-E])$/.exec(typeName)?.[1] as DataType | undefined;
}

const members = new Map<DataType, ReadonlySet<string>>();

/** Whether every text of a data type is one of another as well. */
export function isWithin(narrow: DataType, wide: DataType): boolean {
  if (narrow === wide || wide === 'XML') return true;
  const known = membersOf(wide);
  return narrow !== 'XML' && [...membersOf(narrow)].every((member) => known.has(member));
}

/** Each character and each letter of several code points. */
function membersOf(dataType: DataType): ReadonlySet<string> {
  let known = members.get(dataType);
  if (known === undefined) {
    const { characters, sequences } = repertoireOf(dataType);
    const single = characters.trim().split(/\s+/).flatMap(charactersOf);
    const several = sequences.flatMap(([marks, bases]) =>
      [...bases].map((base) => base + marks.split(' ').flatMap(charactersOf).join('')),
    );
    known = new Set([...single, ...several]);
    members.set(dataType, known);
  }
  return known;
}

function charactersOf(range: string): string[] {
  const [first = 0, last = first] = range.split('-').map((hex) => Number.parseInt(hex, 16));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    String.fromCodePoint(first + index),
  );
}
