import { compilePath } from '../mapping/language/data-path.js';
import type { Condition, Subject } from '../mapping/language/language.js';
import type { Names } from './condition-words.js';
import { factWords } from './fact-words.js';
import type { FormPlaces } from './form-fields.js';

/** What the places of a form are called in sentences. */
export class FormNames {
  constructor(private readonly places: FormPlaces) {}

  /** The path from the root of the form that a path means which stands inside of another. */
  resolved(path: string, inside: string): string {
    const { absolute, steps } = compilePath(path);
    return [...(absolute || inside === '' ? [] : [inside]), ...steps].join('.');
  }

  has(path: string): boolean {
    return this.places.has(path);
  }

  titleOf(path: string): string {
    return this.places.get(path)?.title ?? path;
  }

  /** The title with the group around it; with all of them where others are called the same. */
  fullTitle(path: string): string {
    const place = this.places.get(path);
    if (place === undefined) return path;
    const { groups, title } = place;
    const twins = [...this.places.values()].filter(
      (one) => one.title === title && one.groups.at(-1) === groups.at(-1),
    );
    return [...(twins.length < 2 ? groups.slice(-1) : groups), title].join(' › ');
  }

  isList(path: string): boolean {
    return this.places.get(path)?.node.isA('array') ?? false;
  }

  isYesOrNo(path: string): boolean {
    return this.places.get(path)?.node.isA('boolean') ?? false;
  }

  /** The names of a condition that stands at a place of the form. */
  seenFrom(inside: string): Names {
    return {
      of: ({ kind, path }: Subject) =>
        kind === 'path'
          ? `„${this.fullTitle(this.resolved(path, inside))}“`
          : `„${factWords(kind, path)}“`,
      isYesOrNo: ({ kind, path }: Subject) =>
        kind === 'path' && this.isYesOrNo(this.resolved(path, inside)),
    };
  }

  /** The paths of the form that a condition looks at. */
  pathsOf(condition: Condition, inside: string): string[] {
    switch (condition.kind) {
      case 'all':
      case 'any':
        return condition.conditions.flatMap((one) => this.pathsOf(one, inside));
      case 'not':
        return this.pathsOf(condition.condition, inside);
      default: {
        const { kind, path } = condition.subject;
        return kind === 'path' ? [this.resolved(path, inside)] : [];
      }
    }
  }
}
