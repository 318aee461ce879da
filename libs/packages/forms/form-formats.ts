import type { DataType } from '#xoev';

/**
 * Dates and times as both RFC 3339 (section 5.6) and XML Schema (part 2, sections 3.2.7 to 3.2.9) have them: T and Z in
 * upper case, no leap second, years from 0001 to 9999, offsets up to 14 hours. What a mapping takes over as it stands
 * then fits the message.
 */
const CLOCK =
  '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))';
const TIME = new RegExp(`^${CLOCK}$`);
const TIME_AFTER_DAY = new RegExp(`^T${CLOCK}$`);

/** The formats of form schemas that are stricter here than elsewhere. */
export const STRICT_FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDay,
  time: (text) => TIME.test(text),
  'date-time': (text) => isDay(text.slice(0, 10)) && TIME_AFTER_DAY.test(text.slice(10)),
};

const DAY =
  /^(?!0000)\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))$/;

function isDay(text: string): boolean {
  return DAY.test(text) && (!text.endsWith('-02-29') || isLeap(Number(text.slice(0, 4))));
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Formats of texts that hold the characters of a data type alone. */
export const CHARACTER_FORMATS: Readonly<Record<string, DataType>> = {
  'din-91379-a': 'A',
  'din-91379-b': 'B',
  'din-91379-c': 'C',
  'din-91379-d': 'D',
  'din-91379-e': 'E',
  'string-latin': 'String.Latin',
};

/** The format of a data type. */
export function formatOf(dataType: DataType): string | undefined {
  return Object.keys(CHARACTER_FORMATS).find((name) => CHARACTER_FORMATS[name] === dataType);
}
