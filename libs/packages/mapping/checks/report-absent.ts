import { type Particle, type TypeDefinition, touches } from '#xoev';
import { type CompileContext, inFile, type Place } from '../context.js';
import type { Placed, Placement } from '../elements/placing.js';
import type { TargetNode, TargetTree } from '../elements/target-tree.js';
import {
  attributeWays,
  isBlank,
  isCase,
  isConstant,
  type Presence,
  waysOfNode,
  waysOfSource,
} from './presence.js';

/**
 * Warns of an element that has to stand beside others although the form may leave out what it is taken from:
 * such a message would fail only when somebody leaves it out.
 */
export function reportAbsent(
  content: Particle,
  placement: Placement,
  attributes: readonly Presence[],
  place: Place,
  context: CompileContext,
): void {
  const ways = (placed: Placed) =>
    waysOfNode(placed.node, place, inFile(context, placed.node.file));
  const waysIn = (particle: Particle): Presence[] => {
    if (particle.kind === 'element' || particle.kind === 'any') {
      return (placement.at.get(particle) ?? []).flatMap(ways);
    }
    return particle.particles.flatMap(waysIn);
  };
  const holdsConstant = (particle: Particle): boolean =>
    particle.kind === 'element' || particle.kind === 'any'
      ? (placement.at.get(particle) ?? []).some(({ node }) => saysConstants(node))
      : particle.particles.some(holdsConstant);
  /** `occasions`: what may be there when the particle has to be. */
  const visit = (particle: Particle, occasions: readonly Presence[]): void => {
    if (particle.kind === 'element' || particle.kind === 'any') {
      const nodes = placement.at.get(particle) ?? [];
      if (particle.minimum === 0 || nodes.length === 0) return;
      const own = nodes.flatMap(ways);
      if (own.length === 0) return;
      const missed = occasions.find((occasion) => !own.some((way) => isIn(way, occasion)));
      if (missed !== undefined) report(nodes[0]!.node, smallest(own, missed), place);
      return;
    }
    const sequence = particle.kind !== 'choice';
    const branches = particle.particles.filter((child) =>
      touches(child, (one) => placement.at.has(one) || placement.repeats.has(one)),
    );
    // Of a choice that has to be made, the only branch that is mapped has to stand there.
    const inherits = particle.minimum > 0 && (sequence || branches.length === 1);
    // A group that may be left out stands there once anything of it does, and its constants beside anything else.
    const begun = [...(holdsConstant(particle) ? occasions : []), ...waysIn(particle)];
    for (const child of particle.particles) {
      visit(child, inherits ? occasions : sequence ? begun : waysIn(child));
    }
  };
  const always: Presence[] = place.mandatory ? [new Set()] : [];
  visit(content, [...always, ...attributes, ...waysIn(content)]);
}

/** Warns of an attribute that the element needs although the form may leave out what it is taken from. */
export function reportAbsentAttributes(
  type: TypeDefinition,
  tree: TargetTree,
  content: readonly Presence[],
  place: Place,
  context: CompileContext,
): void {
  const uses = type.kind === 'complex' ? type.attributes : [];
  const always: Presence[] = place.mandatory ? [new Set()] : [];
  const occasions = [...always, ...content, ...attributeWays(tree, place, context)];
  for (const [name, { source, file }] of tree.attributes) {
    const use = uses.find((one) => one.name.local === name.slice(name.indexOf(':') + 1));
    if (use === undefined || !use.required || use.fixed !== undefined) continue;
    const own = waysOfSource(source, place, context);
    const missed = occasions.find((occasion) => !own.some((way) => isIn(way, occasion)));
    if (own.length === 0 || missed === undefined) continue;
    report({ name: `@${name}`, at: source.at, file }, smallest(own, missed), place);
  }
}

function saysConstants({ source, children }: TargetNode): boolean {
  if (source === undefined) return children.length > 0 && children.every(saysConstants);
  return isConstant(source);
}

function isIn(way: Presence, occasion: Presence): boolean {
  for (const name of way) if (!occasion.has(name)) return false;
  return true;
}

/** What the nearest way lacks. */
function smallest(ways: readonly Presence[], occasion: Presence): string[] {
  const lacks = ways.map((way) => [...way].filter((name) => !occasion.has(name)));
  const cases = (names: readonly string[]) => names.filter(isCase).length;
  return lacks.sort((a, b) => cases(a) - cases(b) || a.length - b.length)[0]!;
}

function report(
  { name, at, file }: Pick<TargetNode, 'name' | 'at' | 'file'>,
  lacks: readonly string[],
  place: Place,
): void {
  const where = place.target === '' ? 'the message' : place.target;
  const absent = lacks.filter((lack) => !isCase(lack) && !isBlank(lack));
  const missing = [
    ...absent.map((lack) => `${lack} may be absent`),
    ...lacks.filter(isBlank),
    ...lacks.filter(isCase).map((lack) => `it does ${lack}`),
  ];
  const advice =
    absent.length > 0
      ? 'demand it in the form or by a rule'
      : lacks.some(isBlank)
        ? 'give it a pattern such as \\S in the form, or demand it by a rule'
        : 'say what stands there otherwise';
  file.report(
    at,
    `${name} has to stand in ${where}, but ${missing.join(', ')}: ${advice}`,
    'warning',
  );
}
