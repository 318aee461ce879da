/** What people call characters that often stand in texts without being seen, or look like others. */
const NAMES: Readonly<Record<number, string>> = {
  9: 'tab',
  10: 'line break',
  13: 'carriage return',
  127: 'control character',
  160: 'no-break space',
  173: 'soft hyphen',
  8203: 'zero width space',
  8204: 'zero width non-joiner',
  8205: 'zero width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8208: 'typographic hyphen',
  8209: 'no-break hyphen',
  8210: 'figure dash',
  8211: 'en dash',
  8212: 'em dash',
  8216: 'typographic quotation mark',
  8217: 'typographic apostrophe',
  8218: 'typographic quotation mark',
  8220: 'typographic quotation mark',
  8221: 'typographic quotation mark',
  8222: 'typographic quotation mark',
  8226: 'bullet',
  8230: 'ellipsis',
  8232: 'line separator',
  8233: 'paragraph separator',
  8239: 'narrow no-break space',
  8288: 'word joiner',
  65039: 'variation selector of an emoji',
  65279: 'byte order mark',
  65533: 'replacement character: the text was damaged before it came here',
};

/** Whole families, the first that fits. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^\p{Cs}$/u, 'half of a surrogate pair'],
  [/^\p{Cc}$/u, 'control character'],
  [/^[\u202a-\u202e\u2066-\u2069]$/, 'mark of the direction of writing'],
  [/^\p{Co}$/u, 'private character'],
  [/^\p{Cn}$/u, 'unassigned character'],
  [/^\p{Extended_Pictographic}$|^[\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}]$/u, 'emoji'],
  [/^\p{Zs}$/u, 'special space'],
  [/^\p{M}$/u, 'combining mark'],
  [/^\p{Script=Greek}$/u, 'Greek letter'],
  [/^\p{Script=Cyrillic}$/u, 'Cyrillic letter'],
  [/^\p{Script=Arabic}$/u, 'Arabic letter'],
  [/^\p{Script=Hebrew}$/u, 'Hebrew letter'],
  [/^\p{Script=Han}$/u, 'Chinese character'],
];

/** `U+00AD (soft hyphen)`; without a name where the character shows itself. */
export function characterName(codePoint: number): string {
  const number = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const character = String.fromCodePoint(codePoint);
  const name = NAMES[codePoint] ?? FAMILIES.find(([pattern]) => pattern.test(character))?.[1];
  return name === undefined ? number : `${number} (${name})`;
}
