import type { FormNode } from '../../forms/form-node.js';
import type { CompileContext, Place } from '../context.js';
import type { Kind } from '../fit/kind.js';
import type { Scope } from '../scope.js';
import { valueText } from './value-text.js';

/** A source of a single value, compiled. */
export interface Value {
  /** The JSON value as it stands in the data; null and undefined are absence. */
  read(scope: Scope): unknown;
  /** Its text; absence and what was reported are undefined. */
  text(scope: Scope): string | undefined;
  /** Where it comes from, for a finding. */
  pointer(scope: Scope): string;
  /** What the form says about it. */
  form: readonly FormNode[];
  /** For people: `betrieb.name`. */
  origin: string;
  /** What the mapping makes of what the form says, where it does. */
  makes?: 'date' | 'dateTime' | 'time' | 'number' | 'text';
  /** Digits after the point that a number is given. */
  decimals?: number | undefined;
  /** Whether the point of a number is moved. */
  scaled?: boolean;
  /** All texts that it can give, where they are known: a constant, or codes. */
  texts?: readonly string[];
  /** What a fact gives. */
  fact?: Kind;
  /** What it chooses from. */
  branches?: readonly Value[];
}

export const NO_VALUE: Value = {
  read: () => undefined,
  text: () => undefined,
  pointer: () => '/',
  form: [],
  origin: 'nothing',
};

export function xmlPath(place: Place, context: CompileContext): string {
  return `/${context.messageType}${place.target === '' ? '' : `/${place.target}`}`;
}

/** The text of a JSON value; anything but a single value is reported. */
export function textOf(
  raw: unknown,
  scope: Scope,
  pointer: Value['pointer'],
  place: Place,
): string | undefined {
  if (typeof raw === 'string') return raw;
  if (raw === undefined || raw === null) return undefined;
  const text = valueText(raw);
  if (text === undefined) {
    scope.report(
      'unmappable',
      pointer(scope),
      `A single value is needed for ${place.target}, not a list or an object`,
    );
  }
  return text;
}
