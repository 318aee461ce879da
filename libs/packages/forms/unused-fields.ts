import { nearest, type Path } from '#source-file';
import type { FormNode } from './form-node.js';

/** Form fields that no mapping and no rule uses, with their place in the file. */
export function unusedFields(
  form: { node: FormNode; schema: object },
  used: ReadonlySet<object>,
  known: { deliberate: readonly string[]; expressions: readonly string[] },
): { path: string; at: Path }[] {
  const unused: { path: string; at: Path }[] = [];
  const visited = new Set<object>();
  const visit = (node: FormNode, path: string, name: string) => {
    const [first] = node.identity;
    if (first === undefined || visited.has(first)) return;
    visited.add(first);
    const inner = node.items() ?? node;
    if (inner.names().length > 0) {
      for (const child of inner.names()) {
        visit(inner.child(child)!, path === '' ? child : `${path}.${child}`, child);
      }
      return;
    }
    if (path === '') return;
    if (node.identity.some((schema) => used.has(schema))) return;
    if (inner.identity.some((schema) => used.has(schema))) return;
    if (known.deliberate.some((one) => path === one || path.startsWith(`${one}.`))) return;
    if (known.expressions.some((text) => text.includes(name))) return;
    unused.push({ path, at: placeOf(form.schema, first) ?? [] });
  };
  visit(form.node, '', '');
  return unused;
}

/** What is wrong with the name of a field such as `person.name`; undefined where the form has it. */
export function unknownField(form: FormNode, path: string): string | undefined {
  let node = form;
  for (const step of path.split('.')) {
    const inner = node.items() ?? node;
    const next = inner.child(step);
    if (next === undefined) {
      const meant = nearest(step, inner.names());
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return `The form has no ${path}${hint}`;
    }
    node = next;
  }
  return undefined;
}

/** Where a schema stands in its file. */
function placeOf(within: object, wanted: object): Path | undefined {
  if (within === wanted) return [];
  for (const [key, value] of Object.entries(within)) {
    if (typeof value !== 'object' || value === null) continue;
    const place = placeOf(value, wanted);
    if (place !== undefined) return [Array.isArray(within) ? Number(key) : key, ...place];
  }
  return undefined;
}
