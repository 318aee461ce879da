import type { FormNode } from '../forms/form-node.js';
import { fieldKind } from './field-words.js';
import type { FieldDocumentation } from './model.js';

/** A place of the form, a field or a group, with what has to be known to speak about it. */
export interface FormPlace extends FieldDocumentation {
  node: FormNode;
  /** Fields are filled in; groups and lists of groups only hold them. */
  isField: boolean;
}

/** The places of a form by their paths, in the order of the form. */
export type FormPlaces = ReadonlyMap<string, FormPlace>;

/** Reads the places of a form. A group that holds itself is not opened a second time. */
export function formPlaces(root: FormNode): FormPlaces {
  const places = new Map<string, FormPlace>();
  const visit = (parent: FormNode, around: readonly FormPlace[], open: readonly object[]) => {
    for (const name of parent.names()) {
      const node = parent.child(name)!;
      const path = [...around.slice(-1).map((place) => place.path), name].join('.');
      const inside = node.isA('array') ? (node.items() ?? node) : node;
      const first = inside.identity[0]!;
      const again = open.includes(first);
      const isField = again || inside.names().length === 0;
      const place: FormPlace = {
        node,
        isField,
        path,
        title: node.title ?? name,
        groups: around.map(({ title }) => title),
        description: textOf(node, 'description'),
        kind: again ? 'noch einmal dieselben Felder' : fieldKind(node),
        choices: node.values ?? inside.values ?? [],
        obligation: obligation(name, parent, around),
      };
      places.set(path, place);
      if (!isField) visit(inside, [...around, place], [...open, first]);
    }
  };
  visit(root, [], root.identity.slice(0, 1));
  return places;
}

/** A place without what only the reading of the form needs. */
export function documented({ node: _, isField: __, ...field }: FormPlace): FieldDocumentation {
  return field;
}

/** Whether a path of the form is another, or lies within it. */
export function isWithin(path: string, group: string): boolean {
  return path === group || path.startsWith(`${group}.`);
}

function obligation(name: string, parent: FormNode, around: readonly FormPlace[]): string {
  if (!parent.demands(name)) {
    return parent.mayLack(name) ? 'freiwillig' : 'je nach den anderen Angaben Pflicht';
  }
  const depends = around.findLast(
    ({ node, obligation: own }) => node.isA('array') || own !== 'Pflicht',
  );
  if (depends === undefined) return 'Pflicht';
  return depends.node.isA('array')
    ? `Pflicht je Eintrag von „${depends.title}“`
    : `Pflicht, sobald „${depends.title}“ angegeben wird`;
}

function textOf(node: FormNode, keyword: string): string | undefined {
  return (node.identity as Readonly<Record<string, unknown>>[])
    .map((schema) => schema[keyword])
    .find((value) => typeof value === 'string') as string | undefined;
}
