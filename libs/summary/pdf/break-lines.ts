/** A letter with its marks. */
const LETTER = /\P{M}\p{M}*|^\p{M}+/gu;

/**
 * The lines of a text, none wider than `width`. Breaks at spaces, and inside of a word that is wider than a line. A
 * line keeps the space at which it was broken, so that who listens or copies has it. Of several empty lines one is left.
 */
export function breakLines(
  text: string,
  width: number,
  widthOf: (text: string) => number,
): string[] {
  const space = widthOf(' ');
  const lines: string[] = [];
  const paragraphs = text.replaceAll(/\n{3,}/g, '\n\n').split('\n');
  for (const [index, paragraph] of paragraphs.entries()) {
    let line = '';
    let taken = 0;
    for (const word of paragraph.split(' ').filter((one) => one !== '')) {
      const [first, ...rest] = pieces(word, width, widthOf);
      const needed = widthOf(first);
      const goesOn = line !== '' && taken + space + needed <= width;
      if (line !== '' && !goesOn) lines.push(`${line} `);
      line = goesOn ? `${line} ${first}` : first;
      taken = goesOn ? taken + space + needed : needed;
      for (const piece of rest) {
        lines.push(line);
        line = piece;
        taken = widthOf(piece);
      }
    }
    const last = index === paragraphs.length - 1;
    lines.push(last || line === '' ? line : `${line} `);
  }
  return lines;
}

function pieces(
  word: string,
  width: number,
  widthOf: (text: string) => number,
): [first: string, ...rest: string[]] {
  // Nothing that is so long fits, and to measure it whole would take longest.
  if (word.length < 500 && widthOf(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  let taken = 0;
  for (const [letter] of word.matchAll(LETTER)) {
    const needed = widthOf(letter);
    if (piece !== '' && taken + needed > width) {
      found.push(piece);
      piece = '';
      taken = 0;
    }
    piece += letter;
    taken += needed;
  }
  found.push(piece);
  return found as [string, ...string[]];
}
