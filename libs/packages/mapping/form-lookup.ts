import { nearest } from '#source-file';
import type { FormNode } from '../forms/form-node.js';
import type { CompileContext, Place } from './context.js';
import type { DataPath } from './language/data-path.js';
import type { Source } from './language/language.js';

const ATTACHMENT = ['id', 'name', 'mediaType', 'purpose', 'sha512', 'size', 'uri', 'content'];

/** Finds a path in the forms; one that no form has is reported with the nearest name. */
export function formAt(
  path: DataPath,
  source: { at: Source['at'] },
  place: Place,
  context: CompileContext,
): readonly FormNode[] {
  if (place.data === 'attachment' && !path.absolute) {
    const [name, deeper] = path.steps;
    if (name !== undefined && (deeper !== undefined || !ATTACHMENT.includes(name))) {
      context.file.report(
        source.at,
        `An attachment has no ${path.steps.join('.')}; known are ${ATTACHMENT.join(', ')}`,
      );
    }
    return [];
  }
  let nodes = path.absolute || place.data === 'attachment' ? context.forms : place.data;
  for (const [index, step] of path.steps.entries()) {
    if (nodes.length === 0) return [];
    const found = nodes.map((node) => node.child(step)).filter((node) => node !== undefined);
    if (found.length === 0) {
      if (nodes.some((node) => node.open)) return [];
      const names = nodes.flatMap((node) => node.names());
      const meant = nearest(step, names);
      const parent = path.steps.slice(0, index).join('.');
      const hint =
        meant !== undefined
          ? `did you mean ${meant}?`
          : names.length === 0
            ? 'nothing stands below it'
            : `known are ${names.slice(0, 12).join(', ')}`;
      context.file.report(
        source.at,
        `The form has no ${step}${parent === '' ? '' : ` in ${parent}`}; ${hint}`,
      );
      return [];
    }
    nodes = found;
  }
  return nodes;
}

/** One step of a path in the forms; `name` counts from the root of the form data. */
export interface FormStep {
  name: string;
  /** Undefined for the item itself. */
  step: string | undefined;
  parents: readonly FormNode[];
  nodes: readonly FormNode[];
}

/** What a path passes in the forms, as far as they know it. Reports nothing. */
export function formAlong(path: DataPath, place: Place, context: CompileContext): FormStep[] {
  if (place.data === 'attachment' && !path.absolute) return [];
  let parents = path.absolute || place.data === 'attachment' ? context.forms : place.data;
  let name = path.absolute ? '' : place.origin;
  if (path.steps.length === 0) return [{ name, step: undefined, parents: [], nodes: parents }];
  const along: FormStep[] = [];
  for (const step of path.steps) {
    const nodes = parents.map((node) => node.child(step)).filter((node) => node !== undefined);
    name = name === '' ? step : `${name}.${step}`;
    along.push({ name, step, parents, nodes });
    parents = nodes;
  }
  return along;
}

/** The place inside of what a path names: relative paths begin there, at each item where it is a list. */
export function insideOf(
  path: DataPath,
  list: boolean,
  place: Place,
  context: CompileContext,
): Place {
  const last = formAlong(path, place, context).at(-1);
  const nodes = last?.nodes ?? [];
  const data = list ? nodes.map((one) => one.items()).filter((one) => one !== undefined) : nodes;
  return { ...place, data, origin: `${last?.name ?? path.steps.join('.')}${list ? '[]' : ''}` };
}

/** Notes that the mapping makes use of places of the form. */
export function markUsed(nodes: readonly FormNode[], context: CompileContext): void {
  for (const node of nodes) for (const schema of node.identity) context.used.add(schema);
}
