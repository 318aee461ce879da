declare module 'fontkit' {
  /** Of a font only what is used here; the rest is for pdfkit. */
  export interface Font {
    hasGlyphForCodePoint(codePoint: number): boolean;
  }

  export function create(bytes: Uint8Array): Font;
}
