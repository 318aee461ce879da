/**
 * The characters of String.Latin (Lateinische Zeichen in Unicode, version 1.1.1), to which standards older than
 * DIN 91379 restrict their texts. It has fewer letters than DIN 91379.
 */
export const LATIN_CHARACTERS = `
  0009-000A 000D 0020-007E 00A1-00AC 00AE-0107 010A-011B 011E-0123 0126-0131 0134-015B 015E-016B 016E-017E
  018F 01A0-01A1 01AF-01B0 01B7 01CD-01D4 01DE-01DF 01E4-01F0 01F4-01F5 01FA-01FF 0218-021B 021E-021F
  022A-022B 022E-0233 0259 0292 1E02-1E03 1E0A-1E0B 1E10-1E11 1E1E-1E21 1E24-1E27 1E30-1E31 1E40-1E41
  1E44-1E45 1E56-1E57 1E60-1E63 1E6A-1E6B 1E80-1E85 1E8C-1E93 1E9E 1EA0-1EA7 1EAA-1EAC 1EAE-1EC1 1EC4-1ED3
  1ED6-1EDD 1EE4-1EF9 20AC`;

/** Letters that exist only as a sequence: what follows the base, and the bases. */
export const LATIN_SEQUENCES: readonly (readonly [marks: string, bases: string])[] = [
  ['0302', 'DLMNdlmn'],
  ['030C', 'J'],
];
