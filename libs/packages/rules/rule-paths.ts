import type { XmlShape } from '#xoev';
import type { FormNode } from '../forms/form-node.js';
import { pointerStep } from '../mapping/language/data-path.js';
import { own } from '../mapping/language/own.js';

/** What stands somewhere, and where: a JSON pointer, or the path of an element. */
export interface Found {
  value: unknown;
  pointer: string;
}

/** How the paths of a rule are written, read and found in what they are about. */
export interface RulePaths {
  steps(path: string): string[];
  /** All that a path names: one for each item of the lists on the way. Undefined is where nothing stands. */
  find(from: Found, steps: readonly string[]): Found[];
  /** The items of a list, each at its own place; what is no list is its only item. */
  items(found: Found): Found[];
  /** What a place says itself, beside what it may be described with; undefined for nothing. */
  content(value: unknown): unknown;
}

interface Notation {
  separator: string;
  step(name: string): string;
  item(index: number): string;
  content(value: unknown): unknown;
}

function rulePaths({ separator, step, item, content }: Notation): RulePaths {
  const items: RulePaths['items'] = ({ value, pointer }) =>
    Array.isArray(value)
      ? value.map((one, index) => ({ value: one, pointer: pointer + item(index) }))
      : [{ value, pointer }];
  const find: RulePaths['find'] = (from, steps) => {
    const [name, ...rest] = steps;
    if (name === undefined) return [from];
    const { value, pointer } = from;
    if (Array.isArray(value) && value.length > 0) {
      return items(from).flatMap((one) => find(one, steps));
    }
    const inner = Array.isArray(value) ? undefined : own(value, name);
    return find({ value: inner, pointer: pointer + step(name) }, rest);
  };
  return { steps: (path) => (path === '.' ? [] : path.split(separator)), find, items, content };
}

/** `personen.name` in the form data, at `/data/personen/0/name`. */
export const FORM_PATHS = rulePaths({
  separator: '.',
  step: pointerStep,
  item: (index) => `/${index}`,
  content: (value) => value,
});

/** `person/name` or `person/@art` in the content of a message, at `/antrag/person[1]/name`. */
export const MESSAGE_PATHS = rulePaths({
  separator: '/',
  step: (name) => `/${name}`,
  item: (index) => `[${index + 1}]`,
  content: elementContent,
});

/** The text of an element that has attributes as well; one that is nil has nothing to say. */
function elementContent(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(elementContent).filter((one) => one !== undefined);
  }
  const nil = own(value, '@nil');
  if (nil === 'true' || nil === '1') return undefined;
  return own(value, '.') ?? value;
}

/** Something in which paths can be looked up before there is any data. */
export interface Known {
  child(name: string): Known | undefined;
  items(): Known | undefined;
  names(): string[];
  /** What identifies the place, where the form is meant. */
  identity: readonly object[];
  /** The values that may stand there, where they are listed. */
  values: readonly string[] | undefined;
  /** Whether every value is a date, as far as one can know. */
  isDate: boolean;
}

export const knownForm = (node: FormNode): Known => ({
  child: (name) => lifted(node.child(name)),
  items: () => lifted(node.items()),
  names: () => node.names(),
  identity: node.identity,
  values: node.values,
  isDate: node.formats.some((format) => format === 'date' || format === 'date-time'),
});

function lifted(node: FormNode | undefined): Known | undefined {
  return node === undefined ? undefined : knownForm(node);
}

/** The schema of the message sees to its values. */
export const knownMessage = (shape: XmlShape): Known => ({
  child: (name) => {
    const inner = shape.child(name);
    return inner === undefined ? undefined : knownMessage(inner);
  },
  items: () => knownMessage(shape),
  names: () => shape.names(),
  identity: [],
  values: undefined,
  isDate: true,
});

/** A path as it is said from the root of the form: `betrieb.personen[].name`. */
export function fieldName(steps: readonly string[], start: readonly Known[]): string {
  let nodes = start;
  return steps
    .map((step, index) => {
      nodes = nodes.flatMap((node) => [node.items()?.child(step) ?? node.child(step) ?? []].flat());
      const last = index === steps.length - 1;
      return !last && nodes.some((node) => node.items() !== undefined) ? `${step}[]` : step;
    })
    .join('.');
}
