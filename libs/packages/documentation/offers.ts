import { type SchemaSet, slotsOf, type TypeDefinition } from '#xoev';
import type { ElementDocumentation } from './model.js';

interface Offer {
  path: string;
  type: TypeDefinition;
  filled: Set<string>;
}

/** What the elements that a mapping opens offer, to find out what it leaves empty. */
export class Offers {
  readonly #offers: Offer[] = [];

  constructor(private readonly set: SchemaSet) {}

  /** Notes that the mapping puts something into an element of a type. */
  open(path: string, type: TypeDefinition): Offer {
    let offer = this.#offers.find((one) => one.path === path && one.type === type);
    if (offer === undefined) {
      offer = { path, type, filled: new Set() };
      this.#offers.push(offer);
    }
    return offer;
  }

  /** Notes that a child element, or an `@attribute`, is filled. */
  fill(path: string, type: TypeDefinition | undefined, name: string): void {
    if (type !== undefined) this.open(path, type).filled.add(name);
  }

  /** Elements and attributes that could stand beside those that are filled, in the order of the schema. */
  unfilled(): ElementDocumentation[] {
    return this.#offers.flatMap(({ path, type, filled }) => {
      if (type.kind !== 'complex') return [];
      const own = path === '' ? '' : `${path}/`;
      const left = new Map<string, string>();
      for (const { name, documentation } of type.attributes) {
        if (!filled.has(`@${name.local}`)) left.set(`${own}@${name.local}`, documentation);
      }
      for (const { element, maximum } of slotsOf(type, this.set)) {
        const { local } = element.name;
        if (maximum === 0 || filled.has(local)) continue;
        left.set(`${own}${local}`, element.documentation || element.type.documentation);
      }
      return [...left].map(([target, documentation]) => ({ path: target, documentation }));
    });
  }
}
