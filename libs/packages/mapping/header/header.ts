import type { SourceFile } from '#source-file';
import { type ElementDeclaration, type SchemaSet, slotsOf, type TypeDefinition } from '#xoev';
import type { Fragments } from '../language/fragments.js';
import type { MapContent, MapEntry } from '../language/language.js';
import { joined, MapParser, NO_CONTENT } from '../language/parse.js';
import { HEADER_PROFILES, type HeaderFacts } from './header-profiles.js';

/** A header of a package's own, in the mapping language; it may begin with a profile. */
export interface HeaderFile {
  profile?: string;
  map: unknown;
}

/** Where the header of a package's messages comes from: a profile by its name, or a file. */
export type HeaderSource =
  | { profile: string; file: SourceFile<unknown> }
  | { file: SourceFile<HeaderFile>; fragments: Fragments };

/** What the header fills, as if it stood in the mapping. */
export function headerContent(
  source: HeaderSource,
  root: ElementDeclaration,
  facts: HeaderFacts,
  set: SchemaSet,
): MapContent {
  const { file } = source;
  if ('profile' in source) {
    return { ...NO_CONTENT, entries: profileEntries(source.profile, file, root, facts, set) };
  }
  if (!source.file.usable) return NO_CONTENT;
  const { profile, map } = source.file.value;
  const own = new MapParser(file, source.fragments).map(map, ['map']);
  if (profile === undefined) return own;
  const entries = profileEntries(profile, file, root, facts, set);
  return joined([{ ...NO_CONTENT, entries }], own, file, ['map']);
}

/** The targets that a profile fills. */
export function profileEntries(
  name: string,
  file: SourceFile<unknown>,
  root: ElementDeclaration,
  facts: HeaderFacts,
  set: SchemaSet,
): MapEntry[] {
  const map = HEADER_PROFILES[name]?.map(facts) ?? {};
  const present: Record<string, unknown> = {};
  for (const [target, source] of Object.entries(map)) {
    const mark = /[?!]$/.exec(target)?.[0];
    const path = mark === undefined ? target : target.slice(0, -1);
    const least = mark === '!' ? 1 : 0;
    if (mark === undefined || leadsSomewhere(root.type, path.split('/'), least, set)) {
      present[path] = source;
    }
  }
  const { entries } = new MapParser(file, new Map()).map(present, ['header']);
  // A profile has no lines of its own: what does not fit is said of the package's choice.
  return entries.map((entry) => ({ ...entry, at: ['header'] }));
}

/** Whether a type has what a path names, at its end at least `least` times. */
export function leadsSomewhere(
  type: TypeDefinition,
  [step, ...rest]: readonly string[],
  least: number,
  set: SchemaSet,
): boolean {
  if (step === undefined) return true;
  if (type.kind !== 'complex') return false;
  if (step.startsWith('@')) return type.attributes.some(({ name }) => name.local === step.slice(1));
  const slot = slotsOf(type, set).find(
    ({ element, minimum, maximum }) =>
      element.name.local === step && maximum > 0 && (rest.length > 0 || minimum >= least),
  );
  return slot !== undefined && leadsSomewhere(slot.element.type, rest, least, set);
}
