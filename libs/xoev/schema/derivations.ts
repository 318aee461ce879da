import { nameKey, sameName, type TypeDefinition } from './model.js';
import { XSD } from './namespaces.js';

/** What is derived from what among the global types of a set, indexed once. */
export class Derivations {
  readonly #descendants = new Map<string, TypeDefinition[]>();
  readonly #concrete: readonly TypeDefinition[];

  constructor(types: readonly TypeDefinition[]) {
    this.#concrete = types.filter((type) => type.kind === 'simple' || !type.abstract);
    for (const type of this.#concrete) {
      for (const ancestor of permitted(type)) {
        const key = nameKey(ancestor.name!);
        const known = this.#descendants.get(key);
        if (known === undefined) this.#descendants.set(key, [type]);
        else known.push(type);
      }
    }
  }

  /** The concrete types that may stand in for `type`, itself included; for xs:anyType, all. */
  of({ name }: TypeDefinition): readonly TypeDefinition[] {
    if (name === undefined) return [];
    if (sameName(name, ANY_TYPE)) return this.#concrete;
    return this.#descendants.get(nameKey(name)) ?? [];
  }
}

const ANY_TYPE = { namespace: XSD, local: 'anyType' };

/** The named types that a type may stand in for: none beyond one that blocks a step on the way. */
function* permitted(type: TypeDefinition): Generator<TypeDefinition> {
  const steps = new Set<string>();
  for (let at: TypeDefinition | undefined = type; at !== undefined; at = at.base) {
    const blocked = at.kind === 'complex' && at.block.some((step) => steps.has(step));
    if (at.name !== undefined && !blocked) yield at;
    steps.add(at.kind === 'complex' ? (at.derivation ?? '') : 'restriction');
  }
}
