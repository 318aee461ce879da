import type { Condition, Subject } from '../mapping/language/language.js';
import { quotedList } from './words.js';

/** How the things that conditions look at are called. */
export interface Names {
  of(subject: Subject): string;
  /** Whether it is answered with yes or no. */
  isYesOrNo(subject: Subject): boolean;
}

/** A condition in German, e.g. `„Grund“ ist „Verlegung“ oder „Umwandlung“`. */
export function conditionWords(condition: Condition, names: Names): string {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const joint = condition.kind === 'all' ? ' und ' : ' oder ';
      return condition.conditions.map((one) => inBrackets(one, names)).join(joint);
    }
    case 'not':
      return `es gilt nicht: ${inBrackets(condition.condition, names)}`;
    case 'present': {
      const name = names.of(condition.subject);
      if (names.isYesOrNo(condition.subject)) {
        return condition.present ? `${name} ist Ja` : `${name} ist Nein oder nicht angegeben`;
      }
      return `${name} ist ${condition.present ? '' : 'nicht '}angegeben`;
    }
    case 'equals':
      return `${names.of(condition.subject)} ist ${values(condition.values)}`;
  }
}

function inBrackets(condition: Condition, names: Names): string {
  const words = conditionWords(condition, names);
  const parts =
    condition.kind === 'all' || condition.kind === 'any'
      ? condition.conditions
      : condition.kind === 'equals'
        ? condition.values
        : [];
  return parts.length > 1 ? `(${words})` : words;
}

function values(all: readonly (string | number | boolean)[]): string {
  if (all.every((value) => typeof value === 'boolean')) {
    return all.map((value) => (value ? 'Ja' : 'Nein')).join(' oder ');
  }
  return quotedList(all.map(String), 'oder');
}
