import { structuredPatch } from 'diff';

/** How many lines of a difference are shown; the rest is counted. */
const MAXIMUM = 40;

/**
 * How a message differs from the one that was expected: the line of the first difference, and a text that people
 * can read, with `-` before what was expected and `+` before what came. Undefined where nothing differs.
 */
export function messageDifference(
  expected: string,
  actual: string,
): { line: number; message: string } | undefined {
  if (expected === actual) return undefined;
  const { hunks } = structuredPatch('', '', expected, actual, '', '', { context: 1 });
  const first = hunks[0];
  if (first === undefined) return undefined;
  const lines = hunks.flatMap((hunk) => [`@ line ${hunk.oldStart}`, ...hunk.lines]);
  const changed = first.lines.findIndex((line) => !line.startsWith(' '));
  const shown = lines.slice(0, MAXIMUM).map((line) => `    ${line}`);
  if (lines.length > MAXIMUM) shown.push(`    ... and ${lines.length - MAXIMUM} more lines`);
  return {
    line: first.oldStart + changed,
    message: ['The example gives another message; check --update accepts it:', ...shown].join('\n'),
  };
}
