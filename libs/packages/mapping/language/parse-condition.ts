import type { Path, SourceFile } from '#source-file';
import { type Condition, FACT_KINDS, type Subject } from './language.js';

type Form = Readonly<Record<string, unknown>>;

const SUBJECTS = ['path', ...FACT_KINDS] as const;
const TESTS = ['equals', 'in', 'present'];
const FORMS = 'A condition is a path, or has path and one of equals, in, present; or all, any, not';

/** Reads a condition: a path that is present, a test of a subject, or conditions joined by all, any, not. */
export function parseCondition(
  file: SourceFile<unknown>,
  value: unknown,
  at: Path,
): Condition | undefined {
  if (typeof value === 'string' && value !== '') {
    return { kind: 'present', subject: { kind: 'path', path: value }, present: true, at };
  }
  if (!isForm(value)) {
    file.report(at, FORMS);
    return undefined;
  }
  for (const kind of ['all', 'any'] as const) {
    if (Object.hasOwn(value, kind)) return joined(file, kind, value, at);
  }
  if (Object.hasOwn(value, 'not')) {
    alone(file, 'not', value, at);
    const condition = parseCondition(file, value.not, [...at, 'not']);
    return condition === undefined ? undefined : { kind: 'not', condition, at };
  }
  return test(file, value, at);
}

function joined(
  file: SourceFile<unknown>,
  kind: 'all' | 'any',
  value: Form,
  at: Path,
): Condition | undefined {
  alone(file, kind, value, at);
  const given = value[kind];
  if (!Array.isArray(given) || given.length === 0) {
    file.report([...at, kind], `${kind} needs a list of conditions`);
    return undefined;
  }
  const conditions = given.map((one, index) => parseCondition(file, one, [...at, kind, index]));
  const read = conditions.filter((condition) => condition !== undefined);
  return read.length === conditions.length ? { kind, conditions: read, at } : undefined;
}

function alone(file: SourceFile<unknown>, kind: string, value: Form, at: Path): void {
  for (const key of Object.keys(value)) {
    if (key !== kind) file.report([...at, key], `${key} does not go with ${kind}`);
  }
}

function test(file: SourceFile<unknown>, value: Form, at: Path): Condition | undefined {
  const [kind, other] = SUBJECTS.filter((name) => Object.hasOwn(value, name));
  const path = kind === undefined ? undefined : value[kind];
  if (kind === undefined || other !== undefined || typeof path !== 'string' || path === '') {
    file.report(at, FORMS);
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (key !== kind && !TESTS.includes(key)) {
      file.report([...at, key], `${key} is not known in a condition`);
    }
  }
  if (TESTS.filter((name) => Object.hasOwn(value, name)).length > 1) {
    file.report(at, `Only one of ${TESTS.join(', ')} goes into a condition; join several with all`);
  }
  const subject: Subject = { kind, path };
  const place = (key: string): Path => [...at, key];
  if (Object.hasOwn(value, 'in')) {
    const values = listed(file, value.in, place('in'));
    return values && { kind: 'equals', subject, values, at };
  }
  if (Object.hasOwn(value, 'equals')) {
    const one = single(file, value.equals, place('equals'));
    return one === undefined ? undefined : { kind: 'equals', subject, values: [one], at };
  }
  const { present = true } = value;
  if (typeof present !== 'boolean') {
    file.report(place('present'), 'present is true or false, without quotes');
    return undefined;
  }
  return { kind: 'present', subject, present, at };
}

type Single = string | number | boolean;

function listed(file: SourceFile<unknown>, value: unknown, at: Path): Single[] | undefined {
  if (!Array.isArray(value) || value.length === 0) {
    file.report(at, 'in needs a list of values, as in: [a, b]; a single value goes with equals');
    return undefined;
  }
  const values = value.map((one, index) => single(file, one, [...at, index]));
  const read = values.filter((one) => one !== undefined);
  return read.length === values.length ? read : undefined;
}

function single(file: SourceFile<unknown>, value: unknown, at: Path): Single | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
    file.report(at, 'The number is too large to be compared digit by digit; write it in quotes');
  } else if (Array.isArray(value)) {
    file.report(at, 'A condition compares with single values; write several as in: [a, b]');
  } else if (value === null) {
    file.report(at, 'A value is missing; where there is to be nothing, write present: false');
  } else {
    file.report(at, 'A condition compares with single values: a text, a number, true or false');
  }
  return undefined;
}

function isForm(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
