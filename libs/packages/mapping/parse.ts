import { nearest, type Path, type SourceFile } from '#source-file';
import type { Fragments } from './fragments.js';
import {
  type Alternative,
  type Choose,
  FACT_KINDS,
  type MapContent,
  type MapEntry,
  type Repeat,
  type Source,
} from './language.js';
import { parseCondition } from './parse-condition.js';

type Form = Readonly<Record<string, unknown>>;

/** The forms a source may have: the key that tells it, and what may stand beside it. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  constant: [],
  ...Object.fromEntries(FACT_KINDS.map((kind) => [kind, []])),
  code: ['list', 'key', 'translate', 'name'],
  each: ['map', 'use'],
  from: ['map', 'use'],
  attachments: ['map', 'use'],
  when: ['map', 'use', 'otherwise'],
  choose: [],
  date: ['reads', 'zone'],
  dateTime: ['reads', 'zone'],
  time: ['reads', 'zone'],
  number: ['decimals', 'scale', 'reads'],
  orNil: [],
  expression: [],
  todo: ['map', 'use'],
  map: [],
};

/** Forms that use `map` as a companion come before `map` itself. */
const ORDER = Object.keys(FORMS);

/** Keys of a map that are no elements. */
const RESERVED = ['include', 'choose', 'repeat'];

export const DEFAULT_ZONE = 'Europe/Berlin';

