import { SourceFile } from '#source-file';
import type { ElementDeclaration, SchemaSet } from '#xoev';
import { headerEntries, leadsSomewhere } from '../mapping/header.js';
import { HEADER_PROFILES } from '../mapping/header-profiles.js';
import type { MapEntry } from '../mapping/language.js';

/** The header profile that fits a message, and what it fills. */
export interface HeaderChoice {
  profile: string;
  /** By the targets, from the root. */
  filled: ReadonlyMap<string, MapEntry>;
}

/** The profile with the most of its targets in the message, of those that the message has all demanded targets of. */
export function chooseHeader(
  root: ElementDeclaration,
  standard: { name: string; version: string },
  set: SchemaSet,
): HeaderChoice {
  let best: HeaderChoice = { profile: 'none', filled: new Map() };
  const facts = { standard, messageType: { code: root.name.local, list: undefined } };
  for (const [profile, { map }] of Object.entries(HEADER_PROFILES)) {
    const demanded = Object.keys(map(facts)).filter((target) => !/[?!]$/.test(target));
    if (!demanded.every((target) => hasTarget(root, target, set))) continue;
    const file = new SourceFile<unknown>('package.yaml', '{}', 'yaml');
    const entries = headerEntries({ profile, file }, root, facts, set);
    const filled = new Map(entries.map((entry) => [entry.target.join('/'), entry]));
    if (filled.size > best.filled.size || (profile === 'none' && best.profile === 'none')) {
      best = { profile, filled };
    }
  }
  return best;
}

function hasTarget(root: ElementDeclaration, target: string, set: SchemaSet): boolean {
  return leadsSomewhere(root.type, target.split('/'), 0, set);
}
