import { wordsOf } from './words.js';

/** A path by its words: each counts less, the further it stands from the end. */
export type Weights = ReadonlyMap<string, number>;

/** Steps that count; what stands further out says little about a field. */
const COUNTED = 4;

/** `steps`: the names of a path, from the outermost on. */
export function weightsOf(steps: readonly string[]): Weights {
  const weights = new Map<string, number>();
  for (const [distance, step] of steps.slice(-COUNTED).reverse().entries()) {
    const weight = 0.5 ** distance;
    for (const word of wordsOf(step)) {
      weights.set(word, Math.max(weights.get(word) ?? 0, weight));
    }
  }
  return weights;
}

/** How alike two paths are, from 0 to 1: the weighted Dice coefficient of their words. */
export function likeness(one: Weights, other: Weights): number {
  let shared = 0;
  for (const [word, weight] of one) shared += Math.min(weight, other.get(word) ?? 0);
  const all = total(one) + total(other);
  return all === 0 ? 0 : (2 * shared) / all;
}

function total(weights: Weights): number {
  let sum = 0;
  for (const weight of weights.values()) sum += weight;
  return sum;
}

/** Whether the last steps have a word in common. */
export function endAlike(one: string, other: string): boolean {
  const words = wordsOf(other);
  return wordsOf(one).some((word) => words.includes(word));
}
