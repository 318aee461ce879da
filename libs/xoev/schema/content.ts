import type { ComplexType, ElementDeclaration, Occurrence, Particle } from './model.js';
import type { SchemaSet } from './schema-set.js';

/** A place for an element in the content of a type, in the order of the schema. */
export interface Slot extends Occurrence {
  /** What stands there: the declared element, or a member of its substitution group. */
  element: ElementDeclaration;
  /** The element that the schema declares there. */
  declared: ElementDeclaration;
}

/** A sequence, choice or all of other particles. */
export type GroupParticle = Particle & { kind: 'sequence' | 'choice' | 'all' };

/** All places for elements in a type. The occurrence is the element's, multiplied by its groups'. */
export function slotsOf(type: ComplexType, set: SchemaSet): Slot[] {
  if (type.content.kind !== 'elements') return [];
  const slots: Slot[] = [];
  collect(type.content.particle, { minimum: 1, maximum: 1 }, set, slots);
  return slots;
}

function collect(particle: Particle, outer: Occurrence, set: SchemaSet, slots: Slot[]): void {
  const occurrence = {
    minimum: particle.minimum * outer.minimum,
    maximum: particle.maximum === 0 ? 0 : particle.maximum * outer.maximum,
  };
  if (particle.kind === 'element') {
    for (const element of set.alternatives(particle.element)) {
      slots.push({ element, declared: particle.element, ...occurrence });
    }
  } else if (particle.kind !== 'any') {
    const inner = particle.kind === 'choice' ? { ...occurrence, minimum: 0 } : occurrence;
    for (const child of particle.particles) collect(child, inner, set, slots);
  }
}

/**
 * What a content model demands and `filled` does not have: a sentence each. Of a choice one branch is enough; an
 * optional group is demanded only once part of it is filled. A group may be filled as a whole.
 */
export function lacking(particle: Particle, filled: (particle: Particle) => boolean): string[] {
  if (particle.maximum === 0 || filled(particle)) return [];
  if (particle.kind === 'element' || particle.kind === 'any') {
    if (particle.minimum === 0) return [];
    return [particle.kind === 'any' ? 'an element of another schema' : particle.element.name.local];
  }
  const touched = particle.particles.filter((child) => touches(child, filled));
  if (particle.minimum === 0 && touched.length === 0) return [];
  if (particle.kind !== 'choice') {
    return particle.particles.flatMap((child) => lacking(child, filled));
  }
  if (touched.length > 0) return touched.flatMap((child) => lacking(child, filled));
  const demands = particle.particles.map((child) => lacking(child, filled));
  if (demands.length === 0 || demands.some((demand) => demand.length === 0)) return [];
  return [demands.map((demand) => demand.join(' and ')).join(' or ')];
}

/** Whether any part of a particle is filled. */
export function touches(particle: Particle, filled: (particle: Particle) => boolean): boolean {
  if (filled(particle)) return true;
  if (particle.kind === 'element' || particle.kind === 'any') return false;
  return particle.particles.some((child) => touches(child, filled));
}
