import jsonata from 'jsonata';

type Node = Readonly<Record<string, unknown>>;

/**
 * Paths of the form data that an expression names. `item` is the path of the item that it is evaluated for, empty
 * where there is none. What an expression computes a name from cannot be known from here.
 */
export function expressionFields(text: string, item: string): string[] {
  const found = new Set<string>();
  visit(jsonata(text).ast(), undefined, { item, found });
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
    if (type === 'path' && Array.isArray(steps)) follow(steps, inside, search);
    else for (const value of Object.values(node)) visit(value, inside, search);
  }
}

/** Follows the steps of a path as far as they are names. */
function follow(steps: readonly Node[], inside: string | undefined, search: Search): void {
  let current = inside;
  for (const [index, { type, value, ...rest }] of steps.entries()) {
    if (index === 0 && type === 'variable' && (value === '' || value === '$')) {
      // `$` is what names count from, `$$` what the expression is given.
      if (value === '$') current = undefined;
      continue;
    }
    if (type !== 'name') {
      visit(rest, current, search);
      return;
    }
    const name = String(value);
    if (current !== undefined) current = current === '' ? name : `${current}.${name}`;
    else if (name === 'data') current = '';
    else if (name === 'item' && search.item !== '') current = search.item;
    else return;
    visit(rest, current, search);
  }
  if (current !== undefined && current !== '') search.found.add(current);
}
