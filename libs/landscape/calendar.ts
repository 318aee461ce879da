/** Clock times at which a calendar day begins anywhere are multiples of a quarter of an hour: ms. */
const QUARTER = 900_000;

/** Gives the calendar date (YYYY-MM-DD) of a moment in a time zone; throws RangeError for an unknown zone. */
export function calendarOf(timeZone: string): (moment: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  let quarter = Number.NaN;
  let date = '';
  return (moment) => {
    const current = Math.floor(moment.getTime() / QUARTER);
    if (current !== quarter) {
      date = format.format(moment);
      quarter = current;
    }
    return date;
  };
}

/** Whether a text is a date that exists. */
export function isDate(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** Calendar dates, both inclusive; open where undefined. */
export interface Validity {
  validFrom: string | undefined;
  validTo: string | undefined;
}

export function isValid({ validFrom, validTo }: Validity, date: string): boolean {
  return (
    (validFrom === undefined || validFrom <= date) && (validTo === undefined || date <= validTo)
  );
}

export function overlap(one: Validity, other: Validity): boolean {
  const starts = (first: Validity, second: Validity) =>
    first.validFrom === undefined ||
    second.validTo === undefined ||
    first.validFrom <= second.validTo;
  return starts(one, other) && starts(other, one);
}
