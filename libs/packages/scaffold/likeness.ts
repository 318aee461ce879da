import { wordsOf } from './words.js';

/** Steps that count; what stands further out says little about a field. */
const COUNTED = 4;

/** Words that many fields end with: alone they tell nothing. */
const COMMON = new Set(
  [
    'name Art Ort Datum Nummer Staat Text Wert Zeit Code Id Kennung Beschreibung Betrag Anzahl',
    'Strasse Hausnummer Postleitzahl Ortsteil Anschrift Telefon Email Zusatz',
  ].flatMap((words) => wordsOf(words)),
);

/** Elements that only hold the value of the one around them: `vorname/name`. */
const HOLDERS = new Set(wordsOf('name beschreibung text textabsatz wert inhalt code'));

/**
 * How alike two paths are by their words, from 0 to 1. The weighted Dice coefficient: a word counts half as much a
 * step further from the end. The ends have to share a word, and not only one that many have.
 */
export function likeness(target: readonly string[], field: readonly string[]): number {
  const [one, other] = [heldFirst(target), heldFirst(field)];
  const own = one.ends.flatMap(wordsOf);
  const meeting = other.ends.flatMap(wordsOf).filter((word) => own.includes(word));
  const [first, second] = [weightsOf(one.steps), weightsOf(other.steps)];
  const shared = [...first.keys()].filter((word) => second.has(word));
  if (meeting.length === 0) return 0;
  const common = meeting.every((word) => COMMON.has(word));
  const alone = shared.every((word) => meeting.includes(word));
  if (common && alone && (target.length > 1 || field.length > 1)) return 0;
  let sum = 0;
  for (const word of shared) sum += Math.min(first.get(word)!, second.get(word)!);
  return (2 * sum) / (total(first) + total(second));
}

/** The steps with what is held at the end, and the steps that count as the end. */
function heldFirst(steps: readonly string[]): { steps: readonly string[]; ends: string[] } {
  const [parent, last] = steps.slice(-2);
  if (parent === undefined || last === undefined) return { steps, ends: steps.slice(-1) };
  if (!wordsOf(last).every((word) => HOLDERS.has(word))) return { steps, ends: [last] };
  return { steps: [...steps.slice(0, -2), last, parent], ends: [last, parent] };
}

function weightsOf(steps: readonly string[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [distance, step] of steps.slice(-COUNTED).reverse().entries()) {
    for (const word of wordsOf(step)) {
      weights.set(word, Math.max(weights.get(word) ?? 0, 0.5 ** distance));
    }
  }
  return weights;
}

function total(weights: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const weight of weights.values()) sum += weight;
  return sum;
}
