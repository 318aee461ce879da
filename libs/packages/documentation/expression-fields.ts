import jsonata from 'jsonata';

type Node = Readonly<Record<string, unknown>>;

/**
 * Paths of the form data that an expression names. `item` is the path of the item that it is evaluated for, where
 * there is one. What an expression computes a name from cannot be known from here.
 */
export function expressionFields(text: string, item: string): string[] {
  const found = new Set<string>();
  visit(jsonata(text).ast() as unknown, undefined, { item, found });
  return [...found];
}

interface Search {
  item: string;
  found: Set<string>;
}

/** `inside`: the path that names count from; undefined where they count from what the expression is given. */
function visit(node: unknown, inside: string | undefined, search: Search): void {
  if (Array.isArray(node)) {
    for (const one of node) visit(one, inside, search);
  } else if (typeof node === 'object' && node !== null) {
    const { type, steps } = node as Node;
    if (type === 'path' && Array.isArray(steps)) path(steps, inside, search);
    else for (const value of Object.values(node)) visit(value, inside, search);
  }
}

function path(steps: readonly Node[], inside: string | undefined, search: Search): void {
  let current = inside;
  let known = inside !== undefined;
  for (const [index, step] of steps.entries()) {
    const { type, value, ...rest } = step;
    if (type === 'name') {
      const name = String(value);
      const start = index === 0 && inside === undefined;
      if (start) {
        known = name === 'data' || (name === 'item' && search.item !== '');
        current = name === 'data' ? '' : search.item;
      } else if (known) {
        current = current === '' || current === undefined ? name : `${current}.${name}`;
      }
      visit(rest, known ? current : undefined, search);
    } else {
      visit(step, known ? current : inside, search);
      known = false;
    }
  }
  if (known && current !== undefined && current !== '') search.found.add(current);
}
