import type { Condition, Subject } from './language.js';

/** A condition for a sentence: `art is geld and betrag is given`. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'present':
      return `${subjectText(condition.subject)} is ${condition.present ? '' : 'not '}given`;
    case 'equals':
      return `${subjectText(condition.subject)} is ${condition.values.join(' or ')}`;
    case 'all':
    case 'any': {
      const parts = condition.conditions.map((one) => {
        const text = conditionText(one);
        return one.kind === 'all' || one.kind === 'any' ? `(${text})` : text;
      });
      return parts.join(condition.kind === 'all' ? ' and ' : ' or ');
    }
    case 'not':
      return `not (${conditionText(condition.condition)})`;
  }
}

function subjectText({ kind, path }: Subject): string {
  return kind === 'path' ? path : `${kind} ${path}`;
}
