import { type CompileContext, type Place, treeOf } from '../context.js';
import type { TargetNode, TargetTree } from '../elements/target-tree.js';
import { formAlong, insideOf } from '../form-lookup.js';
import { conditionText } from '../language/condition-text.js';
import { compilePath } from '../language/data-path.js';
import type { Alternative, Condition, FactKind, Source } from '../language/language.js';
import { isAlwaysKnown } from '../values/facts.js';

/**
 * What has to be there so that a source says something: names of optional places of the form and of other things
 * that may be absent. Empty: it always says something.
 */
export type Presence = ReadonlySet<string>;

const ALWAYS: Presence = new Set();

/** How the names of cases begin that a mapping tells apart; all others name what may be absent. */
const ONLY = 'only ';

/** How the names of texts end that are there, but may say nothing. */
const BLANK = ' may be blank';

/** Whether a name of a presence is a case that the mapping tells apart: `only when art is geld`. */
export function isCase(name: string): boolean {
  return name.startsWith(ONLY);
}

/** Whether a name of a presence is a text that has to be there, but may say nothing: `name may be blank`. */
export function isBlank(name: string): boolean {
  return name.endsWith(BLANK);
}

/**
 * Each way in which what a node maps comes to be written. A constant is no way of its own, as it is written only
 * beside something else; an expression is none that can be known.
 */
export function waysOfNode(node: TargetNode, place: Place, context: CompileContext): Presence[] {
  return node.source === undefined
    ? waysOfTree(node, place, context)
    : [...waysOfSource(node.source, place, context), ...attributeWays(node, place, context)];
}

/** Each way in which what a tree maps comes to be written. */
export function waysOfTree(tree: TargetTree, place: Place, context: CompileContext): Presence[] {
  const text = tree.text === undefined ? [] : waysOfSource(tree.text.source, place, context);
  const children = tree.children.flatMap((child) => waysOfNode(child, place, context));
  const repeats = tree.repeats.flatMap(({ path, tree: inner }) =>
    within(path, true, place, context, (there) => waysOfTree(inner, there, context)),
  );
  const chosen = chosenWays(tree.choose?.alternatives ?? [], place, context, (use, there) =>
    waysOfTree(use, there, context),
  );
  return [...text, ...attributeWays(tree, place, context), ...children, ...repeats, ...chosen];
}

/** Each way in which an attribute of a tree comes to be written. */
export function attributeWays(tree: TargetTree, place: Place, context: CompileContext): Presence[] {
  return [...tree.attributes.values()].flatMap(({ source }) =>
    waysOfSource(source, place, context),
  );
}

/** Each way in which a source comes to say something. */
export function waysOfSource(source: Source, place: Place, context: CompileContext): Presence[] {
  switch (source.kind) {
    case 'path':
      return [optionalSteps(source.path, place, context)];
    case 'submission':
    case 'landscape':
    case 'message':
    case 'setting':
      return [factPresence(source, place, context)];
    case 'code':
    case 'date':
    case 'dateTime':
    case 'time':
    case 'number':
      return waysOfSource(source.source, place, context);
    case 'orNil':
    case 'todo':
      return [ALWAYS];
    case 'each':
    case 'from':
      return within(source.path, source.kind === 'each', place, context, (there) =>
        waysOfSource(source.inner, there, context),
      );
    case 'group':
      return waysOfTree(treeOf(source.content, context), place, context);
    case 'attachments':
      return [
        context.attachments.demanded(source.purpose)
          ? ALWAYS
          : new Set([`an attachment of the purpose ${source.purpose}`]),
      ];
    case 'choose':
      return chosenWays(source.alternatives, place, context, (use, there) =>
        isConstant(use) ? [ALWAYS] : waysOfSource(use, there, context),
      );
    case 'several':
      return source.sources.flatMap((one) => waysOfSource(one, place, context));
    case 'constant':
    case 'expression':
    case 'mistaken':
      return [];
  }
}

/** A constant that is chosen is written whatever stands beside it. */
export function isConstant(source: Source): boolean {
  return source.kind === 'code' ? isConstant(source.source) : source.kind === 'constant';
}

function factPresence(
  { kind, path }: { kind: FactKind; path: string },
  place: Place,
  context: CompileContext,
): Presence {
  const name = factName(kind, path);
  const known = isAlwaysKnown(kind, path) || place.assumed.has(name) || context.demanded.has(name);
  return known ? ALWAYS : new Set([name]);
}

/** Who has the level of assurance has the means as well. */
function factName(kind: FactKind, path: string): string {
  return `${kind} ${/^(?:authentication|onBehalfOf)\b/.exec(path)?.[0] ?? path}`;
}

function chosenWays<T>(
  alternatives: readonly Alternative<T>[],
  place: Place,
  context: CompileContext,
  waysOf: (use: T, place: Place) => Presence[],
): Presence[] {
  const branches = alternatives.map(({ condition, use }) => ({
    condition,
    ways: waysOf(use, assuming(condition, place, context)),
  }));
  const ways = branches.flatMap(({ condition, ways: own }, index) => {
    const assumed =
      condition === undefined
        ? `${ONLY}in none of the ${index} cases before`
        : `${ONLY}when ${conditionText(condition)}`;
    return own.map((way) => new Set([...way, assumed]));
  });
  // Where one alternative always applies, it is enough that each says something when it is chosen.
  const exhaustive = branches.at(-1)?.condition === undefined;
  if (!exhaustive) return ways;
  if (branches.some(({ ways: own }) => own.length === 0)) return [];
  return [...ways, new Set(branches.flatMap(({ ways: own }) => [...own[0]!]))];
}

/** The place in an alternative: what its condition needs is there. */
export function assuming(
  condition: Condition | undefined,
  place: Place,
  context: CompileContext,
): Place {
  if (condition === undefined) return place;
  const implied = impliedBy(condition, place, context);
  return { ...place, assumed: new Set([...place.assumed, ...implied]) };
}

function impliedBy(condition: Condition, place: Place, context: CompileContext): string[] {
  switch (condition.kind) {
    case 'all':
      return condition.conditions.flatMap((one) => impliedBy(one, place, context));
    case 'any':
    case 'not':
      return [];
    default: {
      if (condition.kind === 'present' && !condition.present) return [];
      const { kind, path } = condition.subject;
      if (kind !== 'path') return [factName(kind, path)];
      return formAlong(compilePath(path), place, context).map(({ name }) => name);
    }
  }
}

function within(
  path: string,
  list: boolean,
  place: Place,
  context: CompileContext,
  waysOf: (place: Place) => Presence[],
): Presence[] {
  const steps = optionalSteps(path, place, context);
  return waysOf(insideOf(compilePath(path), list, place, context)).map(
    (way) => new Set([...steps, ...way]),
  );
}

/** The places along a path that the form may leave out, named from the root of the form. */
function optionalSteps(text: string, place: Place, context: CompileContext): Presence {
  const path = compilePath(text);
  if (place.data === 'attachment' && !path.absolute) return ALWAYS;
  const optional = new Set<string>();
  for (const { name, step, parents, nodes } of formAlong(path, place, context)) {
    const lacks = step !== undefined && parents.every((parent) => parent.mayLack(step));
    if (context.demanded.has(name) || place.assumed.has(name)) continue;
    // What the form does not know at all is told elsewhere.
    if (nodes.length === 0) continue;
    if (parents.length > 0 && lacks) optional.add(name);
    else if (nodes.every((node) => node.mayBeEmpty)) optional.add(name + BLANK);
  }
  return optional;
}
