import type { Source } from '../mapping/language/language.js';
import { DEFAULT_ZONE } from '../mapping/values/moments.js';
import { countOf } from './words.js';

type Moment = Source & { kind: 'date' | 'dateTime' | 'time' };

const WRITTEN = {
  date: 'wird als Datum geschrieben (JJJJ-MM-TT)',
  dateTime: 'wird als Datum mit Uhrzeit und Zeitzone geschrieben',
  time: 'wird als Uhrzeit geschrieben',
} as const;

/** What becomes of a date or a time. */
export function momentChange({ kind, reads, zone }: Moment): string {
  const written = WRITTEN[kind];
  const inZone = zone === DEFAULT_ZONE ? 'in deutscher Zeit' : `in der Zeitzone ${zone}`;
  const read = reads === undefined ? '' : `; im Formular steht es als ${germanPattern(reads)}`;
  return `${written}, ${inZone}${read}`;
}

/** `dd.MM.yyyy` as Germans write it: `TT.MM.JJJJ`. */
function germanPattern(pattern: string): string {
  return pattern
    .replaceAll('d', 'T')
    .replaceAll('y', 'J')
    .replaceAll('H', 'S')
    .replaceAll('m', 'm');
}

/** What becomes of a number. */
export function numberChanges({ decimals, scale, german }: Source & { kind: 'number' }): string[] {
  const changes: string[] = [];
  if (german) changes.push('wird aus deutscher Schreibweise gelesen (1.234,56)');
  if (scale !== 0) {
    const places = countOf(Math.abs(scale), 'Stelle', 'Stellen');
    changes.push(`das Komma rückt um ${places} nach ${scale > 0 ? 'rechts' : 'links'}`);
  }
  if (decimals !== undefined) {
    const digits = countOf(decimals, 'Nachkommastelle', 'Nachkommastellen');
    changes.push(`wird kaufmännisch auf ${digits} gerundet`);
  }
  return changes.length === 0 ? ['wird als Zahl mit Dezimalpunkt geschrieben'] : changes;
}

export const YES_OR_NO_CHANGE = 'Ja wird true, Nein wird false';

export const NIL_CHANGE = 'fehlt die Angabe, steht das Element ausdrücklich ohne Wert da (xsi:nil)';
