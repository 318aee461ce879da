/**
 * The characters of DIN 91379:2022-08 by data type, as code points in hexadecimal. The standard's letters are
 * common to all types; a type adds its non-letters and, D and E, the extended (non-normative) characters.
 */

/** Data type A: names of natural persons. */
const LETTERS = `
  0020 0027 002C-002E 0041-005A 0060-007A 007E 00A8 00B4 00B7 00C0-00D6 00D8-00F6 00F8-017E 0187-0188
  018F 0197 01A0-01A1 01AF-01B0 01B7 01CD-01DC 01DE-01DF 01E2-01F0 01F4-01F5 01F8-01FF 0212-0213
  0218-021B 021E-021F 0227-0233 0259 0268 0292 02B9-02BA 02BE-02BF 02C8 02CC 1E02-1E03 1E06-1E07
  1E0A-1E11 1E17 1E1C-1E2B 1E2F-1E37 1E3A-1E3B 1E40-1E49 1E52-1E5B 1E5E-1E63 1E6A-1E6F 1E80-1E87
  1E8C-1E97 1E9E 1EA0-1EF9 2019 2021`;

const ASCII_NON_LETTERS = '0021-0026 0028-002B 002F-0040 005B-005F 007B-007D';
const SIGNS = '00A9-00AC 00AE-00B3 00B5-00B6 00D7 00F7 20AC';
const MORE_SIGNS = '00A1-00A7 00B8-00BF';
const LINES_AND_SPACES = '0009-000A 000D 00A0';
const EXTENDED = `
  0192 02B0 02B3 02C6 02DC 02E2 1D48 1D57 2018 201A 201C-201E 2020 2026 2030 2032-2033 2039-203A 2070
  2074-2079 207F-2089 2122 221E 2264-2265`;
const GREEK = '0386 0388-038A 038C 038E-03A1 03A3-03CE';
const CYRILLIC = '040D 0410-042A 042C 042E-044A 044C 044E-044F 045D';

/** Single code points and ranges. */
export const CHARACTERS: Readonly<Record<'A' | 'B' | 'C' | 'D' | 'E', string>> = {
  A: LETTERS,
  B: [LETTERS, ASCII_NON_LETTERS, SIGNS, '00A1-00A3 00A5 00A7 00B9-00BB 00BF'].join(' '),
  C: [LETTERS, ASCII_NON_LETTERS, SIGNS, MORE_SIGNS, LINES_AND_SPACES].join(' '),
  D: [LETTERS, ASCII_NON_LETTERS, SIGNS, MORE_SIGNS, EXTENDED, GREEK].join(' '),
  E: [
    LETTERS,
    ASCII_NON_LETTERS,
    SIGNS,
    MORE_SIGNS,
    LINES_AND_SPACES,
    EXTENDED,
    GREEK,
    CYRILLIC,
  ].join(' '),
};

/** Letters that exist only as a sequence: what follows the base, and the bases (the same in all data types). */
export const SEQUENCES: readonly (readonly [marks: string, bases: string])[] = [
  ['0300', 'CFGKMPSTZcfgkmpstz'],
  ['0301', 'JjÿĪī'],
  ['0302', 'DKLMNdklmn'],
  ['0304', 'CFHKNPSTZcfhknpstzÛûḲḳṢṣṬṭỤụ'],
  ['0306', 'CMNRZcmnrzÇç'],
  ['0307', 'KUku'],
  ['0308', 'CTZczẠạỌọỤụ'],
  ['030B', 'Aa'],
  ['030C', 'J'],
  ['030D', 'ēō'],
  ['0310', 'Mm'],
  ['0315', 'CKPTckptČč'],
  ['031B', 'KTkt'],
  ['031B 0304', 'Ss'],
  ['0323', 'CPcpČč'],
  ['0325', 'LRlr'],
  ['0325 0304', 'LRlr'],
  ['0326', 'CHKLNchklnŽž'],
  ['0327', 'ZzŽž'],
  ['0328 0306', 'Cc'],
  ['0331', 'HSs'],
  ['035F 0048', 'K'],
  ['035F 0068', 'Kk'],
];
