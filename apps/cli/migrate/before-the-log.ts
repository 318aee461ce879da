import { HEADERS } from '#domain';

/**
 * A place in the old log, as it counts beside the new one. Offsets there begin at 0 and say nothing about what was
 * before: so each old one, of which `end` is above all, becomes a negative one. They keep their order among
 * themselves, and sort before everything that is new.
 */
export function beforeTheLog(offset: number, end: number): number {
  return offset - end;
}

/** The same for what headers tell of a place in the old log. */
export function headersBeforeTheLog(
  headers: Record<string, string>,
  end: number,
): Record<string, string> {
  const offset = headers[HEADERS.originOffset];
  if (offset === undefined || !/^\d+$/.test(offset)) return headers;
  return { ...headers, [HEADERS.originOffset]: String(beforeTheLog(Number(offset), end)) };
}

/** Sorts before the digits with which the places of new records begin, and is no part of a name. */
const BEFORE_DIGITS = '-';

/** The name of something remembered; what waits is named by its place, see `placeOf` of transform's memory. */
export function nameBeforeTheLog(name: string): string {
  return name.replace(/^(waiting\/.*\/)(\d+)$/, `$1${BEFORE_DIGITS}$2`);
}
