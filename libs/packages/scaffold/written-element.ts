import type { ElementDeclaration, SchemaSet } from '#xoev';
import type { Position } from './position.js';
import { listed } from './value-kind.js';

/** An element with the type that is written for it. */
export interface WrittenElement {
  element: ElementDeclaration;
  type: ElementDeclaration['type'];
  /** As a mapping names it: with its prefix where that is needed, and with the type in place of an abstract one. */
  step: string;
  remarks: readonly string[];
}

/** Of an abstract type the first that may stand in for it; `others` may stand in the element's place. */
export function writtenElement(
  element: ElementDeclaration,
  others: readonly ElementDeclaration[],
  { ambiguous }: Position,
  set: SchemaSet,
): WrittenElement {
  const { type, name } = element;
  const own = `${ambiguous.has(name.local) ? prefixOf(element, set) : ''}${name.local}`;
  const instead = others.map((other) => other.name.local);
  if (type.kind === 'simple' || !type.abstract) {
    return { element, type, step: own, remarks: insteadOf(instead) };
  }
  const [first, ...types] = set.derived(type);
  if (first === undefined) {
    const remark = 'the type is abstract, and the set has none that may stand in for it';
    return { element, type, step: own, remarks: [remark, ...insteadOf(instead)] };
  }
  instead.push(...types.map((one) => `${own}(${one.name!.local})`));
  const step = `${own}(${first.name!.local})`;
  return { element, type: first, step, remarks: insteadOf(instead) };
}

/** The prefix of the standard with its colon; empty for no namespace. */
export function prefixOf({ name }: ElementDeclaration, set: SchemaSet): string {
  const prefix = name.namespace === '' ? undefined : set.prefixOf(name.namespace);
  return prefix === undefined ? '' : `${prefix}:`;
}

function insteadOf(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`or instead: ${listed(names)}`];
}
