import { type Particle, touches } from '#xoev';
import type { CompileContext, Place } from './context.js';
import type { Placement } from './placing.js';
import type { TargetNode } from './target-tree.js';

/** Of a choice that stands once, a message may hold one branch; several without conditions cannot be right. */
export function reportExclusive(
  particle: Particle,
  placement: Placement,
  place: Place,
  context: CompileContext,
): void {
  if (particle.kind === 'element' || particle.kind === 'any' || particle.maximum > 1) return;
  for (const child of particle.particles) reportExclusive(child, placement, place, context);
  if (particle.kind !== 'choice') return;
  const branches = particle.particles.filter((child) =>
    touches(child, (one) => placement.at.has(one)),
  );
  const nodes = branches.map((branch) => nodesIn(branch, placement));
  const sure = nodes.filter((branch) => branch.some((node) => !isConditional(node)));
  if (sure.length < 2) return;
  const names = sure.map((branch) => branch[0]!.name).join(', ');
  const first = sure[1]![0]!;
  first.file.report(
    first.at,
    `Only one of ${names} may stand in ${place.target || 'the message'}; say with choose or when which one`,
    'warning',
  );
}

function nodesIn(particle: Particle, placement: Placement): TargetNode[] {
  if (particle.kind === 'element' || particle.kind === 'any') {
    return (placement.at.get(particle) ?? []).map(({ node }) => node);
  }
  return particle.particles.flatMap((child) => nodesIn(child, placement));
}

function isConditional(node: TargetNode): boolean {
  if (node.source !== undefined) return node.source.kind === 'choose';
  if (node.choose !== undefined && node.children.length === 0) return true;
  return node.children.length > 0 && node.children.every(isConditional);
}
