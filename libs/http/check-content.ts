import { Failure, type Finding } from '#domain';

/** Objects and lists inside each other; deeper ones are an attack or a mistake, and recursion needs a bound. */
export const DEEPEST_NESTING = 64;

/** Names with a meaning of their own in JavaScript: never a field, and a trap for every program that copies objects. */
const TRAPS: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/**
 * What JSON allows and no message can carry: half characters (a surrogate without its partner), NUL, numbers that
 * would be changed by reading them, field names that are a trap.
 *
 * @param escapes whether the text contains `\u` at all; in valid UTF-8 such characters can come from nowhere else
 * @throws Failure `malformed` where the nesting is deeper than {@link DEEPEST_NESTING}
 */
export function checkContent(value: unknown, escapes: boolean): Finding[] {
  if (isSound(value, escapes, 0)) return [];
  const findings: Finding[] = [];
  collect(value, '', findings);
  return findings;
}

function isSound(value: unknown, escapes: boolean, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return !escapes || isSoundText(value);
    case 'number':
      return isExact(value);
    case 'object':
      if (value === null) return true;
      if (depth >= DEEPEST_NESTING) {
        throw new Failure('malformed', `Nested deeper than ${DEEPEST_NESTING} levels.`);
      }
      if (Array.isArray(value)) {
        for (const item of value) if (!isSound(item, escapes, depth + 1)) return false;
        return true;
      }
      for (const name in value) {
        if (TRAPS.has(name) || (escapes && !isSoundText(name))) return false;
        if (!isSound((value as Record<string, unknown>)[name], escapes, depth + 1)) return false;
      }
  }
  return true;
}

function isSoundText(text: string): boolean {
  return isWellFormed.call(text) && !text.includes('\0');
}

/** In ES2024 and in Node 20, not yet in the library of ES2023. */
const isWellFormed = (String.prototype as unknown as { isWellFormed(): boolean }).isWellFormed;

function isExact(number: number): boolean {
  return Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
}

function collect(value: unknown, pointer: string, findings: Finding[]): void {
  if (typeof value === 'string') {
    if (!isSoundText(value)) findings.push(unsoundText(pointer));
  } else if (typeof value === 'number') {
    if (!isExact(value)) {
      findings.push({
        pointer,
        code: 'inexact-number',
        detail: 'The number is too large to be read exactly. Send it as text.',
      });
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, `${pointer}/${index}`, findings);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) {
      const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (TRAPS.has(name)) {
        findings.push({
          pointer: at,
          code: 'unknown-field',
          detail: 'This name is not allowed for a field.',
        });
      } else if (!isSoundText(name)) {
        findings.push(unsoundText(pointer));
      } else {
        collect(item, at, findings);
      }
    }
  }
}

function unsoundText(pointer: string): Finding {
  return {
    pointer,
    code: 'invalid-character',
    detail: 'The text contains NUL or half of a surrogate pair, which is no character.',
  };
}