/** Reads the maps and sources of one file; mistakes are reported to it with their line. */
export class MapParser {
  constructor(
    private readonly file: SourceFile<unknown>,
    private readonly fragments: Fragments,
    /** The fragments that are being read: one that includes itself would never end. */
    private readonly reading: readonly string[] = [],
  ) {}

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
    return this.#joined(included, own, at);
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
    const kind = ORDER.find((form) => Object.hasOwn(value, form));
    if (kind === undefined) {
      const given = Object.keys(value)[0] ?? '';
      const meant = nearest(given, ORDER);
      file.report(
        [...at, given],
        meant === undefined
          ? `A source is a path, or has one of ${ORDER.join(', ')}`
          : `${given} is no form of source; did you mean ${meant}?`,
      );
      return { kind: 'mistaken', at };
    }
    for (const key of Object.keys(value)) {
      if (key === kind || FORMS[kind]!.includes(key)) continue;
      file.report([...at, key], `${key} does not go with ${kind}`);
    }
    return this.#form(kind, value, at) ?? { kind: 'mistaken', at };
  }

  #form(kind: string, value: Form, at: Path): Source | undefined {
    switch (kind) {
      case 'submission':
      case 'landscape':
      case 'message':
      case 'setting': {
        const path = this.#text(value[kind], [...at, kind]);
        return path === undefined ? undefined : { kind, path, at };
      }
      case 'constant':
        return this.#constant(value.constant, at);
      case 'expression': {
        const text = this.#text(value.expression, [...at, kind]);
        return text === undefined ? undefined : { kind, text, at };
      }
      case 'date':
      case 'dateTime':
      case 'time':
        return {
          kind,
          source: this.source(value[kind], [...at, kind]),
          reads: this.#optionalText(value, 'reads', at),
          zone: this.#optionalText(value, 'zone', at) ?? DEFAULT_ZONE,
          at,
        };
      case 'number':
        return this.#number(value, at);
      case 'orNil':
        return { kind, source: this.source(value.orNil, [...at, kind]), at };
      case 'code':
        return this.#code(value, at);
      case 'each':
      case 'from': {
        const path = this.#text(value[kind], [...at, kind]);
        const inner = this.#inner(value, at) ?? { kind: 'path', path: '.', at };
        return path === undefined ? undefined : { kind, path, inner, at };
      }
      case 'attachments': {
        const purpose = this.#text(value.attachments, [...at, kind]);
        const inner = this.#inner(value, at) ?? { kind: 'path', path: '.', at };
        return purpose === undefined ? undefined : { kind, purpose, inner, at };
      }
      case 'todo': {
        const needed = this.#text(value.todo, [...at, kind]);
        const inner = this.#inner(value, at);
        return needed === undefined ? undefined : { kind, needed, inner, at };
      }
      case 'when':
        return this.#when(value, at);
      case 'choose':
        return this.#chosen(value.choose, at);
      default:
        return { kind: 'group', content: this.map(value.map, [...at, 'map']), at };
    }
  }

  #constant(value: unknown, at: Path): Source | undefined {
    if (typeof value === 'string' || typeof value === 'boolean') {
      return { kind: 'constant', value: String(value), at };
    }
    // YAML reads 1.0 as 1 and 007 as 7.
    this.file.report([...at, 'constant'], 'A constant is a text; write it in quotes');
    return undefined;
  }

  #number(value: Form, at: Path): Source {
    const whole = (name: 'decimals' | 'scale', minimum: number) => {
      const given = value[name];
      if (given === undefined) return undefined;
      if (Number.isInteger(given) && Math.abs(given as number) <= 18 && Number(given) >= minimum) {
        return given as number;
      }
      this.file.report([...at, name], `${name} is a whole number from ${minimum} to 18`);
      return undefined;
    };
    if (value.reads !== undefined && value.reads !== 'german') {
      this.file.report([...at, 'reads'], 'reads is german (1.234,56), or is left out');
    }
    return {
      kind: 'number',
      source: this.source(value.number, [...at, 'number']),
      decimals: whole('decimals', 0),
      scale: whole('scale', -18) ?? 0,
      german: value.reads === 'german',
      at,
    };
  }

  #code(value: Form, at: Path): Source | undefined {
    const source = this.source(value.code, [...at, 'code']);
    const list = this.#optionalText(value, 'list', at);
    const key = this.#optionalText(value, 'key', at);
    let translate: Map<string, string> | undefined;
    if (value.translate !== undefined) {
      if (!isForm(value.translate)) {
        this.file.report(
          [...at, 'translate'],
          'A map of the form’s value to the code is needed here',
        );
        return undefined;
      }
      translate = new Map();
      for (const [local, target] of Object.entries(value.translate)) {
        if (typeof target === 'string') translate.set(local, target);
        else
          this.file.report([...at, 'translate', local], 'Write the code in quotes: codes are text');
      }
    }
    return { kind: 'code', source, list, key, translate, name: value.name === true, at };
  }

  /** What is done with an item or in an alternative: a map of its parts, or another source. */
  #inner(value: Form, at: Path): Source | undefined {
    if (Object.hasOwn(value, 'use')) {
      if (Object.hasOwn(value, 'map')) {
        this.file.report([...at, 'use'], 'Either map or use, not both');
      }
      return this.source(value.use, [...at, 'use']);
    }
    if (!Object.hasOwn(value, 'map')) return undefined;
    return { kind: 'group', content: this.map(value.map, [...at, 'map']), at };
  }

  /** The short form of a choice between one source and, perhaps, another. */
  #when(value: Form, at: Path): Source | undefined {
    const condition = parseCondition(this.file, value.when, [...at, 'when']);
    const use = this.#inner(value, at);
    if (use === undefined) this.file.report(at, 'use is missing');
    if (condition === undefined || use === undefined) return undefined;
    const alternatives: Alternative<Source>[] = [{ condition, use, at }];
    if (Object.hasOwn(value, 'otherwise')) {
      const otherwise = this.source(value.otherwise, [...at, 'otherwise']);
      alternatives.push({ condition: undefined, use: otherwise, at: [...at, 'otherwise'] });
    }
    return { kind: 'choose', alternatives, at };
  }

  #chosen(value: unknown, at: Path): Source | undefined {
    const alternatives = this.#alternatives(value, at, (form, place) => {
      const use = this.#inner(form, place);
      if (use === undefined) this.file.report(place, 'An alternative has a map, or use');
      return use;
    });
    return alternatives.length === 0 ? undefined : { kind: 'choose', alternatives, at };
  }

  /** `choose` in a map: each alternative adds its map to the one that it stands in. */
  #choose(value: unknown, at: Path): Choose {
    const alternatives = this.#alternatives(value, at, (form, place) => {
      if (form.map !== undefined && form.use === undefined) {
        return this.map(form.map, [...place, 'map']);
      }
      this.file.report(place, 'An alternative in a map has a map of its own');
      return undefined;
    });
    return { alternatives, at: [...at, 'choose'], file: this.file };
  }

  #alternatives<T>(
    value: unknown,
    at: Path,
    read: (form: Form, at: Path) => T | undefined,
  ): Alternative<T>[] {
    const place = [...at, 'choose'];
    if (!Array.isArray(value) || value.length === 0) {
      this.file.report(place, 'choose needs a list of alternatives: when and map, or when and use');
      return [];
    }
    const alternatives: Alternative<T>[] = [];
    for (const [index, item] of value.entries()) {
      const here = [...place, index];
      if (!isForm(item)) {
        this.file.report(here, 'An alternative has when, and map or use');
        continue;
      }
      for (const key of Object.keys(item)) {
        if (['when', 'map', 'use'].includes(key)) continue;
        this.file.report([...here, key], `${key} is not known in an alternative`);
      }
      const always = item.when === undefined;
      if (always && index < value.length - 1) {
        this.file.report(here, 'Without when it always applies; the alternatives below never do');
      }
      const condition = always
        ? undefined
        : parseCondition(this.file, item.when, [...here, 'when']);
      const use = read(item, here);
      if (use === undefined || (condition === undefined && !always)) continue;
      alternatives.push({ condition, use, at: here });
    }
    return alternatives;
  }

  #repeats(value: unknown, at: Path): Repeat[] {
    const given = Array.isArray(value) ? value : [value];
    return given.flatMap((item, index) => {
      const here = Array.isArray(value) ? [...at, index] : at;
      const path = isForm(item) ? this.#text(item.each, [...here, 'each']) : undefined;
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
    if (this.reading.includes(known)) {
      this.file.report(at, `The fragment ${known} includes itself`);
      return NO_CONTENT;
    }
    const parser = new MapParser(fragment.file, this.fragments, [...this.reading, known]);
    return parser.map(fragment.map, fragment.at);
  }

  #joined(included: readonly MapContent[], own: MapContent, at: Path): MapContent {
    const parts = [...included, own];
    const [choose, second] = parts.map((part) => part.choose).filter((one) => one !== undefined);
    if (second !== undefined) {
      this.file.report(
        at,
        'A map has one choose; write the second into an alternative of the first',
      );
    }
    const entries = included.flatMap((part) => part.entries);
    return {
      entries: [...withoutOverridden(entries, own.entries), ...own.entries],
      repeats: parts.flatMap(({ repeats }) => repeats),
      choose,
    };
  }

  #optionalText(value: Form, name: string, at: Path): string | undefined {
    return value[name] === undefined ? undefined : this.#text(value[name], [...at, name]);
  }

  #text(value: unknown, at: Path): string | undefined {
    if (typeof value === 'string' && value !== '') return value;
    this.file.report(at, `${at.at(-1)} needs a text`);
    return undefined;
  }
}

/** What a map says itself wins over what it takes from elsewhere. */
export function withoutOverridden(
  taken: readonly MapEntry[],
  own: readonly MapEntry[],
): MapEntry[] {
  const targets = own.map(({ target }) => target.join('/'));
  return taken.filter(({ target }) => {
    const path = target.join('/');
    return !targets.some((given) => given === path || given.startsWith(`${path}/`));
  });
}

export const NO_CONTENT: MapContent = { entries: [], repeats: [], choose: undefined };

function isForm(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
