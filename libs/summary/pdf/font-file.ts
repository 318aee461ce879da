import { createHash } from 'node:crypto';
import type { Font } from 'fontkit';
import { number, type PdfFile, pack, type Ref } from './pdf-file.js';

/** A glyph that stands for a text. Two that look the same and say different things are two. */
export interface DrawnGlyph {
  id: number;
  codePoints: readonly number[];
  /** What makes it this one. */
  key: string;
  /** Thousandths of the size of the font, as all lengths here. */
  width: number;
  /** As it stands in the text of each document; undefined where that is different in each. */
  code: string | undefined;
}

/** A font as it is embedded: the glyphs, their widths, and what each stands for. It can go into many documents. */
export interface FontFile {
  name: string;
  descriptor: string;
  widths: string;
  program: Uint8Array;
  /** By number in the document the glyph in the program. */
  glyphs: Uint8Array;
  unicode: Uint8Array;
}

/** Worth its time for what is made once. */
const BEST = 9;
/** Numbers that a range may have: their first byte is the same (Adobe Technical Note 5014, section 2.2). */
const RANGE = 256;

/** The font with these glyphs, which have the numbers from 1 on. Number 0 is the glyph of what is missing. */
export function embedding(font: Font, glyphs: readonly DrawnGlyph[]): FontFile {
  const subset = font.createSubset();
  const inProgram = [0, ...glyphs.map(({ id }) => subset.includeGlyph(id))];
  const program = subset.encode();
  const map = Buffer.alloc(2 * inProgram.length);
  for (const [at, glyph] of inProgram.entries()) map.writeUInt16BE(glyph, 2 * at);
  const scale = 1000 / font.unitsPerEm;
  const { minX, minY, maxX, maxY } = font.bbox;
  const height = (letter: string) => number(font.layout(letter, {}).glyphs[0]!.bbox.maxY * scale);
  const name = `${tag(program)}+${font.postscriptName}`;
  const missing = Math.round(font.getGlyph(0).advanceWidth * scale);
  return {
    name,
    descriptor: [
      '/Type /FontDescriptor',
      `/FontName /${name}`,
      // Its glyphs have numbers of their own: "symbolic" (ISO 32000-1, section 9.8.2).
      '/Flags 4',
      `/FontBBox [${[minX, minY, maxX, maxY].map((one) => number(one * scale)).join(' ')}]`,
      '/ItalicAngle 0',
      `/Ascent ${number(font.ascent * scale)}`,
      `/Descent ${number(font.descent * scale)}`,
      `/CapHeight ${height('H')}`,
      `/XHeight ${height('x')}`,
      '/StemV 0',
    ].join('\n'),
    widths: `[0 [${[missing, ...glyphs.map(({ width }) => width)].join(' ')}]]`,
    program: pack(program, BEST),
    glyphs: pack(map, BEST),
    unicode: pack(unicodeTable(glyphs), BEST),
  };
}

/** Writes the font into a document (section 9.7). */
export function writeFont(file: PdfFile, ref: Ref, font: FontFile): void {
  const descriptor = file.add(
    `<<\n${font.descriptor}\n/FontFile2 ${file.packed(font.program)} 0 R\n>>`,
  );
  const descendant = file.add(
    [
      '<<\n/Type /Font',
      '/Subtype /CIDFontType2',
      `/BaseFont /${font.name}`,
      '/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>',
      `/FontDescriptor ${descriptor} 0 R`,
      `/W ${font.widths}`,
      `/CIDToGIDMap ${file.packed(font.glyphs)} 0 R\n>>`,
    ].join('\n'),
  );
  file.write(
    ref,
    [
      '<<\n/Type /Font',
      '/Subtype /Type0',
      `/BaseFont /${font.name}`,
      '/Encoding /Identity-H',
      `/DescendantFonts [${descendant} 0 R]`,
      `/ToUnicode ${file.packed(font.unicode)} 0 R\n>>`,
    ].join('\n'),
  );
}

/** What a program does that reads, searches or copies the text (section 9.10.3). */
function unicodeTable(glyphs: readonly DrawnGlyph[]): string {
  const texts = glyphs.map(({ codePoints }) => {
    const text = Buffer.from(String.fromCodePoint(...codePoints), 'utf16le');
    return `<${text.swap16().toString('hex')}>`;
  });
  const entries = ['', ...texts];
  const ranges: string[] = [];
  for (let from = 0; from < entries.length; from += RANGE) {
    // Number 0 is in no text.
    const first = Math.max(1, from);
    const part = entries.slice(first, from + RANGE);
    ranges.push(`<${hex(first)}> <${hex(first + part.length - 1)}> [${part.join(' ')}]`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000><ffff>
endcodespacerange
${ranges.length} beginbfrange
${ranges.join('\n')}
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}

/** A number as it stands in a text. */
export function hex(value: number): string {
  return value.toString(16).padStart(4, '0');
}

/** Six letters that tell one subset of a font from others (section 9.6.4). */
function tag(program: Uint8Array): string {
  const hash = createHash('sha256').update(program).digest();
  return String.fromCharCode(...hash.subarray(0, 6).map((byte) => 65 + (byte % 26)));
}
