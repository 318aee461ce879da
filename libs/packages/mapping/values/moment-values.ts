import type { CompileContext } from '../context.js';
import type { Source } from '../language/language.js';
import { dateText, dateTimeText, isZone, patternReader, readIso, timeText } from './moments.js';
import type { Value } from './value.js';

const TEXTS = { date: dateText, dateTime: dateTimeText, time: timeText } as const;

const EXPECTED = {
  date: 'a date (2026-01-31) or a time with its zone',
  dateTime: 'a date with a time (2026-01-31T14:30:00)',
  time: 'a time (14:30)',
} as const;

/** A date or time as XML Schema writes it; what is none is reported where the form says it. */
export function momentValue(
  source: Source & { kind: 'date' | 'dateTime' | 'time' },
  inner: Value,
  { file }: CompileContext,
): Value {
  const { kind, reads, zone, at } = source;
  const read = reads === undefined ? readIso : patternReader(reads);
  if (read === undefined) {
    const letters = 'a pattern of yyyy, MM or M, dd or d, HH, mm, ss, each at most once';
    file.report([...at, 'reads'], `reads is ${letters}, e.g. dd.MM.yyyy`);
  }
  if (!isZone(zone)) {
    file.report([...at, 'zone'], `${zone} is no time zone; write Europe/Berlin or UTC`);
    return inner;
  }
  const expected = reads === undefined ? EXPECTED[kind] : `${kind} as ${reads}`;
  const rewritten = (given: string) => {
    const said = read?.(given);
    return said === undefined ? undefined : TEXTS[kind](said, zone);
  };
  const text: Value['text'] = (scope) => {
    const given = inner.text(scope);
    if (given === undefined || given === '') return undefined;
    const written = rewritten(given);
    if (written === undefined) {
      scope.report('unmappable', inner.pointer(scope), `Needed here is ${expected}`);
    }
    return written;
  };
  const texts = inner.texts?.map((one) => rewritten(one) ?? one);
  return { ...inner, read: text, text, makes: kind, ...(texts && { texts }) };
}
