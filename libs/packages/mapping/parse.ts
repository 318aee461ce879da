import { nearest, type Path, type SourceFile } from '#source-file';
import type { Condition, MapEntry, Source } from './language.js';

type Form = Readonly<Record<string, unknown>>;

/** The forms a source may have: the key that tells it, and what may stand beside it. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  constant: [],
  submission: [],
  landscape: [],
  message: [],
  code: ['list', 'translate', 'name'],
  each: ['map', 'use'],
  from: ['map', 'use'],
  attachments: ['map', 'use'],
  when: ['use', 'otherwise'],
  date: [],
  expression: [],
  map: [],
};

/** Forms that use `map` as a companion come before `map` itself. */
const ORDER = Object.keys(FORMS);

/** Reads the `map` of a mapping file; mistakes are reported to the file with their line. */
export function parseEntries(file: SourceFile<unknown>, map: unknown, at: Path): MapEntry[] {
  if (!isForm(map)) {
    file.report(at, 'A map of target to source is needed here');
    return [];
  }
  const entries: MapEntry[] = [];
  for (const [key, value] of Object.entries(map)) {
    const place = [...at, key];
    const target = key.split('/');
    if (target.some((step) => step === '')) {
      file.report(place, `${key} is not a path of element names joined by /`);
      continue;
    }
    entries.push({ target, source: parseSource(file, value, place), at: place });
  }
  return entries;
}

function parseSource(file: SourceFile<unknown>, value: unknown, at: Path): Source {
  if (typeof value === 'string') return { kind: 'path', path: value, at };
  if (Array.isArray(value)) {
    const sources = value.map((item, index) => parseSource(file, item, [...at, index]));
    return { kind: 'several', sources, at };
  }
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
  return form(file, kind, value, at) ?? { kind: 'mistaken', at };
}

function form(file: SourceFile<unknown>, kind: string, value: Form, at: Path): Source | undefined {
  switch (kind) {
    case 'submission':
    case 'landscape':
    case 'message': {
      const path = text(file, value[kind], [...at, kind]);
      return path === undefined ? undefined : { kind, path, at };
    }
    case 'constant':
      return constant(file, value.constant, at);
    case 'expression': {
      const expression = text(file, value.expression, [...at, kind]);
      return expression === undefined ? undefined : { kind, text: expression, at };
    }
    case 'date': {
      const source = parseSource(file, value.date, [...at, kind]);
      return { kind, source, at };
    }
    case 'code':
      return code(file, value, at);
    case 'each':
    case 'from': {
      const path = text(file, value[kind], [...at, kind]);
      const inner = innerOf(file, value, at);
      return path === undefined ? undefined : { kind, path, inner, at };
    }
    case 'attachments': {
      const purpose = text(file, value.attachments, [...at, kind]);
      const inner = innerOf(file, value, at);
      return purpose === undefined ? undefined : { kind, purpose, inner, at };
    }
    case 'when':
      return when(file, value, at);
    default:
      return { kind: 'group', entries: parseEntries(file, value.map, [...at, 'map']), at };
  }
}

function constant(file: SourceFile<unknown>, value: unknown, at: Path): Source | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') {
    return { kind: 'constant', value: String(value), at };
  }
  // YAML reads 1.0 as 1 and 007 as 7.
  file.report([...at, 'constant'], 'A constant is a text; write it in quotes');
  return undefined;
}

/** What is done with each item: a map of its parts, another source, or the item itself. */
function innerOf(file: SourceFile<unknown>, value: Form, at: Path): Source {
  if (Object.hasOwn(value, 'use')) {
    if (Object.hasOwn(value, 'map')) file.report([...at, 'use'], 'Either map or use, not both');
    return parseSource(file, value.use, [...at, 'use']);
  }
  if (!Object.hasOwn(value, 'map')) return { kind: 'path', path: '.', at };
  return { kind: 'group', entries: parseEntries(file, value.map, [...at, 'map']), at };
}

function code(file: SourceFile<unknown>, value: Form, at: Path): Source | undefined {
  const source = parseSource(file, value.code, [...at, 'code']);
  const list = value.list === undefined ? undefined : text(file, value.list, [...at, 'list']);
  let translate: Map<string, string> | undefined;
  if (value.translate !== undefined) {
    if (!isForm(value.translate)) {
      file.report([...at, 'translate'], 'A map of the form’s value to the code is needed here');
      return undefined;
    }
    translate = new Map();
    for (const [local, target] of Object.entries(value.translate)) {
      if (typeof target === 'string') translate.set(local, target);
      else file.report([...at, 'translate', local], 'Write the code in quotes: codes are text');
    }
  }
  return { kind: 'code', source, list, translate, name: value.name === true, at };
}

function when(file: SourceFile<unknown>, value: Form, at: Path): Source | undefined {
  const condition = parseCondition(file, value.when, [...at, 'when']);
  if (!Object.hasOwn(value, 'use')) file.report(at, 'use is missing');
  const use = Object.hasOwn(value, 'use')
    ? parseSource(file, value.use, [...at, 'use'])
    : undefined;
  const otherwise = Object.hasOwn(value, 'otherwise')
    ? parseSource(file, value.otherwise, [...at, 'otherwise'])
    : undefined;
  return condition === undefined || use === undefined
    ? undefined
    : { kind: 'when', condition, use, otherwise, at };
}

/** A condition on the form data: a path that is present, or one that has one of some values. */
export function parseCondition(
  file: SourceFile<unknown>,
  value: unknown,
  at: Path,
): Condition | undefined {
  if (typeof value === 'string') {
    return { path: value, at, test: { kind: 'present', present: true } };
  }
  const path = isForm(value) ? text(file, value.path, [...at, 'path']) : undefined;
  if (!isForm(value) || path === undefined) {
    file.report(at, 'A condition is a path, or has path and one of equals, in, present');
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!['path', 'equals', 'in', 'present'].includes(key)) {
      file.report([...at, key], `${key} is not known in a condition`);
    }
  }
  if (Array.isArray(value.in)) {
    return { path, at, test: { kind: 'equals', values: value.in } };
  }
  if (value.equals !== undefined) {
    return { path, at, test: { kind: 'equals', values: [value.equals as string] } };
  }
  return { path, at, test: { kind: 'present', present: value.present !== false } };
}

function text(file: SourceFile<unknown>, value: unknown, at: Path): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  file.report(at, `${at.at(-1)} needs a text`);
  return undefined;
}

function isForm(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
