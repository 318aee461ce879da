/** Dates and times as forms write them, and as XML Schema does (part 2, sections 3.2.7 to 3.2.9). */

/** Where nothing else is said, days and times are meant in Germany. */
export const DEFAULT_ZONE = 'Europe/Berlin';

/** Milliseconds. */
const DAY = 86_400_000;

interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/** What a text says: a moment with its zone, one without, a day, or a time of day with the offset it came with. */
type Said =
  | { kind: 'instant'; at: number }
  | { kind: 'local'; moment: Moment }
  | { kind: 'day'; moment: Moment }
  | { kind: 'time'; moment: Moment; offset: string };

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?$/;

/** The letters of a pattern such as `dd.MM.yyyy HH:mm`, and what they stand for. */
const LETTERS: Readonly<Record<string, readonly [part: keyof Moment, digits: string]>> = {
  yyyy: ['year', '\\d{4}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  mm: ['minute', '\\d{2}'],
  ss: ['second', '\\d{2}'],
};

export type ReadMoment = (text: string) => Said | undefined;

/** Reads ISO 8601; undefined for what is none, or no day of the calendar. */
export const readIso: ReadMoment = (text) => {
  const time = TIME.exec(text);
  if (time !== null) {
    const moment = checked({ year: 2000, month: 1, day: 1, ...clock(time, 1) });
    return moment && { kind: 'time', moment, offset: time[5] ?? '' };
  }
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, , , , zone] = match;
  const moment = checked({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    ...clock(match, 4),
  });
  if (moment === undefined) return undefined;
  if (hour === undefined) return { kind: 'day', moment };
  if (zone === undefined) return { kind: 'local', moment };
  const at = Date.parse(`${text.slice(0, text.length - zone.length)}${zone}`);
  return Number.isNaN(at) ? undefined : { kind: 'instant', at };
};

/** A reader of a pattern of `yyyy MM M dd d HH mm ss`; undefined where the pattern makes no sense. */
export function patternReader(pattern: string): ReadMoment | undefined {
  const parts: (keyof Moment)[] = [];
  const source = pattern.replace(/([A-Za-z])\1*|[^A-Za-z]/g, (token) => {
    const letters = Object.hasOwn(LETTERS, token) ? LETTERS[token] : undefined;
    if (letters === undefined) return /[A-Za-z]/.test(token) ? '\\b\\B' : `\\${token}`;
    parts.push(letters[0]);
    return `(${letters[1]})`;
  });
  const day = ['year', 'month', 'day'].every((part) => parts.includes(part as keyof Moment));
  const time = parts.includes('hour');
  if (source.includes('\\b\\B') || new Set(parts).size < parts.length || !(day || time)) {
    return undefined;
  }
  const expression = new RegExp(`^${source}$`);
  return (text) => {
    const match = expression.exec(text.trim());
    if (match === null) return undefined;
    const moment = checked({
      ...{ year: 2000, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 },
      ...Object.fromEntries(parts.map((part, index) => [part, Number(match[index + 1])])),
    });
    if (moment === undefined) return undefined;
    if (!day) return { kind: 'time', moment, offset: '' };
    return { kind: time ? 'local' : 'day', moment };
  };
}

/** The calendar date in a zone. A text without a time is that date already. */
export function dateText(said: Said, zone: string): string | undefined {
  if (said.kind === 'time') return undefined;
  const local = said.kind === 'instant' ? inZone(said.at, zone) : said.moment;
  if (local === undefined) return undefined;
  const { year, month, day } = local;
  return `${digits(year, 4)}-${digits(month)}-${digits(day)}`;
}

/** A moment with milliseconds and the offset of the zone on that day; a date alone is none. */
export function dateTimeText(said: Said, zone: string): string | undefined {
  if (said.kind !== 'instant' && said.kind !== 'local') return undefined;
  const at = said.kind === 'instant' ? said.at : instantOf(said.moment, zone);
  const local = inZone(at, zone);
  if (local === undefined) return undefined;
  const offset = Math.round((utc(local) - at) / 60_000);
  const sign = offset < 0 ? '-' : '+';
  const hours = digits(Math.floor(Math.abs(offset) / 60));
  const suffix = offset === 0 ? 'Z' : `${sign}${hours}:${digits(Math.abs(offset) % 60)}`;
  const date = `${digits(local.year, 4)}-${digits(local.month)}-${digits(local.day)}`;
  return `${date}T${clockText(local)}.${digits(local.millisecond, 3)}${suffix}`;
}

/** The time of day in a zone. One that came without its day keeps its offset: the zone's depends on the day. */
export function timeText(said: Said, zone: string): string | undefined {
  if (said.kind === 'day') return undefined;
  if (said.kind === 'time') return clockText(said.moment) + said.offset;
  const local = said.kind === 'instant' ? inZone(said.at, zone) : said.moment;
  return local && clockText(local);
}

/** Whether the platform knows a zone, e.g. `Europe/Berlin`. */
export function isZone(zone: string): boolean {
  try {
    return formatterOf(zone) !== undefined;
  } catch {
    return false;
  }
}

function clock(match: RegExpExecArray, first: number) {
  return {
    hour: Number(match[first] ?? 0),
    minute: Number(match[first + 1] ?? 0),
    second: Number(match[first + 2] ?? 0),
    millisecond: Number((match[first + 3] ?? '').padEnd(3, '0').slice(0, 3)),
  };
}

function checked(moment: Moment): Moment | undefined {
  const date = new Date(utc(moment));
  const real =
    moment.year >= 1 &&
    date.getUTCFullYear() === moment.year &&
    date.getUTCMonth() === moment.month - 1 &&
    date.getUTCDate() === moment.day &&
    moment.hour < 24 &&
    moment.minute < 60 &&
    moment.second < 60;
  return real ? moment : undefined;
}

function utc({ year, month, day, hour, minute, second, millisecond }: Moment): number {
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second, millisecond));
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Undefined outside of the years 0001 to 9999, which XML Schema and its readers agree upon. */
function inZone(at: number, zone: string): Moment | undefined {
  const local = clockIn(zone, at);
  const known = local.year <= 9999 && Math.abs(utc(local) - at) < 2 * DAY;
  return known ? local : undefined;
}

/** As the clocks of a zone show it; years before the first count from it as well. */
function clockIn(zone: string, at: number): Moment {
  const moment: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(at)) moment[type] = Number(value);
  return { ...(moment as unknown as Moment), millisecond: ((at % 1000) + 1000) % 1000 };
}

/**
 * The instant of a local time. One that the clocks skip in spring is taken as if they had not; of one that comes
 * twice in autumn, the first is meant.
 */
function instantOf(moment: Moment, zone: string): number {
  const guess = utc(moment);
  const offsets = [guess - DAY, guess + DAY].map((at) => utc(clockIn(zone, at)) - at);
  const [before, after] = offsets as [number, number];
  const [early, late] = [guess - before, guess - after];
  const shows = (at: number) => utc(clockIn(zone, at)) === guess;
  return shows(late) && !shows(early) ? late : early;
}

function clockText({ hour, minute, second }: Moment): string {
  return `${digits(hour)}:${digits(minute)}:${digits(second)}`;
}

function digits(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
