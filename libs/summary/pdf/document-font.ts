import { type DrawnGlyph, hex, writeFont } from './font-file.js';
import { number, type PdfFile, type Ref } from './pdf-file.js';
import type { Letter, Typeface } from './typeface.js';

/**
 * A typeface in one document. The usual glyphs have the same number in each document, the others one in the order in
 * which they first occur in it.
 */
export class DocumentFont {
  readonly ref: Ref;
  readonly #others: DrawnGlyph[] = [];
  readonly #codes = new Map<string, string>();

  constructor(
    readonly name: string,
    readonly typeface: Typeface,
    private readonly file: PdfFile,
  ) {
    this.ref = file.reserve();
  }

  /** The operators that show a text, a line each (ISO 32000-1, section 9.4.3). */
  show(text: string, size: number): string {
    let shown = '[<';
    let before: Letter | undefined;
    for (const letter of this.typeface.letters(text)) {
      const kern = before === undefined ? 0 : this.typeface.kern(before, letter);
      if (kern !== 0) shown += `>${-kern}<`;
      shown +=
        letter.places === undefined ? this.#code(letter.glyphs[0]!) : this.#marked(letter, size);
      before = letter;
    }
    return `${shown}>] TJ`;
  }

  end(): void {
    writeFont(this.file, this.ref, this.typeface.file(this.#others));
  }

  /** A letter whose marks stand elsewhere than where the last glyph ended. */
  #marked({ glyphs, places = [] }: Letter, size: number): string {
    let shown = '';
    for (const [at, glyph] of glyphs.entries()) {
      const { right, up, advance } = places[at]!;
      const code = this.#code(glyph);
      if (right !== 0) shown += `>${-right}<`;
      shown += up === 0 ? code : raised(code, (up * size) / 1000);
      const back = right + glyph.width - advance;
      if (back !== 0) shown += `>${back}<`;
    }
    return shown;
  }

  #code(glyph: DrawnGlyph): string {
    if (glyph.code !== undefined) return glyph.code;
    let code = this.#codes.get(glyph.key);
    if (code === undefined) {
      this.#others.push(glyph);
      code = hex(this.typeface.usual.length + this.#others.length);
      this.#codes.set(glyph.key, code);
    }
    return code;
  }
}

function raised(code: string, up: number): string {
  return `>] TJ\n${number(up)} Ts\n[<${code}>] TJ\n0 Ts\n[<`;
}
