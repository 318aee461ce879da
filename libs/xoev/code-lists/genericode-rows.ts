import { XmlUnreadable } from '../xml-node.js';
import { lineAt } from './list-text.js';

/**
 * Reads the rows of a list straight from its text: a tree of 12,000 rows takes ten times as long and a hundred
 * megabytes. Only for text that is well-formed; `from` is where the content of SimpleCodeList begins.
 */
export function readRows(
  text: string,
  from: number,
  columns: readonly string[],
): { values: string[]; offsets: number[]; end: number } {
  const values: string[] = [];
  const offsets: number[] = [];
  const positions = new Map(columns.map((column, at) => [column, at]));
  const refuse = (message: string, offset: number) =>
    new XmlUnreadable(message, lineAt(text, offset));
  let depth = 0;
  let rowStart = 0;
  let column = -1;
  let taken: string | undefined;
  TOKEN.lastIndex = from;
  for (;;) {
    const offset = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null) throw refuse('The rows of the list cannot be read', offset);
    const [, cdata, closing, name, attributes, empty, characters] = token;
    if (characters !== undefined || cdata !== undefined) {
      if (taken !== undefined) {
        taken += cdata ?? unescaped(characters!, () => refuse(UNKNOWN_ENTITY, offset));
      }
      continue;
    }
    if (name === undefined) continue;
    if (closing === '') {
      depth++;
      const local = name.slice(name.indexOf(':') + 1);
      if (depth === 1 && local === 'Row') {
        rowStart = values.length;
        for (let at = 0; at < columns.length; at++) values.push('');
        offsets.push(offset);
        column = -1;
      } else if (depth === 2 && local === 'Value') {
        const named = COLUMN_REF.exec(attributes!);
        // Genericode section 3: without ColumnRef, a value belongs to the column after the last one.
        column = named === null ? column + 1 : (positions.get(named[1] ?? named[2]!) ?? -1);
        if (column < 0 || column >= columns.length) {
          throw refuse('A value belongs to no column of the list', offset);
        }
      } else if (depth === 3 && local === 'SimpleValue') {
        taken = '';
      } else if (depth === 3 && local === 'ComplexValue') {
        throw refuse(
          'The list has a ComplexValue; code lists of XÖV have texts alone (SimpleValue)',
          offset,
        );
      }
    }
    if (closing === '/' || empty === '/') {
      if (depth === 0) return { values, offsets, end: offset };
      if (depth === 3 && taken !== undefined) {
        values[rowStart + column] = taken.trim();
        taken = undefined;
      }
      depth--;
    }
  }
}

/** A comment, a CDATA section, a processing instruction, a tag, or text: nothing else stands in content. */
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y;

const COLUMN_REF = /\sColumnRef\s*=\s*(?:"([^"]*)"|'([^']*)')/;

const UNKNOWN_ENTITY = 'The list uses an entity; entities are not accepted here';

function unescaped(text: string, refusal: () => XmlUnreadable): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;]+);/g, (_, name: string) => {
    const known = PREDEFINED[name];
    if (known !== undefined) return known;
    const hexadecimal = /^#x([0-9a-fA-F]+)$/.exec(name)?.[1];
    const decimal = /^#([0-9]+)$/.exec(name)?.[1];
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    throw refusal();
  });
}

const PREDEFINED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
