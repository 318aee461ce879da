import type { FormNode } from '../forms/form-node.js';

/** A place of a form that a target may be taken from. */
export interface FormField {
  /** From where the fields were listed. */
  path: string;
  /** Names and titles of the steps, from the outermost on. */
  steps: readonly { name: string; title: string | undefined }[];
  node: FormNode;
  /** What stands in a list. */
  items: FormNode | undefined;
}

/** Recursive forms end here. */
const DEEPEST = 8;

/** All places below one, lists included, what stands in lists not. */
export function fieldsOf(node: FormNode): FormField[] {
  const fields: FormField[] = [];
  const visit = (parent: FormNode, steps: FormField['steps']) => {
    if (steps.length === DEEPEST) return;
    for (const name of parent.names()) {
      const child = parent.child(name);
      // A path is divided at dots: such a field cannot be named by one.
      if (child === undefined || name.includes('.') || name === '$') continue;
      const own = [...steps, { name, title: child.title }];
      const items = child.isA('array') ? child.items() : undefined;
      fields.push({ path: own.map((step) => step.name).join('.'), steps: own, node: child, items });
      if (items === undefined) visit(child, own);
    }
  };
  visit(node, []);
  return fields;
}
