import type { Path, SourceFile } from '#source-file';
import { DEFAULT_ZONE } from '../values/moments.js';
import {
  type Alternative,
  FACT_KINDS,
  type FactKind,
  type MapContent,
  type Source,
} from './language.js';
import { parseCondition } from './parse-condition.js';

export type Form = Readonly<Record<string, unknown>>;

/** What the forms of a source need of whoever reads the file that they stand in. */
export interface Reading {
  file: SourceFile<unknown>;
  map(value: unknown, at: Path): MapContent;
  source(value: unknown, at: Path): Source;
}

interface SourceForm {
  /** What may stand beside the key that tells the form. */
  beside: readonly string[];
  /** Undefined for what could not be read, and was reported. */
  read(form: Form, at: Path, reading: Reading): Source | undefined;
}

/** The forms of a source, by the key that tells them. Those that take `map` along come before `map` itself. */
export const SOURCE_FORMS: Readonly<Record<string, SourceForm>> = {
  constant: { beside: [], read: constant },
  ...Object.fromEntries(FACT_KINDS.map((kind) => [kind, { beside: [], read: fact(kind) }])),
  code: { beside: ['list', 'key', 'translate', 'name'], read: code },
  each: { beside: ['map', 'use'], read: within('each') },
  from: { beside: ['map', 'use'], read: within('from') },
  attachments: { beside: ['map', 'use'], read: attachments },
  when: { beside: ['map', 'use', 'otherwise'], read: when },
  choose: { beside: [], read: chosen },
  date: { beside: ['reads', 'zone'], read: moment('date') },
  dateTime: { beside: ['reads', 'zone'], read: moment('dateTime') },
  time: { beside: ['reads', 'zone'], read: moment('time') },
  number: { beside: ['decimals', 'scale', 'reads'], read: number },
  orNil: {
    beside: [],
    read: (form, at, { source }) => ({
      kind: 'orNil',
      source: source(form.orNil, [...at, 'orNil']),
      at,
    }),
  },
  expression: { beside: [], read: expression },
  todo: { beside: ['map', 'use'], read: todo },
  map: {
    beside: [],
    read: (form, at, { map }) => ({ kind: 'group', content: map(form.map, [...at, 'map']), at }),
  },
};

function fact(kind: FactKind): SourceForm['read'] {
  return (form, at, { file }) => {
    const path = text(form[kind], [...at, kind], file);
    return path === undefined ? undefined : { kind, path, at };
  };
}

function constant({ constant: value }: Form, at: Path, { file }: Reading): Source | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') {
    return { kind: 'constant', value: String(value), at };
  }
  // YAML reads 1.0 as 1 and 007 as 7.
  file.report([...at, 'constant'], 'A constant is a text; write it in quotes');
  return undefined;
}

function expression(form: Form, at: Path, { file }: Reading): Source | undefined {
  const said = text(form.expression, [...at, 'expression'], file);
  return said === undefined ? undefined : { kind: 'expression', text: said, at };
}

function todo(form: Form, at: Path, reading: Reading): Source | undefined {
  const needed = text(form.todo, [...at, 'todo'], reading.file);
  const inner = innerOf(form, at, reading);
  return needed === undefined ? undefined : { kind: 'todo', needed, inner, at };
}

function within(kind: 'each' | 'from'): SourceForm['read'] {
  return (form, at, reading) => {
    const path = text(form[kind], [...at, kind], reading.file);
    const inner = innerOf(form, at, reading) ?? itself(at);
    return path === undefined ? undefined : { kind, path, inner, at };
  };
}

function attachments(form: Form, at: Path, reading: Reading): Source | undefined {
  const purpose = text(form.attachments, [...at, 'attachments'], reading.file);
  const inner = innerOf(form, at, reading) ?? itself(at);
  return purpose === undefined ? undefined : { kind: 'attachments', purpose, inner, at };
}

function itself(at: Path): Source {
  return { kind: 'path', path: '.', at };
}

function moment(kind: 'date' | 'dateTime' | 'time'): SourceForm['read'] {
  return (form, at, { file, source }) => ({
    kind,
    source: source(form[kind], [...at, kind]),
    reads: optionalText(form, 'reads', at, file),
    zone: optionalText(form, 'zone', at, file) ?? DEFAULT_ZONE,
    at,
  });
}

