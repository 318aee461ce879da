import type { Particle } from '#xoev';
import { type CompileContext, inFile, type Place } from './context.js';
import type { Placed, Placement } from './placing.js';
import { type Presence, waysOfNode } from './presence.js';

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
  /** `occasions`: what may be there when the particle has to be. */
  const visit = (particle: Particle, occasions: readonly Presence[]): void => {
    if (particle.kind === 'element' || particle.kind === 'any') {
      const nodes = placement.at.get(particle) ?? [];
      if (particle.minimum === 0 || nodes.length === 0) return;
      const own = nodes.flatMap(ways);
      if (own.length === 0) return;
      const missed = occasions.find((occasion) => !own.some((way) => isIn(way, occasion)));
      if (missed !== undefined) report(nodes[0]!, smallest(own, missed), place);
      return;
    }
    const inherits = particle.kind !== 'choice' && particle.minimum > 0;
    for (const child of particle.particles) {
      visit(child, inherits ? occasions : waysIn(child));
    }
  };
  const always: Presence[] = place.mandatory ? [new Set()] : [];
  visit(content, [...always, ...attributes, ...waysIn(content)]);
}

function isIn(way: Presence, occasion: Presence): boolean {
  for (const name of way) if (!occasion.has(name)) return false;
  return true;
}

/** What the nearest way lacks. */
function smallest(ways: readonly Presence[], occasion: Presence): string[] {
  const lacks = ways.map((way) => [...way].filter((name) => !occasion.has(name)));
  return lacks.sort((a, b) => a.length - b.length)[0]!;
}

function report({ node }: Placed, lacks: readonly string[], place: Place): void {
  const where = place.target === '' ? 'the message' : place.target;
  const what = lacks.map((name) => `${name} may be absent`).join(', ');
  node.file.report(
    node.at,
    `${node.name} has to stand in ${where}, but ${what}: demand it in the form or by a rule`,
    'warning',
  );
}
