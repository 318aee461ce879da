import { nearest, type Path } from '#source-file';
import {
  type ElementDeclaration,
  elementWriter,
  escapedText,
  groupWriter,
  lacking,
  nothing,
  type Particle,
  repeatedWriter,
  sequenceWriter,
  touches,
  type Write,
} from '#xoev';
import { type CompileContext, constant, inFile, type Place } from './context.js';
import { compilePath } from './data-path.js';
import { isExhaustive } from './exhaustive.js';
import { formAt, insideOf } from './form-lookup.js';
import { itemScopes } from './items.js';
import { type Placement, placed } from './placing.js';
import { assuming, attributeWays } from './presence.js';
import { reportAbsent } from './report-absent.js';
import { reportExclusive } from './report-exclusive.js';
import type { Scope } from './scope.js';
import { mappingCondition } from './subjects.js';
import { mergedTrees, type TargetNode, type TargetTree } from './target-tree.js';

/** An element that a node of the map fills. */
export interface Slot {
  element: ElementDeclaration;
  /** Whether it may stand there more than once. */
  repeatable: boolean;
}

/** Compiles one element; what contains it does not know how. */
export type CompileElement = (
  slot: Slot,
  node: TargetNode,
  place: Place,
  context: CompileContext,
) => Write<Scope>;

/**
 * Compiles what a map puts into a content model: everything in the order of the schema, groups that repeat once
 * an item, and of alternatives the first that applies.
 */
export function contentWriter(
  content: Particle,
  tree: TargetTree,
  place: Place,
  context: CompileContext,
  element: CompileElement,
): Write<Scope> {
  const { choose } = tree;
  if (choose === undefined) {
    return new ContentCompiler(content, tree, place, context, element).writer();
  }
  const plain = { ...tree, choose: undefined };
  const own = inFile(context, choose.file);
  const branches = choose.alternatives.map(({ condition, use }) => ({
    applies: condition === undefined ? () => true : mappingCondition(condition, place, own),
    write: contentWriter(
      content,
      mergedTrees(plain, use),
      assuming(condition, place, own),
      context,
      element,
    ),
  }));
  const otherwise = isExhaustive(choose.alternatives, place, own)
    ? nothing
    : new ContentCompiler(content, plain, place, own, element).whereNothingApplies(choose.at);
  return (scope) => {
    for (const { applies, write } of branches) if (applies(scope)) return write(scope);
    return otherwise(scope);
  };
}

class ContentCompiler {
  readonly #placement: Placement;

  constructor(
    private readonly content: Particle,
    private readonly tree: TargetTree,
    private readonly place: Place,
    private readonly context: CompileContext,
    private readonly element: CompileElement,
  ) {
    this.#placement = placed(content, tree, context.set);
  }

  writer(): Write<Scope> {
    const { content, place, context, tree } = this;
    this.#reportUnknown();
    for (const sentence of lacking(content, this.#filled)) {
      context.file.report(place.at, `${this.#name} needs ${sentence}; map it`);
    }
    reportExclusive(content, this.#placement, place, context);
    reportAbsent(content, this.#placement, attributeWays(tree, place, context), place, context);
    return this.#written();
  }

  /** What stands beside alternatives of which none applies. */
  whereNothingApplies(at: Path): Write<Scope> {
    for (const sentence of lacking(this.content, this.#filled)) {
      this.context.file.report(
        at,
        `${this.#name} needs ${sentence}, also where no alternative applies; give the last one no when`,
        'warning',
      );
    }
    return this.#written();
  }

  get #name(): string {
    return this.place.target === '' ? 'The message' : this.place.target;
  }

  #written(): Write<Scope> {
    const { content, context } = this;
    const writers = this.#writers(content, true);
    if (writers.length === 0) return nothing;
    const isConstant = (writer: Write<Scope>) => context.constants.has(writer);
    // What has to stand there stands there with nothing but constants too.
    const group = this.place.mandatory ? sequenceWriter(writers) : groupWriter(writers, isConstant);
    return writers.every(isConstant) ? constant(group, context) : group;
  }

  readonly #placedAt = (particle: Particle): boolean =>
    this.#placement.at.has(particle) || this.#placement.repeats.has(particle);

  readonly #filled = (particle: Particle): boolean =>
    this.#placedAt(particle) ||
    (particle.kind === 'element' && particle.element.fixed !== undefined);

  /** The writers of a particle in the order of the schema. `demanded`: it has to stand there. */
  #writers(particle: Particle, demanded: boolean, repeats = false): Write<Scope>[] {
    const { place, context } = this;
    if (particle.kind === 'element' || particle.kind === 'any') {
      const nodes = this.#placement.at.get(particle) ?? [];
      const required = demanded && particle.minimum > 0;
      if (nodes.length === 0 && required && particle.kind === 'element') {
        return this.#fixed(particle.element);
      }
      const repeatable = repeats || particle.maximum > 1 || nodes.length > 1;
      const mandatory = place.mandatory && required;
      return nodes.map(({ node, element }) => {
        const own = element.name.local;
        const target = place.target === '' ? own : `${place.target}/${own}`;
        const there = { ...place, target, mandatory, at: node.at };
        return this.element({ element, repeatable }, node, there, inFile(context, node.file));
      });
    }
    const repeated = this.#placement.repeats.get(particle);
    if (repeated !== undefined) return repeated.map((one) => this.#repeated(particle, one));
    const here = demanded && (particle.minimum > 0 || touches(particle, this.#placedAt));
    const again = repeats || particle.maximum > 1;
    return particle.particles.flatMap((child) => {
      const touched = touches(child, this.#placedAt);
      return this.#writers(child, here && (particle.kind !== 'choice' || touched), again);
    });
  }

  /** What the schema fixes stands there without anybody mapping it. */
  #fixed(element: ElementDeclaration): Write<Scope>[] {
    if (element.fixed === undefined) return [];
    const text = escapedText(element.fixed);
    const write = elementWriter<Scope>(this.context.names.of(element.name), '', [], () => text);
    return [constant(write, this.context)];
  }

  #repeated(group: Particle, { path: text, tree, at, file }: TargetTree['repeats'][number]) {
    const context = inFile(this.context, file);
    const path = compilePath(text);
    const form = formAt(path, { at }, this.place, context);
    if (form.length > 0 && !form.some((one) => one.isA('array'))) {
      file.report(at, `${text} is no list in the form`);
    }
    const inside = { ...insideOf(path, true, this.place, context), mandatory: false, at };
    const once = { ...group, minimum: 1, maximum: 1 };
    const write = contentWriter(once, tree, inside, context, this.element);
    return repeatedWriter((scope: Scope) => itemScopes(path, scope), write);
  }

  #reportUnknown(): void {
    const { content } = this;
    const what = this.#name;
    for (const { at, file } of this.#placement.homelessRepeats) {
      file.report(at, `${what} has no group that may repeat with all these elements`);
    }
    const known = [...new Set(namesIn(content))];
    for (const node of this.#placement.homeless) {
      const meant = nearest(node.name, known);
      const hint =
        meant !== undefined
          ? `did you mean ${meant}?`
          : known.length === 0
            ? 'it has no elements inside'
            : `known are ${known.slice(0, 15).join(', ')}${known.length > 15 ? ', ...' : ''}`;
      node.file.report(node.at, `${what} has no element ${node.name}; ${hint}`);
    }
  }
}

function namesIn(particle: Particle): string[] {
  if (particle.kind === 'element') return [particle.element.name.local];
  return particle.kind === 'any' ? [] : particle.particles.flatMap(namesIn);
}
