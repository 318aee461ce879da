import {
  type ComplexType,
  codeTypeOf,
  type ElementDeclaration,
  type Particle,
  type SchemaSet,
  type SimpleType,
  type TypeDefinition,
} from '#xoev';

export type ElementParticle = Particle & { kind: 'element' };

export function particleOf(type: ComplexType): Particle | undefined {
  return type.content.kind === 'elements' ? type.content.particle : undefined;
}

/** All elements of a content model, in the order of the schema. */
export function elementsIn(particle: Particle): ElementParticle[] {
  if (particle.maximum === 0) return [];
  if (particle.kind === 'element') return [particle];
  return particle.kind === 'any' ? [] : particle.particles.flatMap(elementsIn);
}

export function namesIn(particle: Particle): string[] {
  return [...new Set(elementsIn(particle).map(({ element }) => element.name.local))];
}

/** The names of the elements in a type and in these. */
export function namesBelow(type: ComplexType): string[] {
  const particle = particleOf(type);
  if (particle === undefined) return [];
  return elementsIn(particle).flatMap(({ element }) => {
    const inner = element.type.kind === 'complex' ? particleOf(element.type) : undefined;
    return [element.name.local, ...(inner === undefined ? [] : namesIn(inner))];
  });
}

/** Names that a content model has in more than one namespace: a path needs the prefix. */
export function ambiguousNames(particle: Particle): ReadonlySet<string> {
  const namespaces = new Map<string, Set<string>>();
  for (const { element } of elementsIn(particle)) {
    const { local, namespace } = element.name;
    namespaces.set(local, (namespaces.get(local) ?? new Set()).add(namespace));
  }
  return new Set([...namespaces].filter(([, { size }]) => size > 1).map(([local]) => local));
}

/** Elements of the set that a wildcard may stand for. */
export function elementsFor(
  { namespace }: Particle & { kind: 'any' },
  own: string,
  set: SchemaSet,
): ElementDeclaration[] {
  const allowed = namespace.split(/\s+/);
  return set.globalElements().filter(({ name, abstract }) => {
    if (abstract) return false;
    if (namespace === '##any') return true;
    if (namespace === '##other') return name.namespace !== own && name.namespace !== '';
    if (name.namespace === own)
      return allowed.includes('##targetNamespace') || allowed.includes(own);
    return allowed.includes(name.namespace === '' ? '##local' : name.namespace);
  });
}

export function isLeaf({ element: { type } }: ElementParticle, set: SchemaSet): boolean {
  return codeTypeOf(type, set) !== undefined || textOf(type) !== undefined;
}

/** The text of a type that has no elements to fill. */
export function textOf(type: TypeDefinition): SimpleType | undefined {
  if (type.kind === 'simple') return type;
  if (type.content.kind === 'simple') return type.content.type;
  const particle = particleOf(type);
  const hasElements = particle !== undefined && elementsIn(particle).length > 0;
  return type.mixed && !hasElements ? ANY_TEXT : undefined;
}

const ANY_TEXT = { kind: 'simple', variety: 'atomic', builtin: 'string', facets: {} } as SimpleType;
