import { SourceFile } from '#source-file';
import type { ElementDeclaration, SchemaSet } from '#xoev';
import { CodeLists } from '../code-lists.js';
import { leadsSomewhere, profileEntries } from '../mapping/header/header.js';
import { HEADER_PROFILES } from '../mapping/header/header-profiles.js';
import { typeCodeOf } from '../mapping/header/type-code.js';
import type { MapEntry } from '../mapping/language/language.js';

/** The header profile that fits a message, and what it fills. */
export class HeaderChoice {
  readonly #filled: ReadonlyMap<string, MapEntry>;

  constructor(
    readonly profile: string,
    entries: readonly MapEntry[],
  ) {
    this.#filled = new Map(entries.map((entry) => [entry.target.join('/'), entry]));
  }

  /** How many targets it fills. */
  get size(): number {
    return this.#filled.size;
  }

  /** What fills a target, named from the root. */
  entry(path: string): MapEntry | undefined {
    return this.#filled.get(path);
  }

  /** Whether it fills an element or something in it. */
  reaches(full: readonly string[]): boolean {
    if (full.length === 0) return false;
    const path = full.join('/');
    return [...this.#filled.keys()].some(
      (target) => target === path || target.startsWith(`${path}/`),
    );
  }
}

/** Of the profiles whose demanded targets the message all has, the one that fills most; `none` fits any. */
export function chooseHeader(
  root: ElementDeclaration,
  standard: { name: string; version: string },
  set: SchemaSet,
): HeaderChoice {
  const messageType = typeCodeOf(root, undefined, new CodeLists(new Map()), set);
  const facts = { standard, messageType };
  const file = new SourceFile<unknown>('package.yaml', '{}', 'yaml');
  const choiceOf = (profile: string) =>
    new HeaderChoice(profile, profileEntries(profile, file, root, facts, set));
  let best = choiceOf('none');
  for (const [profile, { map }] of Object.entries(HEADER_PROFILES)) {
    const demanded = Object.keys(map(facts)).filter((target) => !/[?!]$/.test(target));
    const fits = demanded.every((target) => leadsSomewhere(root.type, target.split('/'), 0, set));
    const choice = fits ? choiceOf(profile) : best;
    if (choice.size > best.size) best = choice;
  }
  return best;
}
