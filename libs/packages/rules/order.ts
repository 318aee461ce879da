import { DEFAULT_ZONE, dateText, readIso } from '../mapping/values/moments.js';
import type { Found } from './rule-paths.js';

/** A moment of an order: what stands at a path, or a fact beside the data, which has no place. */
export type Moment = { found: readonly Found[] } | { fact: unknown };

interface Dated {
  day: string;
  /** Undefined for a fact. */
  pointer: string | undefined;
}

/**
 * Where moments go back: of each, the earliest day may not be before the latest day so far (nor on it, where the order
 * is strict). What is absent is passed over. A fact cannot be mended, so what comes too late for it is named.
 * `undefined` in the answer stands for no place at all.
 */
export function goesBack(
  moments: readonly Moment[],
  strict: boolean,
): readonly (string | undefined)[] {
  let before: Dated[] = [];
  const wrong = (earlier: string, later: string) => (strict ? later <= earlier : later < earlier);
  for (const moment of moments) {
    const here = daysOf(moment);
    const [earliest] = here.map(({ day }) => day).sort();
    const latest = before
      .map(({ day }) => day)
      .sort()
      .at(-1);
    if (earliest !== undefined && latest !== undefined && wrong(latest, earliest)) {
      const places =
        'found' in moment
          ? here.filter(({ day }) => wrong(latest, day))
          : before.filter(({ day }) => wrong(day, earliest));
      const named = places.map(({ pointer }) => pointer).filter((one) => one !== undefined);
      return named.length === 0 ? [undefined] : named;
    }
    before = [...before, ...here];
  }
  return [];
}

function daysOf(moment: Moment): Dated[] {
  const found = 'found' in moment ? moment.found : [{ value: moment.fact, pointer: undefined }];
  return found.flatMap(({ value, pointer }) => {
    const day = dayOf(value);
    return day === undefined ? [] : [{ day, pointer }];
  });
}

/** The day in Germany; what is no date is another check's business. */
function dayOf(value: unknown): string | undefined {
  const said = typeof value === 'string' ? readIso(value) : undefined;
  return said === undefined ? undefined : dateText(said, DEFAULT_ZONE);
}
