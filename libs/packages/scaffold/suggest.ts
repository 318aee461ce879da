import type { FormNode } from '../forms/form-node.js';
import { NAMED_FACTS } from './facts-by-name.js';
import { type FormField, fieldsOf } from './form-fields.js';
import { likeness } from './likeness.js';
import type { From } from './skeleton.js';
import type { ValueKind } from './value-kind.js';
import { wordsOf } from './words.js';

/** Likeness from which a suggestion is written as the source, and from which it is worth a remark. */
const SURE = 0.6;
const PERHAPS = 0.4;
/** What is as good as the best by less than this makes both unsure. */
const MARGIN = 0.05;
/** What comes with a submission needs its very name. */
const FACT = 0.85;

/** What a target is, as far as it tells which fields may fill it. */
export interface Wanted {
  /** Names of the elements from the map's own start on. */
  trail: readonly string[];
  sort: ValueKind['sort'] | 'code';
  /** Allowed values, where the schema lists them. */
  values: readonly string[] | undefined;
  repeatable: boolean;
}

export interface Suggestion {
  /** A path, or the fact that comes with the submission. */
  from: Exclude<From, { kind: 'todo' }>;
  sure: boolean;
  field: FormField | undefined;
}

/** The fields of a form below one place, and which of them fits a target by its name. */
export class Suggester {
  readonly #fields: FormField[];
  /** Whether the place is the whole form: what comes with a submission stands there once. */
  readonly #whole: boolean;

  constructor(node: FormNode | undefined, whole = true) {
    this.#fields = node === undefined ? [] : fieldsOf(node);
    this.#whole = whole;
  }

  /** The best field for a value; of two as good ones the first of the form. */
  value(wanted: Wanted): Suggestion | undefined {
    const fact = this.#whole ? factFor(wanted) : undefined;
    const field = this.#best(wanted.trail, (one) => valueFit(one, wanted));
    if (fact !== undefined && (field === undefined || !field.sure)) return fact;
    return field;
  }

  /**
   * The list of objects, or the single object, for an element that may repeat and has elements inside. `parts`: the
   * names of these; an object with other fields is hardly meant.
   */
  objects(trail: readonly string[], parts: readonly string[]): Suggestion | undefined {
    const words = new Set(parts.flatMap(wordsOf));
    return this.#best(trail, ({ node, items }) => {
      const object = items ?? node;
      if (!object.isA('object')) return 0;
      const names = object.names();
      const known = names.filter((name) => wordsOf(name).some((word) => words.has(word)));
      const share = names.length === 0 ? 0 : known.length / names.length;
      return (items === undefined ? 0.85 : 1) * (0.7 + 0.3 * share);
    });
  }

  /** The same for what stands inside of a list. */
  inside({ items, node }: FormField): Suggester {
    return new Suggester(items ?? node, false);
  }

  #best(trail: readonly string[], suits: (field: FormField) => number): Suggestion | undefined {
    const ranked = this.#fields
      .map((field) => ({ field, score: suits(field) * nameFit(trail, field) }))
      .filter(({ score }) => score >= PERHAPS)
      .sort((a, b) => b.score - a.score);
    const [first, second] = ranked;
    if (first === undefined) return undefined;
    const clear = second === undefined || first.score - second.score >= MARGIN;
    const { field, score } = first;
    const sure = clear && score >= SURE;
    const { name = '', title } = field.steps.at(-1) ?? {};
    const called = wordsOf(name).length === 0 ? title : undefined;
    return { from: { kind: 'path', path: field.path, called }, sure, field };
  }
}

/** By the names of the steps, or by the title of the last one where that is more alike. */
function nameFit(trail: readonly string[], { steps }: FormField): number {
  const { name = '', title } = steps.at(-1) ?? {};
  // Fields of FIM have ids for names.
  const outer = steps
    .slice(0, -1)
    .map((step) => (wordsOf(step.name).length === 0 ? (step.title ?? '') : step.name));
  return Math.max(
    likeness(trail, [...outer, name]),
    title === undefined ? 0 : likeness(trail, [...outer, title]),
  );
}

/** How well the type of a field fits, from 0 to 1. */
function valueFit({ node, items }: FormField, { sort, values, repeatable }: Wanted): number {
  if (items !== undefined && !repeatable) return 0;
  const single = items ?? node;
  if (single.isA('object') || single.isA('array')) return 0;
  const offered = single.values;
  const isText = single.isA('string');
  switch (sort) {
    case 'code':
      if (offered !== undefined) return 1;
      return isText ? 0.9 : 0.5;
    case 'date':
    case 'dateTime':
    case 'time':
      if (single.formats.some((format) => format === 'date' || format === 'date-time')) return 1;
      return isText && offered === undefined ? 0.8 : 0;
    case 'number':
      if (single.isA('integer') || single.isA('number')) return 1;
      return isText && offered === undefined ? 0.7 : 0;
    case 'boolean':
      return single.isA('boolean') ? 1 : 0.4;
    case 'uuid':
      return single.formats.includes('uuid') ? 1 : 0.5;
    case 'binary':
      return 0;
    default:
      if (single.isA('boolean') || single.formats.includes('date')) return 0.6;
      if (values !== undefined && offered !== undefined) {
        return offered.every((one) => values.includes(one)) ? 1 : 0.6;
      }
      return 1;
  }
}

function factFor({ trail, sort }: Wanted): Suggestion | undefined {
  let best: Suggestion | undefined;
  let bestScore = FACT;
  for (const { fact, path, sorts, names } of NAMED_FACTS) {
    if (sort === 'code' || !sorts.includes(sort)) continue;
    for (const name of names) {
      const steps = name.split('/');
      const score = likeness(trail.slice(-steps.length), steps);
      if (score <= bestScore) continue;
      best = { from: { kind: 'fact', fact, path }, sure: true, field: undefined };
      bestScore = score;
    }
  }
  return best;
}
