/** XML Schema part 2, sections 3.2 and 3.3: the texts that the built-in types take. */

interface Lexical {
  /** What it is, for a sentence. */
  words: string;
  takes(text: string): boolean;
}

const YEAR = '(-?(?!0000)(?:[1-9]\\d{3,}|0\\d{3}))';
const MONTH = '(0[1-9]|1[0-2])';
const DAY = '(0[1-9]|[12]\\d|3[01])';
const CLOCK = '(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?|24:00:00(?:\\.0+)?)';
const ZONE = '(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))?';

const whole = (pattern: string) => new RegExp(`^${pattern}$`, 'u');
const like = (words: string, pattern: string): Lexical => {
  const expression = whole(pattern);
  return { words, takes: (text) => expression.test(text) };
};

/** A form with a day in a month of a year, which the calendar has to know. */
function dated(words: string, pattern: string): Lexical {
  const expression = whole(pattern);
  return {
    words,
    takes(text) {
      const match = expression.exec(text);
      if (match === null) return false;
      const [year, month, day] = match.slice(1, 4).map(Number);
      return day! <= new Date(Date.UTC(2000 + (year! % 400), month!, 0)).getUTCDate();
    },
  };
}

const INTEGER = like('a whole number', '[+-]?\\d+');
const NAME_START = '[\\p{L}_]';
const NAME_PART = '[\\p{L}\\p{M}\\p{N}._\\u00b7-]';
const FLOAT = like('a number', '(?:[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|-?INF|NaN)');
const NCNAME = like('a name that begins with a letter', `${NAME_START}${NAME_PART}*`);

const LEXICAL: Readonly<Record<string, Lexical>> = {
  date: dated('a date (2026-01-31)', `${YEAR}-${MONTH}-${DAY}${ZONE}`),
  dateTime: dated(
    'a date with a time (2026-01-31T14:30:00)',
    `${YEAR}-${MONTH}-${DAY}T${CLOCK}${ZONE}`,
  ),
  time: like('a time (14:30:00)', `${CLOCK}${ZONE}`),
  gYear: like('a year of four digits', `${YEAR}${ZONE}`),
  gYearMonth: like('a month of a year (2026-01)', `${YEAR}-${MONTH}${ZONE}`),
  gMonth: like('a month (--01)', `--${MONTH}${ZONE}`),
  gDay: like('a day of a month (---31)', `---${DAY}${ZONE}`),
  gMonthDay: like(
    'a day of a year (--01-31)',
    `--(?:02-(?:0[1-9]|[12]\\d)|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:0[13578]|1[02])-${DAY})${ZONE}`,
  ),
  duration: like(
    'a duration (P1Y2M3DT4H)',
    '-?P(?=.)(?:\\d+Y)?(?:\\d+M)?(?:\\d+D)?(?:T(?=.)(?:\\d+H)?(?:\\d+M)?(?:\\d+(?:\\.\\d+)?S)?)?',
  ),
  boolean: like('true or false', '(?:true|false|1|0)'),
  decimal: like('a number (1234.56)', '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)'),
  float: FLOAT,
  double: FLOAT,
  hexBinary: like('pairs of hexadecimal digits', '(?:[\\da-fA-F]{2})*'),
  base64Binary: like('base64', '(?:[A-Za-z\\d+/] ?){0,}(?:= ?){0,2}'),
  language: like('a language (de)', '[a-zA-Z]{1,8}(?:-[a-zA-Z\\d]{1,8})*'),
  NMTOKEN: like('a word of letters, digits and . - _ :', '[\\p{L}\\p{M}\\p{N}._:\\u00b7-]+'),
  Name: like('a name that begins with a letter', '[\\p{L}_:][\\p{L}\\p{M}\\p{N}._:\\u00b7-]*'),
  NCName: NCNAME,
  ID: NCNAME,
  IDREF: NCNAME,
  ENTITY: NCNAME,
};

const INTEGERS = new Set(
  `integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger
  unsignedLong unsignedInt unsignedShort unsignedByte`.split(/\s+/),
);

/** Whether a built-in type is decimal or one of those derived from it. */
export function isDecimal(builtin: string): boolean {
  return builtin === 'decimal' || INTEGERS.has(builtin);
}

/** What a built-in type takes, in words, where a text without blanks around it is none. */
export function lexicalNeed(text: string, builtin: string): string | undefined {
  const lexical = INTEGERS.has(builtin) ? INTEGER : LEXICAL[builtin];
  return lexical === undefined || lexical.takes(text) ? undefined : lexical.words;
}

/** What a built-in type takes, in words; undefined where it takes every text. */
export function lexicalWords(builtin: string): string | undefined {
  return builtin === 'anyURI' ? 'a URI' : LEXICAL[builtin]?.words;
}