function number(form: Form, at: Path, { file, source }: Reading): Source {
  const whole = (name: 'decimals' | 'scale', minimum: number) => {
    const given = form[name];
    if (given === undefined) return undefined;
    if (Number.isInteger(given) && Math.abs(given as number) <= 18 && Number(given) >= minimum) {
      return given as number;
    }
    file.report([...at, name], `${name} is a whole number from ${minimum} to 18`);
    return undefined;
  };
  if (form.reads !== undefined && form.reads !== 'german') {
    file.report([...at, 'reads'], 'reads is german (1.234,56), or is left out');
  }
  return {
    kind: 'number',
    source: source(form.number, [...at, 'number']),
    decimals: whole('decimals', 0),
    scale: whole('scale', -18) ?? 0,
    german: form.reads === 'german',
    at,
  };
}

function code(form: Form, at: Path, { file, source }: Reading): Source | undefined {
  let translate: Map<string, string> | undefined;
  if (form.translate !== undefined) {
    if (!isForm(form.translate)) {
      file.report([...at, 'translate'], 'A map of the form’s value to the code is needed here');
      return undefined;
    }
    translate = new Map();
    for (const [local, target] of Object.entries(form.translate)) {
      if (typeof target === 'string') translate.set(local, target);
      else file.report([...at, 'translate', local], 'Write the code in quotes: codes are text');
    }
  }
  return {
    kind: 'code',
    source: source(form.code, [...at, 'code']),
    list: optionalText(form, 'list', at, file),
    key: optionalText(form, 'key', at, file),
    translate,
    name: form.name === true,
    at,
  };
}

/** The short form of a choice between one source and, perhaps, another. */
function when(form: Form, at: Path, reading: Reading): Source | undefined {
  const condition = parseCondition(reading.file, form.when, [...at, 'when']);
  const use = innerOf(form, at, reading);
  if (use === undefined) reading.file.report(at, 'use is missing');
  if (condition === undefined || use === undefined) return undefined;
  const alternatives: Alternative<Source>[] = [{ condition, use, at }];
  if (Object.hasOwn(form, 'otherwise')) {
    const otherwise = reading.source(form.otherwise, [...at, 'otherwise']);
    alternatives.push({ condition: undefined, use: otherwise, at: [...at, 'otherwise'] });
  }
  return { kind: 'choose', alternatives, at };
}

function chosen(form: Form, at: Path, reading: Reading): Source | undefined {
  const alternatives = readAlternatives(form.choose, at, reading.file, (item, place) => {
    const use = innerOf(item, place, reading);
    if (use === undefined) reading.file.report(place, 'An alternative has a map, or use');
    return use;
  });
  return alternatives.length === 0 ? undefined : { kind: 'choose', alternatives, at };
}

/** What is done with an item or in an alternative: a map of its parts, or another source. */
function innerOf(form: Form, at: Path, { file, map, source }: Reading): Source | undefined {
  if (Object.hasOwn(form, 'use')) {
    if (Object.hasOwn(form, 'map')) file.report([...at, 'use'], 'Either map or use, not both');
    return source(form.use, [...at, 'use']);
  }
  if (!Object.hasOwn(form, 'map')) return undefined;
  return { kind: 'group', content: map(form.map, [...at, 'map']), at };
}

/** The alternatives of a `choose`, each with what `read` makes of it. */
export function readAlternatives<T>(
  value: unknown,
  at: Path,
  file: SourceFile<unknown>,
  read: (form: Form, at: Path) => T | undefined,
): Alternative<T>[] {
  const place = [...at, 'choose'];
  if (!Array.isArray(value) || value.length === 0) {
    file.report(place, 'choose needs a list of alternatives: when and map, or when and use');
    return [];
  }
  const alternatives: Alternative<T>[] = [];
  for (const [index, item] of value.entries()) {
    const here = [...place, index];
    if (!isForm(item)) {
      file.report(here, 'An alternative has when, and map or use');
      continue;
    }
    for (const key of Object.keys(item)) {
      if (['when', 'map', 'use'].includes(key)) continue;
      file.report([...here, key], `${key} is not known in an alternative`);
    }
    const always = item.when === undefined;
    if (always && index < value.length - 1) {
      file.report(here, 'Without when it always applies; the alternatives below never do');
    }
    const condition = always ? undefined : parseCondition(file, item.when, [...here, 'when']);
    const use = read(item, here);
    if (use === undefined || (condition === undefined && !always)) continue;
    alternatives.push({ condition, use, at: here });
  }
  return alternatives;
}

function optionalText(form: Form, name: string, at: Path, file: SourceFile<unknown>) {
  return form[name] === undefined ? undefined : text(form[name], [...at, name], file);
}

export function text(value: unknown, at: Path, file: SourceFile<unknown>): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  file.report(at, `${at.at(-1)} needs a text`);
  return undefined;
}

export function isForm(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
