/** `1.250.000` and `12,5`: numbers as Germans write them, whatever the machine is set to. */
export function numberText(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.');
  return fraction === undefined ? grouped : `${grouped},${fraction}`;
}

/** `1 Eintrag`, `1.250 Einträge`. */
export function countOf(count: number, one: string, many: string): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** `50 MB` or `1,5 kB`; bytes come in thousands here, as disks are sold. */
export function sizeText(bytes: number): string {
  const [unit, size] =
    bytes >= 1_000_000 ? ['MB', 1_000_000] : bytes >= 1000 ? ['kB', 1000] : ['Byte', 1];
  return `${numberText(Math.round((bytes / size) * 100) / 100)} ${unit}`;
}

/** `„a“, „b“ oder „c“`. */
export function quotedList(items: readonly string[], conjunction: 'und' | 'oder'): string {
  const quoted = items.map((item) => `„${item}“`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${conjunction} ${last}`;
}

/** `2027-05-01` as `01.05.2027`; what is no such day stays as it is. */
export function dayText(day: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? day.split('-').reverse().join('.') : day;
}
