import { nearest } from '#source-file';
import type { FormNode } from '../form-node.js';
import type { CompileContext, Place } from './context.js';
import type { DataPath } from './data-path.js';
import type { Source } from './language.js';

const ATTACHMENT = ['id', 'name', 'mediaType', 'purpose', 'sha512', 'size', 'uri'];

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

/** Notes that the mapping makes use of places of the form. */
export function markUsed(nodes: readonly FormNode[], context: CompileContext): void {
  for (const node of nodes) for (const schema of node.identity) context.used.add(schema);
}
