import type { Font } from 'fontkit';
import { type DrawnGlyph, embedding, type FontFile, hex } from './font-file.js';

/** A letter with its marks. */
export interface Letter {
  glyphs: readonly DrawnGlyph[];
  /** How far the next letter is. */
  advance: number;
  /** For each glyph; undefined where there is one that stands where it is. */
  places: readonly Place[] | undefined;
  /** How much nearer others are that come after it. */
  kerns: Map<Letter, number>;
}

export interface Place {
  advance: number;
  right: number;
  up: number;
}

/** Letters with marks, of a text in NFC. */
const LETTER = /\P{M}\p{M}*|^\p{M}+/gu;
const SEVERAL_UNITS = /[\p{M}\u{10000}-\u{10ffff}]/u;

/**
 * Letters that every document has in its fonts, so that these are made once: ASCII, Latin-1, Latin Extended-A, and
 * what stands in a text beside them. Others are added to the fonts of those documents that have them.
 */
const USUAL = [
  ...codePoints(0x20, 0x7e),
  ...codePoints(0xa1, 0xac),
  ...codePoints(0xae, 0x17f),
  ...[...'ẞ–—‘’‚“”„†‡•…‰‹›€'].map((one) => one.codePointAt(0)!),
];
/** Letters and neighbours that are remembered. Usual texts have a few thousand. */
const MOST_KNOWN = 50_000;

/**
 * A font, and how its letters stand beside each other. A letter is laid out once, for all documents, and so is each
 * pair for its kerning: no word is kept, as words are what people are told apart by.
 */
export class Typeface {
  readonly usual: readonly DrawnGlyph[];
  readonly ascent: number;
  readonly #letters = new Map<string, Letter>();
  readonly #codes: ReadonlyMap<string, string> | undefined;
  readonly #scale: number;
  #known = 0;
  /** The last font with others than the usual glyphs. */
  #last: { key: string; file: FontFile } | undefined;
  #usualFile: FontFile | undefined;

  constructor(readonly font: Font) {
    this.#scale = 1000 / font.unitsPerEm;
    this.ascent = font.ascent * this.#scale;
    this.usual = USUAL.flatMap((codePoint) => this.#letter(String.fromCodePoint(codePoint)).glyphs);
    this.#codes = new Map(this.usual.map(({ key }, index) => [key, hex(index + 1)]));
    this.#forget();
  }

  hasGlyph(codePoint: number): boolean {
    return this.font.hasGlyphForCodePoint(codePoint);
  }

  letters(text: string): Letter[] {
    if (this.#known > MOST_KNOWN) this.#forget();
    const letters: Letter[] = [];
    if (!SEVERAL_UNITS.test(text)) {
      for (let at = 0; at < text.length; at++) letters.push(this.#letter(text[at]!));
    } else {
      for (const [letter] of text.matchAll(LETTER)) letters.push(this.#letter(letter));
    }
    return letters;
  }

  /** What stands between two letters more than the first one's advance; mostly nothing or less than that. */
  kern(letter: Letter, next: Letter): number {
    let kern = letter.kerns.get(next);
    if (kern === undefined) {
      const [first, second] = [letter, next].map(({ glyphs }) =>
        String.fromCodePoint(...glyphs.flatMap((one) => one.codePoints)),
      );
      const both = this.#laidOut(`${first}${second}`).advance;
      kern = both - letter.advance - next.advance;
      letter.kerns.set(next, kern);
      this.#known++;
    }
    return kern;
  }

  width(text: string): number {
    let width = 0;
    let before: Letter | undefined;
    for (const letter of this.letters(text)) {
      width += letter.advance + (before === undefined ? 0 : this.kern(before, letter));
      before = letter;
    }
    return width;
  }

  /** The font with the usual glyphs and these. */
  file(others: readonly DrawnGlyph[]): FontFile {
    if (others.length === 0) {
      this.#usualFile ??= embedding(this.font, this.usual);
      return this.#usualFile;
    }
    const key = others.map((one) => one.key).join();
    if (this.#last?.key !== key) {
      this.#last = { key, file: embedding(this.font, [...this.usual, ...others]) };
    }
    return this.#last.file;
  }

  #letter(text: string): Letter {
    let letter = this.#letters.get(text);
    if (letter === undefined) {
      letter = this.#laidOut(text);
      this.#letters.set(text, letter);
      this.#known++;
    }
    return letter;
  }

  #laidOut(text: string): Letter {
    // fontkit keeps with each glyph the text that it stood for first: nothing of before may be found.
    this.font._glyphs = {};
    const { glyphs, positions } = this.font.layout(text, { liga: false });
    const scaled = (units: number) => Math.round(units * this.#scale);
    const drawn = glyphs.map(({ id, codePoints, advanceWidth }) => ({
      id,
      codePoints,
      key: `${id}:${codePoints}`,
      width: scaled(advanceWidth),
      code: this.#codes?.get(`${id}:${codePoints}`),
    }));
    const places = positions.map(({ xAdvance, xOffset, yOffset }) => ({
      advance: scaled(xAdvance),
      right: scaled(xOffset),
      up: scaled(yOffset),
    }));
    return {
      glyphs: drawn,
      advance: places.reduce((sum, one) => sum + one.advance, 0),
      places: isPlain(drawn, places) ? undefined : places,
      kerns: new Map(),
    };
  }

  #forget(): void {
    this.#letters.clear();
    this.#known = 0;
  }
}

function isPlain(glyphs: readonly DrawnGlyph[], [place, ...more]: readonly Place[]): boolean {
  if (place === undefined || more.length > 0) return false;
  return place.right === 0 && place.up === 0 && place.advance === glyphs[0]?.width;
}

function codePoints(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
