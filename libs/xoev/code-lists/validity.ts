/** ISO dates, both days included. */
export interface Validity {
  from: string | undefined;
  until: string | undefined;
}

/**
 * Genericode has no notion of the validity of a row: lists that have one give it columns of their own, named like
 * this. Dates of what a code stands for (since when a state exists) are no validity.
 */
const FROM = /^(?:datum)?(?:gueltig(?:keit)?s?(?:ab|von|beginn)|validfrom|validsince)$/;
const UNTIL = /^(?:datum)?(?:gueltig(?:keit)?s?(?:bis|ende)|validto|validuntil|validthrough)$/;

export function validityColumns(columns: readonly { id: string; title: string }[]): {
  known: boolean;
  of(value: (column: string) => string | undefined): Validity;
} {
  const named = (pattern: RegExp) =>
    columns.find(({ id, title }) => pattern.test(plain(id)) || pattern.test(plain(title)))?.id;
  const from = named(FROM);
  const until = named(UNTIL);
  return {
    known: from !== undefined || until !== undefined,
    of: (value) => ({
      from: from === undefined ? undefined : isoDate(value(from)),
      until: until === undefined ? undefined : isoDate(value(until)),
    }),
  };
}

export function validOn({ from, until }: Validity, date: string): boolean {
  return (from === undefined || from <= date) && (until === undefined || date <= until);
}

/** When a code is valid, as a clause: `valid from 2001-01-01 until 2019-12-31`. */
export function validityClause(periods: readonly Validity[]): string {
  const clauses = periods.map(({ from, until }) =>
    [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' '),
  );
  return `valid ${clauses.join(' and ')}`;
}

/** What is no date (`unbefristet`) sets no limit. */
function isoDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const iso = /^\d{4}-\d\d-\d\d(?=$|T|Z|[+-]\d\d:)/.exec(text)?.[0];
  if (iso !== undefined) return iso;
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (german === null) return undefined;
  const [, day, month, year] = german;
  return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ü', 'ue')
    .replace(/[^a-z]/g, '');
}
