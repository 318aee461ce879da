import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';
import { Typeface } from './typeface.js';

/** DejaVu Sans Condensed: it has every letter of DIN 91379, and may be embedded. */
export interface Fonts {
  text: Typeface;
  strong: Typeface;
}

const require = createRequire(import.meta.url);
let read: Fonts | undefined;

/** Read once, as that takes longer than to write many summaries with them. */
export function fonts(): Fonts {
  read ??= {
    text: readFont('DejaVuSansCondensed.ttf'),
    strong: readFont('DejaVuSansCondensed-Bold.ttf'),
  };
  return read;
}

function readFont(file: string): Typeface {
  return new Typeface(create(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${file}`))));
}
