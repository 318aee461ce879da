/** Scripts whose letters stand one after the other, from left to right. */
const SIMPLE =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]/u;
/** Controls, invisible and private characters, halves of pairs: with them a text looks like another one. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Variation_Selector}\u115f\u1160\u3164]/u;
const MARK = /\p{M}/u;
/** What most texts consist of alone; every font has it. */
const USUAL = /^[\n\x20-\x7e\xa1-\xac\xae-\u017f]*$/;
/** Marks on one letter; DIN 91379 has two at most. More would run into the lines around. */
const MOST_MARKS = 3;

/**
 * A text as it can be printed. A character that the font does not have, or that would hide or turn what stands around
 * it, becomes its number, `[U+202E]`: nothing is left out unseen.
 */
export function printable(text: string, hasGlyph: (codePoint: number) => boolean): string {
  if (USUAL.test(text)) return text;
  let marks = 0;
  let printed = '';
  for (const character of spaced(text.normalize('NFC'))) {
    const codePoint = character.codePointAt(0)!;
    marks = MARK.test(character) ? marks + 1 : 0;
    const shown =
      character === '\n' ||
      (SIMPLE.test(character) &&
        !HIDDEN.test(character) &&
        marks <= MOST_MARKS &&
        hasGlyph(codePoint));
    printed += shown ? character : `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`;
  }
  return printed;
}

/** One kind of line end, and one of space: the others share its glyph, so that a reader could not tell them apart. */
function spaced(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\t\p{Zs}]/gu, ' ');
}
