import fc from 'fast-check';

/** What breaks writers: markup, what XML forbids, what looks like nothing, what is half of something. */
const HOSTILE = [
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '</a>',
  '<a b="',
  '&amp;',
  '&#0;',
  '&lt',
  '"',
  "'",
  '\u0000',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u0085',
  '\r\n',
  '\r',
  '\t',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\ud83d',
  '\udc00',
  '\udc00\ud83d',
  '\u{1F600}',
  '\u{10FFFF}',
  'u\u0308',
  '\u0308',
  '\u200d',
  '\u00ad',
  '\u00a0',
];

const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Any text that JavaScript can hold, lone surrogates and all. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
      { weight: 3, arbitrary: fc.string({ unit: 'binary' }) },
      { weight: 1, arbitrary: codeUnit },
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** Letters of DIN 91379 data type A: plain, precomposed, decomposed, and sequences that have no other form. */
const LETTERS = [
  ...'aeinrstKMÄößéøđŁŻș’- ',
  'u\u0308',
  'e\u0301',
  'K\u035fh',
  'C\u0328\u0306',
  'l\u0325\u0304',
];
const SIGNS = [...'0123456789&<>"()/,;€§²©', '\u00a0'];

/** Names of persons, between blanks too. */
export const nameText: fc.Arbitrary<string> = textOf(LETTERS);

/** Texts of DIN 91379 data type C. */
export const dinText: fc.Arbitrary<string> = textOf([...LETTERS, ...LETTERS, ...SIGNS]);

function textOf(characters: readonly string[]): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...characters), { minLength: 1, maxLength: 30 })
    .map((parts) => parts.join(''));
}
