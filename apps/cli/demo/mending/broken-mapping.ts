import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#domain';

const FILE = 'steuern/mappings/steuern.hundesteueranmeldung.0010.yaml';
const RIGHT = '  haltung/beginn: haltung.beginn\n';
/** Points instead of hyphens: a date that the check of the packages cannot know, and that no schema takes. */
const WRONG = `  haltung/beginn: { expression: "$replace(data.haltung.beginn, '-', '.')" }\n`;

/** The service whose mapping is broken. */
export const BROKEN_SERVICE = '99102013104000';

/** Breaks a mapping in the demo's own copy of the packages. Returns what mends it. */
export async function breakMapping(packages: string): Promise<() => Promise<void>> {
  const file = join(packages, FILE);
  const right = await readFile(file, 'utf8');
  const wrong = right.replace(RIGHT, () => WRONG);
  if (wrong === right) throw new Failure('internal', `${FILE} has no line to break.`);
  await writeFile(file, wrong);
  return () => writeFile(file, right);
}
