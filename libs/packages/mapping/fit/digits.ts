import type { FormNode } from '../../forms/form-node.js';
import { decimalText } from '../values/numbers.js';
import { valueText } from '../values/value-text.js';

/**
 * Digits before the point of the numbers that a form lets through, and whether they may have a sign. `decimals`: to
 * how many they are rounded, which may make one more.
 */
export function digitsOf(
  node: FormNode,
  decimals: number | undefined,
): { whole: number; negative: boolean } | undefined {
  const { minimum, maximum } = node.range;
  if (minimum === undefined || maximum === undefined) return undefined;
  const largest = valueText(Math.max(Math.abs(minimum), Math.abs(maximum)))!;
  const written = decimalText(largest, { decimals, scale: 0, german: false })!;
  return { whole: written.split('.')[0]!.length, negative: minimum < 0 };
}
