import { WrongCall } from './command.js';

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** Days are whole: the last one is included. */
export function periodIn(given: { from: string | undefined; to: string | undefined }): {
  from: Date | null;
  to: Date | null;
} {
  const from = given.from === undefined ? null : instant(given.from, '--from', 0);
  const to = given.to === undefined ? null : instant(given.to, '--to', 1);
  if (from !== null && to !== null && to <= from) throw new WrongCall('--to is before --from.');
  return { from, to };
}

function instant(text: string, option: string, daysLater: number): Date {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (day !== undefined) {
    const midnight = new Date(Number(year), Number(month) - 1, Number(day));
    const exists = midnight.getMonth() === Number(month) - 1 && midnight.getDate() === Number(day);
    if (exists) {
      return new Date(midnight.getFullYear(), midnight.getMonth(), Number(day) + daysLater);
    }
  }
  const at = new Date(text);
  if (INSTANT.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new WrongCall(
    `${option} is a day such as 2026-11-22, or an instant such as 2026-11-22T09:30:00+01:00.`,
  );
}
