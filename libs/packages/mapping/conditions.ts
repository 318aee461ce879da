import type { Condition, Subject } from './language.js';

/** A condition that looks at one thing. */
export type Test = Condition & { subject: Subject };

/** Compiles a condition over whatever `readerOf` reads its subjects from. */
export function compileCondition<S>(
  condition: Condition,
  readerOf: (test: Test) => (scope: S) => unknown,
): (scope: S) => boolean {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const parts = condition.conditions.map((one) => compileCondition(one, readerOf));
      return condition.kind === 'all'
        ? (scope) => parts.every((part) => part(scope))
        : (scope) => parts.some((part) => part(scope));
    }
    case 'not': {
      const inner = compileCondition(condition.condition, readerOf);
      return (scope) => !inner(scope);
    }
    case 'present': {
      const read = readerOf(condition);
      return (scope) => isPresent(read(scope)) === condition.present;
    }
    case 'equals': {
      const read = readerOf(condition);
      const values = new Set<unknown>(condition.values);
      return (scope) => {
        const value = read(scope);
        return Array.isArray(value) ? value.some((item) => values.has(item)) : values.has(value);
      };
    }
  }
}

/** Present is what is neither absent nor empty nor false. */
export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
