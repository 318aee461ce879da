import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

/** DejaVu Sans Condensed: it has every letter of DIN 91379, and may be embedded. */
export interface Fonts {
  text: Font;
  strong: Font;
}

const require = createRequire(import.meta.url);
let read: Fonts | undefined;

/**
 * The fonts for one document. They are read once, as that takes longer than to write a summary with them. But fontkit
 * keeps with each glyph the text that it stood for first, which later goes into the document: a space that was a
 * no-break space elsewhere would be one here. So each document has glyphs of its own.
 */
export function fontsOfDocument(): Fonts {
  read ??= {
    text: readFont('DejaVuSansCondensed.ttf'),
    strong: readFont('DejaVuSansCondensed-Bold.ttf'),
  };
  return { text: withOwnGlyphs(read.text), strong: withOwnGlyphs(read.strong) };
}

function withOwnGlyphs(font: Font): Font {
  return Object.create(font, { _glyphs: { value: {} } }) as Font;
}

function readFont(file: string): Font {
  return create(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${file}`)));
}
