import type { ElementDeclaration, Particle, SchemaSet, SimpleType, TypeDefinition } from '#xoev';

/** How deep a full sample goes before it holds to what is required. */
const DEEPEST = 7;

/**
 * A document as a schema set's model describes it: all that is required, or, where `full`, all that is possible,
 * with every choice taken in the order of `turn`. Undefined where that needs something abstract of which the set has
 * no concrete form. Its structure is right where the model is; its texts need not be.
 */
export function sampleDocument(
  root: ElementDeclaration,
  set: SchemaSet,
  { full, turn }: { full: boolean; turn: number },
): string | undefined {
  let count = 0;
  let isPossible = true;

  const element = (declared: ElementDeclaration, depth: number): string => {
    const concrete = set.alternatives(declared)[0] ?? declared;
    const { name } = concrete;
    const types = set.derived(concrete.type);
    const isAbstract = concrete.type.kind === 'complex' && concrete.type.abstract;
    const type = isAbstract ? types[turn % types.length] : concrete.type;
    if (type === undefined || concrete.abstract) {
      isPossible = false;
      return '';
    }
    const own = isAbstract
      ? ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="${type.name!.namespace}" xsi:type="y:${type.name!.local}"`
      : '';
    const tag = name.namespace === '' ? name.local : `n:${name.local}`;
    const bound = name.namespace === '' ? '' : ` xmlns:n="${name.namespace}"`;
    const text = concrete.fixed === undefined ? inside(type, depth) : concrete.fixed;
    return `<${tag}${bound}${own}${attributes(type, depth)}>${text}</${tag}>`;
  };

  const attributes = (type: TypeDefinition, depth: number): string => {
    if (type.kind === 'simple') return '';
    return type.attributes
      .filter((use) => use.required || (full && depth < DEEPEST))
      .map(({ name, fixed, type: valueType }) => {
        count += 1;
        const [word, bound] =
          name.namespace === ''
            ? [name.local, '']
            : [`a${count}:${name.local}`, ` xmlns:a${count}="${name.namespace}"`];
        return `${bound} ${word}="${fixed ?? text(valueType)}"`;
      })
      .join('');
  };

  const inside = (type: TypeDefinition, depth: number): string => {
    if (type.kind === 'simple') return text(type);
    if (type.content.kind === 'simple') return text(type.content.type);
    return type.content.kind === 'empty' ? '' : particle(type.content.particle, depth);
  };

  const particle = (one: Particle, depth: number): string => {
    const { minimum, maximum } = one;
    const times = full && depth < DEEPEST ? Math.min(maximum, Math.max(minimum, 2)) : minimum;
    return Array.from({ length: times }, () => once(one, depth)).join('');
  };

  const once = (one: Particle, depth: number): string => {
    if (one.kind === 'any') return '<o:other xmlns:o="urn:other"/>';
    if (one.kind === 'element') return element(one.element, depth + 1);
    if (one.kind !== 'choice') return one.particles.map((each) => particle(each, depth)).join('');
    return one.particles.length === 0
      ? ''
      : particle(one.particles[turn % one.particles.length]!, depth);
  };

  const text = (type: SimpleType): string => {
    const { facets, members, variety, builtin } = type;
    if (facets.enumeration !== undefined) return facets.enumeration[0]!;
    if (variety !== 'atomic') return text(members[0]!);
    return TEXTS[builtin] ?? 'x';
  };

  const document = element(root, 0);
  return isPossible ? document : undefined;
}

const TEXTS: Readonly<Record<string, string>> = {
  boolean: 'true',
  date: '2026-11-24',
  dateTime: '2026-11-24T08:00:00.000+01:00',
  decimal: '1',
  double: '1',
  int: '1',
  integer: '1',
  nonNegativeInteger: '1',
  positiveInteger: '1',
  time: '08:00:00',
};
