import type { Particle } from '#xoev';
import type { CompileContext, Place } from '../context.js';
import type { Placed, Placement } from '../elements/placing.js';
import { formAlong } from '../form-lookup.js';
import { compilePath } from '../language/data-path.js';
import type { Source } from '../language/language.js';
import { conditionsOf, exclude } from './node-conditions.js';

/** What would stand more often, or in another order, than the schema has it. */
export function reportRepeated(
  particle: Particle,
  placement: Placement,
  place: Place,
  context: CompileContext,
): void {
  if (particle.kind === 'element' || particle.kind === 'any') {
    const nodes = placement.at.get(particle) ?? [];
    if (nodes.length > particle.maximum) reportTogether(nodes, particle.maximum, place);
    return;
  }
  for (const child of particle.particles) {
    if (particle.maximum === 1) reportRepeated(child, placement, place, context);
  }
  if (particle.maximum === 1) return;
  const filled = placedIn(particle, placement);
  const repeats = placement.repeats.get(particle) ?? [];
  if (repeats.length > 0) {
    for (const { node } of filled.flat()) {
      const message = `${node.name} stands in the group that repeat fills; map it in there`;
      node.file.report(node.at, message);
    }
  } else if (particle.kind !== 'choice' && filled.length > 1) {
    const several = filled.flat().find(({ node }) => isList(node.source, place, context));
    if (several === undefined) return;
    const { node } = several;
    const names = filled.map(([first]) => first!.node.name).join(', ');
    const message = `${names} repeat together; write { repeat: { each: ..., map: ... } } around them`;
    node.file.report(node.at, message);
  }
}

function reportTogether(nodes: readonly Placed[], maximum: number, place: Place): void {
  for (const [index, { node }] of nodes.entries()) {
    const beside = nodes.slice(0, index).filter(({ node: earlier }) => {
      const [one, other] = [conditionsOf(earlier), conditionsOf(node)];
      return !one?.every((a) => other?.every((b) => exclude(a, b)));
    });
    if (beside.length < maximum) continue;
    const where = place.target || 'the message';
    const often = maximum === 1 ? 'only once' : `${maximum} times at most`;
    node.file.report(node.at, `${node.name} may stand in ${where} ${often}`);
  }
}

/** By the element that it fills: the nodes in a group. */
function placedIn(particle: Particle, placement: Placement): (readonly Placed[])[] {
  if (particle.kind === 'element' || particle.kind === 'any') {
    const nodes = placement.at.get(particle);
    return nodes === undefined ? [] : [nodes];
  }
  return particle.particles.flatMap((child) => placedIn(child, placement));
}

function isList(source: Source | undefined, place: Place, context: CompileContext): boolean {
  switch (source?.kind) {
    case 'each':
    case 'several':
    case 'attachments':
      return true;
    case 'path': {
      const nodes = formAlong(compilePath(source.path), place, context).at(-1)?.nodes ?? [];
      return nodes.some((node) => node.isA('array'));
    }
    default:
      return false;
  }
}
