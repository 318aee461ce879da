import type { Path } from '#source-file';
import type { SimpleType } from '#xoev';
import type { FormNode } from '../form-node.js';
import type { CompileContext, Place } from './context.js';
import type { Value } from './value.js';

/** What is told of a value that may not fit. `error`: it cannot; `warning`: the form does not make sure. */
type Say = (severity: 'error' | 'warning', message: string) => void;

/** Whether what the form lets through fits what the schema takes. */
export function checkFit(
  value: Value,
  type: SimpleType,
  repeatable: boolean,
  at: Path,
  place: Place,
  context: CompileContext,
): void {
  const { origin } = value;
  const say: Say = (severity, message) => context.file.report(at, message, severity);
  for (const node of value.form) {
    if (node.isA('object')) {
      say('error', `${origin} has fields of its own; ${place.target} is one text`);
      continue;
    }
    const list = node.isA('array');
    if (list && !repeatable && type.variety !== 'list') {
      say('error', `${origin} is a list in the form; ${place.target} may stand only once`);
    }
    const single = list ? node.items() : node;
    if (single === undefined) continue;
    if (value.makes === undefined) {
      checkLength(single, type, value, place, say);
      checkEnumeration(single, type, value, place, say);
    }
    checkKind(single, type, value, place, say);
  }
}

function checkLength(
  node: FormNode,
  { facets }: SimpleType,
  { origin }: Value,
  { target }: Place,
  say: Say,
): void {
  const limit = facets.maxLength ?? facets.length;
  if (limit === undefined) return;
  const given = node.maximumLength;
  if (given === undefined && node.isA('string') && !node.isBounded) {
    say('warning', `${origin} has no maxLength in the form, ${target} takes ${limit} characters`);
  } else if (given !== undefined && given > limit) {
    say('error', `${origin} may have ${given} characters in the form, ${target} only ${limit}`);
  }
}

function checkEnumeration(
  node: FormNode,
  { facets }: SimpleType,
  { origin }: Value,
  { target }: Place,
  say: Say,
): void {
  const allowed = facets.enumeration;
  if (allowed === undefined) return;
  const some = `${allowed.slice(0, 12).join(', ')}${allowed.length > 12 ? ', ...' : ''}`;
  if (node.values === undefined) {
    if (!node.isA('boolean')) {
      say('warning', `${origin} may be anything in the form, ${target} takes only ${some}`);
    }
    return;
  }
  for (const offered of node.values) {
    if (allowed.includes(offered)) continue;
    say('error', `The form offers ${offered} for ${origin}, ${target} takes only ${some}`);
  }
}

const DECIMALS = new Set(
  `decimal integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger
  unsignedLong unsignedInt unsignedShort unsignedByte`.split(/\s+/),
);

/** Formats of JSON Schema that say the same as a type of XML Schema, and what the mapping can make of a text. */
const FORMATS: Readonly<Record<string, readonly [format: string, make: string]>> = {
  date: ['date', 'date'],
  dateTime: ['date-time', 'dateTime'],
  time: ['time', 'time'],
};

function checkKind(
  node: FormNode,
  type: SimpleType,
  value: Value,
  { target }: Place,
  say: Say,
): void {
  const { builtin } = type;
  const { origin, makes } = value;
  if (type.variety !== 'atomic' || node.values !== undefined) return;
  const moment = FORMATS[builtin];
  if (moment !== undefined) {
    const [format, make] = moment;
    if (makes === make || node.formats.includes(format)) return;
    if (makes !== undefined || !node.isA('string')) {
      say('error', `${origin} gives no ${builtin}, which ${target} needs`);
    } else {
      const advice = `give it format: ${format}, or write { ${make}: ... }`;
      say('warning', `${origin} may be any text in the form, ${target} is a ${builtin}; ${advice}`);
    }
  } else if (builtin === 'boolean') {
    if (!node.isA('boolean')) say('warning', `${origin} is no boolean in the form, ${target} is`);
  } else if (DECIMALS.has(builtin)) {
    checkNumber(node, type, value, target, say);
  }
}

function checkNumber(
  node: FormNode,
  { builtin, facets }: SimpleType,
  { origin, makes, decimals }: Value,
  target: string,
  say: Say,
): void {
  const whole = builtin !== 'decimal' || facets.fractionDigits === 0;
  const allowed = whole ? 0 : facets.fractionDigits;
  if (makes === 'number') {
    if (allowed !== undefined && (decimals === undefined || decimals > allowed)) {
      say('error', `${target} takes ${allowed} decimals; write decimals: ${allowed}`);
    }
    return;
  }
  if (makes !== undefined || node.isA('boolean')) {
    say('error', `${origin} gives no number, which ${target} needs`);
  } else if (node.isA('number') && allowed !== undefined) {
    const advice = `write { number: ..., decimals: ${allowed} }${whole ? ', or ask for an integer' : ''}`;
    say('warning', `${origin} may have any decimals, ${target} takes ${allowed}; ${advice}`);
  } else if (node.isA('string') && !node.isSpelledOut) {
    say('warning', `${origin} may be any text in the form, ${target} is a number`);
  }
  if (!node.isA('number') && !node.isA('integer')) return;
  const { minimum, maximum } = node.range;
  const least = facets.minInclusive ?? (builtin.startsWith('nonNeg') ? '0' : undefined);
  if (least !== undefined && (minimum === undefined || minimum < Number(least))) {
    say('warning', `${origin} may be smaller than ${least} in the form, ${target} may not`);
  }
  const most = facets.maxInclusive;
  if (most !== undefined && (maximum === undefined || maximum > Number(most))) {
    say('warning', `${origin} may be larger than ${most} in the form, ${target} may not`);
  }
}
