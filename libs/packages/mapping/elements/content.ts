import { nearest, type Path, type SourceFile } from '#source-file';
import {
  type ElementDeclaration,
  elementWriter,
  escapedText,
  groupWriter,
  lacking,
  nothing,
  type Occurrence,
  type Particle,
  repeatedWriter,
  sequenceWriter,
  touches,
  type Write,
} from '#xoev';
import { attributeWays } from '../checks/presence.js';
import { reportAbsent } from '../checks/report-absent.js';
import { reportExclusive } from '../checks/report-exclusive.js';
import { reportRepeated } from '../checks/report-repeated.js';
import { type CompileContext, constant, inFile, type Place } from '../context.js';
import { checkCount } from '../fit/fit.js';
import { formAt, insideOf } from '../form-lookup.js';
import { compilePath } from '../language/data-path.js';
import type { Scope } from '../scope.js';
import { chosenWriter } from './choose.js';
import { itemScopes } from './items.js';
import { type Placement, placed } from './placing.js';
import type { TargetNode, TargetTree } from './target-tree.js';

/** An element that a node of the map fills. */
export interface Slot {
  element: ElementDeclaration;
  /** How often it may stand there; Infinity for any number. */
  minimum: number;
  maximum: number;
}

/** Compiles one element; what contains it does not know how. */
export type CompileElement = (
  slot: Slot,
  node: TargetNode,
  place: Place,
  context: CompileContext,
) => Write<Scope>;

/**
 * Compiles what a map puts into a content model: everything in the order of the schema, and groups that repeat once
 * an item.
 */
export function contentWriter(
  content: Particle,
  tree: TargetTree,
  place: Place,
  context: CompileContext,
  element: CompileElement,
): Write<Scope> {
  return new ContentCompiler(content, tree, place, context, element).writer();
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
    this.#reportLacking();
    if (place.open === undefined) {
      reportExclusive(content, this.#placement, place);
      reportRepeated(content, this.#placement, place, context);
      reportAbsent(content, this.#placement, attributeWays(tree, place, context), place, context);
    }
    const writers = this.#writers(content, true);
    if (writers.length === 0) return nothing;
    const isConstant = (writer: Write<Scope>) => context.constants.has(writer);
    // What has to stand there stands there with nothing but constants too.
    const group = place.mandatory ? sequenceWriter(writers) : groupWriter(writers, isConstant);
    return writers.every(isConstant) ? constant(group, context) : group;
  }

  #reportLacking(): void {
    const { place, context } = this;
    for (const sentence of lacking(this.content, this.#filled)) {
      const needs = `${this.#name} needs ${sentence}`;
      if (place.open === undefined) context.file.report(place.at, `${needs}; map it`);
      else {
        const advice = 'also where no alternative applies; give the last one no when';
        place.open.file.report(place.open.at, `${needs}, ${advice}`, 'warning');
      }
    }
  }

  get #name(): string {
    return this.place.target === '' ? 'The message' : this.place.target;
  }

  readonly #placedAt = (particle: Particle): boolean =>
    this.#placement.at.has(particle) || this.#placement.repeats.has(particle);

  readonly #filled = (particle: Particle): boolean =>
    this.#placedAt(particle) ||
    (particle.kind === 'element' && particle.element.fixed !== undefined);

  /** The writers of a particle in the order of the schema. `demanded`: it has to stand there. */
  #writers(particle: Particle, demanded: boolean, times = ONCE): Write<Scope>[] {
    const { place, context } = this;
    if (particle.kind === 'element' || particle.kind === 'any') {
      const nodes = this.#placement.at.get(particle) ?? [];
      const required = demanded && particle.minimum > 0;
      if (nodes.length === 0 && required && particle.kind === 'element') {
        return this.#fixed(particle.element);
      }
      const { minimum, maximum } = multiplied(particle, times);
      const mandatory = place.mandatory && required;
      return nodes.map(({ node, element }) => {
        const own = element.name.local;
        const target = place.target === '' ? own : `${place.target}/${own}`;
        const there = { ...place, target, mandatory, at: node.at, open: undefined };
        const slot = { element, minimum, maximum };
        return this.element(slot, node, there, inFile(context, node.file));
      });
    }
    const repeated = this.#placement.repeats.get(particle);
    if (repeated !== undefined) return repeated.map((one) => this.#repeated(particle, one));
    const here = demanded && (particle.minimum > 0 || touches(particle, this.#placedAt));
    const again = multiplied(particle, times);
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
    checkCount(form, text, group, at, { target: 'the group that repeats' }, context);
    const inside: Place = {
      ...insideOf(path, true, this.place, context),
      mandatory: false,
      at,
      open: undefined,
    };
    const once = { ...group, minimum: 1, maximum: 1 };
    const compile = (inner: TargetTree, there: Place) => {
      reportLost(inner, text, file, at);
      return contentWriter(once, inner, there, context, this.element);
    };
    const write =
      tree.choose === undefined
        ? compile(tree, inside)
        : chosenWriter(tree, tree.choose, inside, context, compile);
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

const ONCE: Occurrence = { minimum: 1, maximum: 1 };

function multiplied(one: Occurrence, times: Occurrence): Occurrence {
  return {
    minimum: one.minimum * times.minimum,
    maximum: one.maximum === 0 ? 0 : one.maximum * times.maximum,
  };
}

/** A group without an element of its own has neither attributes nor a text. */
function reportLost(tree: TargetTree, path: string, file: SourceFile<unknown>, at: Path): void {
  const [attribute] = tree.attributes.keys();
  const lost = attribute === undefined ? tree.text && '.' : `@${attribute}`;
  if (lost)
    file.report(at, `The group that ${path} fills is no element: ${lost} has no place in it`);
}

function namesIn(particle: Particle): string[] {
  if (particle.kind === 'element') return [particle.element.name.local];
  return particle.kind === 'any' ? [] : particle.particles.flatMap(namesIn);
}
