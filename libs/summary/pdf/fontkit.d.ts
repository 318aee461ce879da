declare module 'fontkit' {
  /** Of a font only what is used here. Lengths are in units of the font. */
  export interface Font {
    readonly postscriptName: string;
    readonly unitsPerEm: number;
    readonly ascent: number;
    readonly descent: number;
    readonly bbox: Box;
    /** Glyphs that were asked for, with the text of their first use. */
    _glyphs: object;
    hasGlyphForCodePoint(codePoint: number): boolean;
    getGlyph(id: number): Glyph;
    /** The glyphs of a text, each at its place. Features are switched by their OpenType names. */
    layout(text: string, features: Readonly<Record<string, boolean>>): Run;
    createSubset(): Subset;
  }

  export interface Run {
    glyphs: Glyph[];
    positions: { xAdvance: number; xOffset: number; yOffset: number }[];
  }

  export interface Glyph {
    readonly id: number;
    readonly codePoints: number[];
    readonly advanceWidth: number;
    readonly bbox: Box;
  }

  export interface Box {
    minX: number;
    minY: number;
    maxX: number;
    maxY: number;
  }

  export interface Subset {
    /** Gives the glyph's id in the subset. */
    includeGlyph(id: number): number;
    encode(): Uint8Array;
  }

  export function create(bytes: Uint8Array): Font;
}
