import type { CharacterProblem } from './characters.js';
import type { DataType } from './data-type.js';
import { escapedText, xmlText } from './xml-text.js';

/**
 * The parts of which a mapping's writer is put together, once. A part returns its XML, or nothing where it has
 * nothing to say: that is how empty elements never come to be. Names come from the schema, text passes
 * `xmlText`: so whatever is written is well-formed.
 */
export type Write<S> = (scope: S) => string;

/** The text for a place, from wherever the mapping takes it. */
export type TextSource<S> = (scope: S) => string | undefined;

/** Told where a text holds a character that its data type does not know; the text is left out. */
export type Refuse<S> = (scope: S, problem: CharacterProblem) => void;

const BLANK = /^\s*$/;

export function textWriter<S>(
  source: TextSource<S>,
  dataType: DataType,
  refuse: Refuse<S>,
): Write<S> {
  return (scope) => {
    const text = source(scope);
    if (text === undefined || text === '' || BLANK.test(text)) return '';
    const safe = xmlText(text, dataType);
    if (typeof safe === 'string') return safe;
    refuse(scope, safe);
    return '';
  };
}

export function attributeWriter<S>(name: string, value: Write<S>): Write<S> {
  const start = ` ${name}="`;
  return (scope) => {
    const text = value(scope);
    return text === '' ? '' : `${start}${text}"`;
  };
}

/** Attributes that are the same in every document. */
export function fixedAttributes(
  attributes: readonly (readonly [name: string, value: string])[],
): string {
  return attributes.map(([name, value]) => ` ${name}="${escapedText(value)}"`).join('');
}

/**
 * An element, left out when neither an attribute nor the content has anything to say; `fixed` attributes say
 * nothing by themselves.
 */
export function elementWriter<S>(
  name: string,
  fixed: string,
  attributes: readonly Write<S>[],
  content: Write<S>,
): Write<S> {
  const start = `<${name}${fixed}`;
  const open = `${start}>`;
  const close = `</${name}>`;
  if (attributes.length === 0) {
    return (scope) => {
      const inner = content(scope);
      return inner === '' ? '' : open + inner + close;
    };
  }
  const own = sequenceWriter(attributes);
  return (scope) => {
    const given = own(scope);
    const inner = content(scope);
    if (inner !== '') return `${start}${given}>${inner}${close}`;
    return given === '' ? '' : `${start}${given}/>`;
  };
}

export function sequenceWriter<S>(writers: readonly Write<S>[]): Write<S> {
  if (writers.length === 1) return writers[0]!;
  return (scope) => {
    let xml = '';
    for (const write of writers) xml += write(scope);
    return xml;
  };
}

/**
 * Parts of which some say the same in every document (constants): those alone are no reason to write anything,
 * unless there is nothing else.
 */
export function groupWriter<S>(
  writers: readonly Write<S>[],
  constant: (writer: Write<S>) => boolean,
): Write<S> {
  const constants = writers.map(constant);
  if (!constants.includes(true) || !constants.includes(false)) return sequenceWriter(writers);
  return (scope) => {
    let xml = '';
    let said = false;
    for (let index = 0; index < writers.length; index++) {
      const part = writers[index]!(scope);
      xml += part;
      said ||= part !== '' && !constants[index];
    }
    return said ? xml : '';
  };
}

/** One after the other for every scope that the mapping finds. */
export function repeatedWriter<S, T>(
  scopes: (scope: S) => readonly T[],
  write: Write<T>,
): Write<S> {
  return (scope) => {
    let xml = '';
    for (const inner of scopes(scope)) xml += write(inner);
    return xml;
  };
}

export const nothing = (): string => '';

/** The document in UTF-8. */
export function documentOf(root: string): Uint8Array {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`, 'utf8');
}

/** The same document with an element a line, for people to read and to compare. Only for what we wrote. */
export function indented(document: Uint8Array): string {
  const tokens =
    Buffer.from(document)
      .toString('utf8')
      .match(/<[^>]*>|[^<]+/g) ?? [];
  let depth = 0;
  let xml = '';
  let justOpened = false;
  for (const token of tokens) {
    if (!token.startsWith('<')) {
      if (!BLANK.test(token)) xml += token;
      continue;
    }
    const closes = token.startsWith('</');
    if (closes) depth--;
    xml += xml === '' || (closes && justOpened) ? token : `\n${'  '.repeat(depth)}${token}`;
    justOpened = !closes && !token.endsWith('/>') && !token.startsWith('<?');
    if (justOpened) depth++;
  }
  return `${xml}\n`;
}
