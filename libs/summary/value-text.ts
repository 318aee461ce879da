import type { Json } from '#domain';
import type { FormLabels } from './form-labels.js';
import { momentText } from './moment-text.js';

export const NOTHING = 'keine Angabe';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** A value that stands in one place of a form. */
export type Plain = string | number | boolean | null;

export function isPlain(value: Json | undefined): value is Plain {
  return typeof value !== 'object' || value === null;
}

/** A value as a German reader expects it. Numbers are not grouped: many are keys rather than amounts. */
export function valueText(value: Plain, labels: FormLabels | undefined, timeZone: string): string {
  if (value === null || value === '') return NOTHING;
  if (typeof value === 'boolean') return value ? 'ja' : 'nein';
  if (typeof value === 'number') {
    return labels?.meaning(String(value)) ?? String(value).replace('.', ',');
  }
  const meaning = labels?.meaning(value);
  if (meaning !== undefined) return meaning;
  const day = DAY.exec(value);
  if (day !== null) return `${day[3]}.${day[2]}.${day[1]}`;
  return MOMENT.test(value) ? momentText(value, timeZone) : value;
}
