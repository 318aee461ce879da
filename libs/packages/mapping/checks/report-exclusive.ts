import { type Particle, touches } from '#xoev';
import type { Place } from '../context.js';
import type { Placement } from '../elements/placing.js';
import type { TargetNode } from '../elements/target-tree.js';
import type { Condition } from '../language/language.js';
import { conditionsOf, exclude } from './node-conditions.js';

/** Of a choice that stands once, a message may hold one branch: what fills several has to be told apart. */
export function reportExclusive(particle: Particle, placement: Placement, place: Place): void {
  if (particle.kind === 'element' || particle.kind === 'any' || particle.maximum > 1) return;
  for (const child of particle.particles) reportExclusive(child, placement, place);
  if (particle.kind !== 'choice') return;
  const branches = particle.particles
    .filter((child) => touches(child, (one) => placement.at.has(one)))
    .map((branch) => nodesIn(branch, placement));
  const second = branches.find((branch, index) =>
    branches.slice(0, index).some((earlier) => !areExclusive(earlier, branch)),
  );
  if (second === undefined) return;
  const names = branches.map(([node]) => node!.name).join(', ');
  const [first] = second;
  first!.file.report(
    first!.at,
    `Only one of ${names} may stand in ${place.target || 'the message'}; say with choose which one`,
    'warning',
  );
}

function areExclusive(one: readonly TargetNode[], other: readonly TargetNode[]): boolean {
  const conditions = (nodes: readonly TargetNode[]): Condition[] | undefined => {
    const all = nodes.map(conditionsOf);
    return all.some((part) => part === undefined) ? undefined : all.flatMap((part) => part!);
  };
  const [first, second] = [conditions(one), conditions(other)];
  if (first === undefined || second === undefined) return false;
  return first.every((a) => second.every((b) => exclude(a, b)));
}

function nodesIn(particle: Particle, placement: Placement): TargetNode[] {
  if (particle.kind === 'element' || particle.kind === 'any') {
    return (placement.at.get(particle) ?? []).map(({ node }) => node);
  }
  return particle.particles.flatMap((child) => nodesIn(child, placement));
}
