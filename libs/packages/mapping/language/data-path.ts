import type { Scope } from '../scope.js';
import { own } from './own.js';

/** A path into the form data, compiled to plain property access. */
export interface DataPath {
  /** From the root of the form data rather than from the item. */
  absolute: boolean;
  steps: readonly string[];
  read(scope: Scope): unknown;
  /** The JSON pointer of what the path names. */
  pointer(scope: Scope): string;
  /** The part of a JSON pointer that the steps add. */
  step: string;
}

/** `betrieb.name`, `.` for the item itself, `$.betrieb.name` from the root of the form data. */
export function compilePath(text: string): DataPath {
  const absolute = text === '$' || text.startsWith('$.');
  const rest = absolute ? text.slice(2) : text === '.' ? '' : text;
  const steps = rest === '' ? [] : rest.split('.');
  const step = steps.map(pointerStep).join('');
  return {
    absolute,
    steps,
    step,
    read: reader(absolute, steps),
    pointer: (scope) => (absolute ? `/data${step}` : scope.pointer + step),
  };
}

function reader(absolute: boolean, steps: readonly string[]): (scope: Scope) => unknown {
  if (absolute) return (scope) => follow(scope.run.input.submission.data, steps);
  const [first, second] = steps;
  if (first === undefined) return (scope) => scope.item;
  if (second === undefined) return (scope) => own(scope.item, first);
  if (steps.length === 2) return (scope) => own(own(scope.item, first), second);
  return (scope) => follow(scope.item, steps);
}

function follow(start: unknown, steps: readonly string[]): unknown {
  let value = start;
  for (const step of steps) value = own(value, step);
  return value;
}

export function pointerStep(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
