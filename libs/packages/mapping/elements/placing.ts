import type { ElementDeclaration, GroupParticle, Particle, SchemaSet } from '#xoev';
import type { RepeatedTree, TargetNode, TargetTree } from './target-tree.js';

/** A node of the map with the element that it fills. */
export interface Placed {
  node: TargetNode;
  element: ElementDeclaration;
}

/** Where the nodes of a map stand in a content model. */
export interface Placement {
  at: ReadonlyMap<Particle, readonly Placed[]>;
  /** The groups that are filled once an item. */
  repeats: ReadonlyMap<Particle, readonly RepeatedTree[]>;
  /** Nodes that the content model has no place for. */
  homeless: readonly TargetNode[];
  homelessRepeats: readonly RepeatedTree[];
}

interface Candidate {
  particle: Particle;
  element: ElementDeclaration;
  /** The groups around it, the outermost first. */
  groups: readonly GroupParticle[];
}

/**
 * Finds a place for every node. Where a name stands in several branches of a choice, the branch that holds most of
 * the other names is meant.
 */
export function placed(content: Particle, tree: TargetTree, set: SchemaSet): Placement {
  const found = new Map(tree.children.map((node) => [node, candidatesFor(node, content, set)]));
  const at = new Map<Particle, Placed[]>();
  const homeless: TargetNode[] = [];
  for (const [node, candidates] of found) {
    const chosen = bestOf(candidates, [...found.values()]);
    if (chosen === undefined) {
      homeless.push(node);
      continue;
    }
    const { particle, element } = chosen;
    at.set(particle, [...(at.get(particle) ?? []), { node, element }]);
  }
  const repeats = new Map<Particle, RepeatedTree[]>();
  const homelessRepeats: RepeatedTree[] = [];
  for (const repeated of tree.repeats) {
    const group = repeatingGroup(repeated.tree, content, set);
    if (group === undefined) homelessRepeats.push(repeated);
    else repeats.set(group, [...(repeats.get(group) ?? []), repeated]);
  }
  return { at, repeats, homeless, homelessRepeats };
}

function candidatesFor(node: TargetNode, content: Particle, set: SchemaSet): Candidate[] {
  const declared: Candidate[] = [];
  const open: Candidate[] = [];
  const visit = (particle: Particle, groups: readonly GroupParticle[]) => {
    if (particle.maximum === 0) return;
    if (particle.kind === 'element') {
      const element = set.alternatives(particle.element).find((one) => isMeant(node, one, set));
      if (element !== undefined) declared.push({ particle, element, groups });
    } else if (particle.kind === 'any') {
      const element = set
        .globalElements()
        .find((one) => isMeant(node, one, set) && !one.abstract && fits(one, particle));
      if (element !== undefined) open.push({ particle, element, groups });
    } else {
      for (const child of particle.particles) {
        visit(child, [...groups, particle as GroupParticle]);
      }
    }
  };
  visit(content, []);
  return declared.length > 0 ? declared : open;
}

function isMeant({ name, prefix }: TargetNode, element: ElementDeclaration, set: SchemaSet) {
  if (element.name.local !== name) return false;
  return prefix === undefined || set.prefixOf(element.name.namespace) === prefix;
}

/** XML Schema part 1, section 3.10: which namespaces a wildcard lets through. */
function fits(
  element: ElementDeclaration,
  { namespace, targetNamespace: own }: Particle & { kind: 'any' },
): boolean {
  const given = element.name.namespace;
  if (namespace === '##any') return true;
  if (namespace === '##other') return given !== own && given !== '';
  return namespace.split(/\s+/).some((allowed) => {
    if (allowed === '##targetNamespace') return given === own;
    return allowed === '##local' ? given === '' : given === allowed;
  });
}

function bestOf(
  candidates: readonly Candidate[],
  all: readonly (readonly Candidate[])[],
): Candidate | undefined {
  if (candidates.length < 2) return candidates[0];
  const company = ({ groups }: Candidate) =>
    groups.reduce(
      (sum, group, depth) =>
        sum +
        (depth + 1) * all.filter((others) => others.some((o) => o.groups.includes(group))).length,
      0,
    );
  let best = candidates[0]!;
  for (const candidate of candidates) if (company(candidate) > company(best)) best = candidate;
  return best;
}

/** The innermost group that may stand several times and has a place for all of a map. */
function repeatingGroup(
  tree: TargetTree,
  content: Particle,
  set: SchemaSet,
): GroupParticle | undefined {
  const nodes = [...tree.children, ...alternativesOf(tree)];
  let found: GroupParticle | undefined;
  const visit = (particle: Particle) => {
    if (particle.kind === 'element' || particle.kind === 'any') return;
    const holds = nodes.every((node) => candidatesFor(node, particle, set).length > 0);
    if (!holds) return;
    if (particle.maximum > 1) found = particle as GroupParticle;
    particle.particles.forEach(visit);
  };
  visit(content);
  return found;
}

function alternativesOf({ choose }: TargetTree): TargetNode[] {
  return (choose?.alternatives ?? []).flatMap(({ use }) => [
    ...use.children,
    ...alternativesOf(use),
  ]);
}
