import type { OutgoingMessage } from './destination.js';
import { unescaped } from './unescaped.js';
import { valuesOfJson } from './values-of-json.js';
import { valuesOfXml } from './values-of-xml.js';

const MARK = '…';
/** Characters. */
const LONGEST = 500;
/** Bytes. Of a larger message any word might stand in an answer: finding out would keep the process from its work. */
export const LARGEST_MESSAGE = 250_000;
/** A longer word is no word: tokens, encoded bytes. */
const LONGEST_WORD = 40;

const WORD = /[\p{L}\p{M}\p{N}\ufffd]+(?:\?[\p{L}\p{M}\p{N}\ufffd]+)*/gu;
const ADDRESS = /[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g;
/** As it is printed, in groups of four, or in one piece. */
const IBAN =
  /(?<![\p{L}\p{N}])(?:[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{4}){2,7}(?:[ -]?[A-Z\d]{1,3})?|[A-Za-z]{2}\d{2}[A-Za-z\d]{11,30})(?![\p{L}\p{N}])/gu;
/** What case systems call their errors, such as `E1234`, or a number, whatever divides its digits. */
const CODE_OR_NUMBER =
  /(?<code>(?<![\p{L}\p{N}])[A-Z]{1,4}[-_]?\d{1,5}(?![\p{L}\p{N}]))|\p{Nd}(?:[\s.,:/()+-]*\p{Nd}){3,}/gu;

/**
 * What an operator may read of a peer's answer: white space folded, at most 500 characters, and `…` for every word or
 * number that stands in the message (a text, an attribute, the name of an attachment) or goes along with it, for what holds such a word of
 * three or more characters, and for e-mail addresses, IBANs and numbers of four or more digits. Case, accents, escapes
 * and a mistaken character set do not hide a word. Null where nothing readable is left.
 *
 * What a peer encodes on purpose, or translates, is not recognised. Of a message of more than 250 KB every word counts
 * as one of the answer's: null.
 */
export function redactedExcerpt(
  text: string,
  message: Pick<OutgoingMessage, 'xml' | 'attachments' | 'alongside'>,
): string | null {
  if (message.xml.length > LARGEST_MESSAGE) return null;
  const plain = folded(unescaped(text));
  if (plain === '') return null;
  const values = new Set([
    ...valuesOfXml(Buffer.from(message.xml).toString('utf8')),
    ...message.attachments.map(({ name }) => name),
    ...valuesOfJson(message.alongside ?? null),
  ]);
  const known = new KnownWords(values);
  const words = plain
    .replace(ADDRESS, MARK)
    .replace(IBAN, MARK)
    .replace(CODE_OR_NUMBER, (whole, code) => (code === undefined ? MARK : whole))
    .replace(WORD, (word) => (known.betrayedBy(word) ? MARK : word));
  const redacted = withoutValues(words, values).replace(/…(?:[\s.,:/⁄_-]*…)+/g, MARK);
  return /[\p{L}\p{N}]/u.test(redacted) ? cut(redacted) : null;
}

/** One form for texts that look alike. The form holds no `…`, so that a mark is never part of a value. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/**
 * Values of words of one or two characters, or of none: what stands between these is not looked at elsewhere. A value
 * with a longer word went with that.
 */
function withoutValues(text: string, values: ReadonlySet<string>): string {
  let rest = text;
  let small = text.toLowerCase();
  for (const value of values) {
    const wanted = folded(value);
    if (wanted.length < 3 || hasLongWord(wanted)) continue;
    if (!small.includes(wanted.toLowerCase())) continue;
    const literal = wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    rest = rest.replaceAll(wanted, MARK).replace(new RegExp(literal, 'giu'), MARK);
    small = rest.toLowerCase();
  }
  return rest;
}

function hasLongWord(text: string): boolean {
  const words = text.match(WORD) ?? [];
  return words.some((word) => forms(word).every((form) => form.length >= 3));
}

function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}${MARK}`;
}

/** The words of a message, in the forms that a case system may give them. */
class KnownWords {
  readonly #words = new Set<string>();
  /** All of them in one text, so that a part of one is found in one search. */
  readonly #joined: string;

  constructor(values: ReadonlySet<string>) {
    const written = new Set<string>();
    for (const value of values) {
      for (const reading of readings(value)) {
        for (const [word] of folded(reading).matchAll(WORD)) written.add(word);
      }
    }
    for (const word of written) for (const form of forms(word)) this.#words.add(form);
    this.#joined = [...this.#words].join(' ');
  }

  /** Whether a word is one of these, holds one, is a large part of one, or cannot be read. */
  betrayedBy(word: string): boolean {
    if (word.length > LONGEST_WORD || /[\ufffd?]/.test(word)) return true;
    return forms(word).some(
      (form) => this.#words.has(form) || this.#holdsOne(form) || this.#isPart(form),
    );
  }

  #holdsOne(form: string): boolean {
    for (let from = 0; from + 3 <= form.length; from++) {
      for (let to = from + 3; to <= form.length; to++) {
        if (this.#words.has(form.slice(from, to))) return true;
      }
    }
    return false;
  }

  #isPart(form: string): boolean {
    return form.length >= 5 && this.#joined.includes(form);
  }
}

const ASCII = /^[\0-\x7f]*$/;
const WINDOWS = new TextDecoder('windows-1252');

/** A text, and what becomes of it where its UTF-8 is taken for windows-1252. */
function readings(text: string): string[] {
  return ASCII.test(text) ? [text] : [text, WINDOWS.decode(Buffer.from(text))];
}

const SPELLINGS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };
const LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l' };

/** Small, without accents; and as one writes it without umlauts. */
function forms(word: string): string[] {
  const small = word.toLowerCase();
  if (ASCII.test(small)) return [small];
  const bare = withoutAccents(small);
  const spelt = withoutAccents(small.replace(/[äöüøå]/g, (letter) => SPELLINGS[letter]!));
  return bare === spelt ? [bare] : [bare, spelt];
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøđł]/g, (letter) => LETTERS[letter]!);
}
