import type { SchemaBuilder } from './builder.js';
import type { Component, Components } from './components.js';
import type { ElementDeclaration, Particle, TypeDefinition } from './model.js';
import { globalName } from './names.js';
import { attributeOf } from './parts.js';
import { DEEPEST, SchemaProblem, tooDeep } from './problem.js';

/** Builds every component, so that a mistake shows at load and not with the first message. */
export function buildEverything(components: Components, builder: SchemaBuilder): void {
  const seen = new Set<object>();
  const waiting: (ElementDeclaration | TypeDefinition)[] = [];
  const enqueue = (one: ElementDeclaration | TypeDefinition) => {
    if (seen.has(one)) return;
    seen.add(one);
    waiting.push(one);
  };
  const visitParticle = (particle: Particle) => {
    if (particle.kind === 'element') enqueue(particle.element);
    else if (particle.kind !== 'any') particle.particles.forEach(visitParticle);
  };
  const depths = new Map<TypeDefinition, number>();
  for (const component of components.element.values()) {
    builder.attempt(() =>
      enqueue(builder.element(globalName(component.node, component.document))!),
    );
    builder.attempt(() => checkSubstitution(component, builder));
  }
  for (const { node, document } of components.type.values()) {
    builder.attempt(() => {
      const type = builder.type(globalName(node, document))!;
      enqueue(type);
      if (derivationDepth(type, depths) > DEEPEST) throw tooDeep(node, document);
    });
  }
  for (const kind of ['group', 'attributeGroup', 'attribute'] as const) {
    for (const component of components[kind].values()) {
      builder.attempt(() => builder.part(kind, component));
    }
  }
  // What is met on the way joins the end.
  for (const one of waiting) {
    if (!('kind' in one)) {
      builder.attempt(() => enqueue(one.type));
    } else if (one.kind === 'complex') {
      builder.attempt(() => one.attributes);
      builder.attempt(() => {
        if (one.content.kind === 'elements') visitParticle(one.content.particle);
      });
    }
  }
}

/** The head of a substitution group exists, and no element stands in for itself in the end. */
function checkSubstitution({ node, document }: Component, builder: SchemaBuilder): void {
  const head = attributeOf(node, 'substitutionGroup');
  if (head === undefined) return;
  const own = builder.element(globalName(node, document))!;
  const passed = new Set<ElementDeclaration>();
  let next: ElementDeclaration | undefined = builder.elementAt(head, node, document);
  while (next !== undefined && !passed.has(next)) {
    if (next === own) {
      throw new SchemaProblem(document, node, 'The substitution group holds its own head');
    }
    passed.add(next);
    if (passed.size > DEEPEST) throw tooDeep(node, document);
    next = next.substitutes === undefined ? undefined : builder.element(next.substitutes);
  }
}

/** How many types stand between a type and the root of its derivation; counting ends beyond what is accepted. */
function derivationDepth(type: TypeDefinition, known: Map<TypeDefinition, number>): number {
  const chain = new Set<TypeDefinition>();
  let at: TypeDefinition | undefined = type;
  while (at !== undefined && !known.has(at) && !chain.has(at) && chain.size <= DEEPEST) {
    chain.add(at);
    at = at.base;
  }
  let depth = at === undefined ? 0 : (known.get(at) ?? 0);
  for (const one of [...chain].reverse()) {
    depth += 1;
    known.set(one, depth);
  }
  return depth;
}
