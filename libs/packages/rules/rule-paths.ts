import type { XmlShape } from '#xoev';
import type { FormNode } from '../form-node.js';
import { pointerStep } from '../mapping/data-path.js';
import { own } from '../mapping/own.js';

/** How the paths of a rule are written, read and found in what they are about. */
export interface RulePaths {
  steps(path: string): string[];
  pointer(steps: readonly string[]): string;
  /** What stands at a path; undefined for nothing. */
  read(value: unknown, steps: readonly string[]): unknown;
}

/** `personen.name` in the form data. */
export const FORM_PATHS: RulePaths = {
  steps: (path) => (path === '.' ? [] : path.split('.')),
  pointer: (steps) => steps.map(pointerStep).join(''),
  read: follow,
};

/** `person/name` or `person/@art` in the content of a message. */
export const MESSAGE_PATHS: RulePaths = {
  steps: (path) => (path === '.' ? [] : path.split('/')),
  pointer: (steps) => steps.map((step) => `/${step}`).join(''),
  read: follow,
};

/** Where a list stands on the way, every item counts; several values are a list again. */
function follow(value: unknown, steps: readonly string[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (!Array.isArray(value)) return follow(own(value, step), rest);
  const found = value.map((item) => follow(item, steps)).filter((one) => one !== undefined);
  return found.length === 0 ? undefined : found.flat();
}

/** Something in which paths can be looked up before there is any data. */
export interface Known {
  child(name: string): Known | undefined;
  items(): Known | undefined;
  names(): string[];
  /** What identifies the place, where the form is meant. */
  identity: readonly object[];
}

export const knownForm = (node: FormNode): Known => ({
  child: (name) => lifted(node.child(name)),
  items: () => lifted(node.items()),
  names: () => node.names(),
  identity: node.identity,
});

function lifted(node: FormNode | undefined): Known | undefined {
  return node === undefined ? undefined : knownForm(node);
}

export const knownMessage = (shape: XmlShape): Known => ({
  child: (name) => {
    const inner = shape.child(name);
    return inner === undefined ? undefined : knownMessage(inner);
  },
  items: () => knownMessage(shape),
  names: () => shape.names(),
  identity: [],
});
