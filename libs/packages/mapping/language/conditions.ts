import { nearest, type SourceFile } from '#source-file';
import { valueText } from '../values/value-text.js';
import type { Condition, Subject } from './language.js';

/** A condition that looks at one thing. */
export type Test = Condition & { subject: Subject };

/**
 * Asks what a test looks at. `holds` says it of one value; `negated` where the condition holds if the test does not,
 * as below `not`.
 */
export type Asking<S> = (
  test: Test,
  holds: (value: unknown) => boolean,
  negated: boolean,
) => (scope: S) => boolean;

/** Compiles a condition over whatever `asking` reads its subjects from. */
export function compileCondition<S>(
  condition: Condition,
  asking: Asking<S>,
  negated = false,
): (scope: S) => boolean {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const parts = condition.conditions.map((one) => compileCondition(one, asking, negated));
      return condition.kind === 'all'
        ? (scope) => parts.every((part) => part(scope))
        : (scope) => parts.some((part) => part(scope));
    }
    case 'not': {
      const inner = compileCondition(condition.condition, asking, !negated);
      return (scope) => !inner(scope);
    }
    case 'present': {
      const { present } = condition;
      const there = asking(condition, isPresent, negated === present);
      return present ? there : (scope) => !there(scope);
    }
    case 'equals':
      return asking(condition, equalsOne(condition.values), negated);
  }
}

/** What a condition says of one value, where it looks at one thing alone. */
export function holdsOf(test: Test): (value: unknown) => boolean {
  if (test.kind === 'equals') return equalsOne(test.values);
  const present = test.kind !== 'present' || test.present;
  return (value) => isPresent(value) === present;
}

/** Present is what is neither absent nor empty nor false. */
export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Reports the values that a test waits for in vain, where it is known which there are. */
export function reportNever(
  test: Test,
  allowed: readonly string[],
  file: SourceFile<unknown>,
): void {
  if (test.kind !== 'equals' || allowed.length === 0) return;
  const { kind, path } = test.subject;
  for (const value of test.values.map(String)) {
    if (allowed.includes(value)) continue;
    const meant = nearest(value, allowed);
    const hint = meant === undefined ? `it is ${allowed.join(' or ')}` : `did you mean ${meant}?`;
    file.report(
      test.at,
      kind === 'path'
        ? `The form never gives ${value} for ${path}; it gives ${allowed.join(', ')}`
        : `${kind} ${path} is never ${value}; ${hint}`,
    );
  }
}

/** By their text: a form may write a number or a boolean either way. Of a list, one item is enough. */
function equalsOne(values: readonly (string | number | boolean)[]): (value: unknown) => boolean {
  const texts = new Set(values.map(valueText));
  const isOne = (value: unknown) => {
    const text = valueText(value);
    return text !== undefined && texts.has(text);
  };
  return (value) => (Array.isArray(value) ? value.some(isOne) : isOne(value));
}
