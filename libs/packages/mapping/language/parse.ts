import { nearest, type Path, type SourceFile } from '#source-file';
import type { Fragments } from './fragments.js';
import type { Choose, MapContent, MapEntry, Repeat, Source } from './language.js';
import { isForm, type Reading, readAlternatives, SOURCE_FORMS, text } from './source-forms.js';

/** In the order in which a source is told. */
const FORMS = Object.keys(SOURCE_FORMS);

/** Keys of a map that are no elements. */
const RESERVED = ['include', 'choose', 'repeat'];

/** Reads the maps and sources of one file; mistakes are reported to it with their line. */
export class MapParser {
  readonly #reading: Reading;

  constructor(
    private readonly file: SourceFile<unknown>,
    private readonly fragments: Fragments,
    /** The fragments that are being read: one that includes itself would never end. */
    private readonly including: readonly string[] = [],
  ) {
    this.#reading = {
      file,
      map: (value, at) => this.map(value, at),
      source: (value, at) => this.source(value, at),
    };
  }

  /** A map of target to source, or the name of a fragment. */
  map(value: unknown, at: Path): MapContent {
    if (typeof value === 'string') return this.#included(value, at);
    if (!isForm(value)) {
      this.file.report(at, 'A map of target to source is needed here, or the name of a fragment');
      return NO_CONTENT;
    }
    const included: MapContent[] = [];
    if (value.include !== undefined) {
      const names = Array.isArray(value.include) ? value.include : [value.include];
      included.push(...names.map((name) => this.#included(name, [...at, 'include'])));
    }
    const { file } = this;
    const entries: MapEntry[] = [];
    for (const [key, source] of Object.entries(value)) {
      if (RESERVED.includes(key)) continue;
      const place = [...at, key];
      const target = key.split('/');
      if (target.some((step) => step === '')) {
        file.report(place, `${key} is not a path of element names joined by /`);
      } else {
        entries.push({ target, source: this.source(source, place), at: place, file });
      }
    }
    const own = {
      entries,
      repeats: value.repeat === undefined ? [] : this.#repeats(value.repeat, [...at, 'repeat']),
      choose: value.choose === undefined ? undefined : this.#choose(value.choose, at),
    };
    return joined(included, own, file, at);
  }

  source(value: unknown, at: Path): Source {
    if (typeof value === 'string') return { kind: 'path', path: value, at };
    if (Array.isArray(value)) {
      const sources = value.map((item, index) => this.source(item, [...at, index]));
      return { kind: 'several', sources, at };
    }
    const { file } = this;
    if (!isForm(value)) {
      const hint = typeof value === 'number' || typeof value === 'boolean';
      file.report(
        at,
        hint
          ? 'A source is a path or a form such as { constant: "x" }; write constants in quotes'
          : 'A source is a path or a form such as { constant: "x" }',
      );
      return { kind: 'mistaken', at };
    }
    const kind = FORMS.find((form) => Object.hasOwn(value, form));
    if (kind === undefined) {
      const given = Object.keys(value)[0] ?? '';
      const meant = nearest(given, FORMS);
      file.report(
        [...at, given],
        meant === undefined
          ? `A source is a path, or has one of ${FORMS.join(', ')}`
          : `${given} is no form of source; did you mean ${meant}?`,
      );
      return { kind: 'mistaken', at };
    }
    const { beside, read } = SOURCE_FORMS[kind]!;
    for (const key of Object.keys(value)) {
      if (key === kind || beside.includes(key)) continue;
      file.report([...at, key], `${key} does not go with ${kind}`);
    }
    return read(value, at, this.#reading) ?? { kind: 'mistaken', at };
  }

  /** `choose` in a map: each alternative adds its map to the one that it stands in. */
  #choose(value: unknown, at: Path): Choose {
    const alternatives = readAlternatives(value, at, this.file, (form, place) => {
      if (form.map !== undefined && form.use === undefined) {
        return this.map(form.map, [...place, 'map']);
      }
      this.file.report(place, 'An alternative in a map has a map of its own');
      return undefined;
    });
    return { alternatives, at: [...at, 'choose'], file: this.file };
  }

  #repeats(value: unknown, at: Path): Repeat[] {
    const given = Array.isArray(value) ? value : [value];
    return given.flatMap((item, index) => {
      const here = Array.isArray(value) ? [...at, index] : at;
      const path = isForm(item) ? text(item.each, [...here, 'each'], this.file) : undefined;
      if (!isForm(item) || path === undefined || item.map === undefined) {
        this.file.report(here, 'repeat has each (a list of the form) and map (what a group holds)');
        return [];
      }
      const content = this.map(item.map, [...here, 'map']);
      return [{ path, content, at: here, file: this.file }];
    });
  }

  #included(name: unknown, at: Path): MapContent {
    const fragment = typeof name === 'string' ? this.fragments.get(name) : undefined;
    if (fragment === undefined) {
      const meant = nearest(String(name), this.fragments.keys());
      const hint =
        meant !== undefined
          ? `; did you mean ${meant}?`
          : this.fragments.size === 0
            ? '; name the files with fragments in package.yaml'
            : `; known are ${[...this.fragments.keys()].join(', ')}`;
      this.file.report(at, `There is no fragment ${String(name)}${hint}`);
      return NO_CONTENT;
    }
    const known = String(name);
    if (this.including.includes(known)) {
      this.file.report(at, `The fragment ${known} includes itself`);
      return NO_CONTENT;
    }
    const parser = new MapParser(fragment.file, this.fragments, [...this.including, known]);
    return parser.map(fragment.map, fragment.at);
  }
}

/** A map with what it takes from elsewhere; what it says itself wins. */
export function joined(
  taken: readonly MapContent[],
  own: MapContent,
  file: SourceFile<unknown>,
  at: Path,
): MapContent {
  const parts = [...taken, own];
  const [choose, second] = parts.map((part) => part.choose).filter((one) => one !== undefined);
  if (second !== undefined) {
    file.report(at, 'A map has one choose; write the second into an alternative of the first');
  }
  const entries = taken.flatMap((part) => part.entries);
  return {
    entries: [...withoutOverridden(entries, own.entries), ...own.entries],
    repeats: parts.flatMap(({ repeats }) => repeats),
    choose,
  };
}

function withoutOverridden(taken: readonly MapEntry[], own: readonly MapEntry[]): MapEntry[] {
  return taken.filter((entry) => {
    const winner = own.find(({ target }) => isSaidTwice(entry.target, target));
    if (winner === undefined) return true;
    if (winner.target.length > entry.target.length && WHOLE.includes(entry.source.kind)) {
      const message = `${entry.target.join('/')} is filled as a whole by what is taken from elsewhere; say all of it here`;
      winner.file.report(winner.at, message);
    }
    return false;
  });
}

/** Sources that fill more than one element. */
const WHOLE = ['group', 'from', 'each', 'choose', 'several', 'attachments'];

/** Two targets of which one fills the other, or a part of it. An attribute goes along with any content. */
function isSaidTwice(one: readonly string[], other: readonly string[]): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.some((step, index) => step !== long[index])) return false;
  return long.length === short.length || !long[short.length]!.startsWith('@');
}

export const NO_CONTENT: MapContent = { entries: [], repeats: [], choose: undefined };
