import type { Path } from '#source-file';
import {
  codeTypeOf,
  type ElementDeclaration,
  elementWriter,
  fixedAttributes,
  nothing,
  repeatedWriter,
  sequenceWriter,
  type Write,
} from '#xoev';
import { assuming, waysOfTree } from '../checks/presence.js';
import { reportAbsentAttributes } from '../checks/report-absent.js';
import { reportTodo } from '../checks/report-todo.js';
import { type CompileContext, constant, inFile, type Place, treeOf } from '../context.js';
import { checkCount } from '../fit/fit.js';
import { formAt, insideOf, markUsed } from '../form-lookup.js';
import { compilePath } from '../language/data-path.js';
import type { Source } from '../language/language.js';
import { Scope } from '../scope.js';
import { mappingCondition } from '../subjects.js';
import { chosenWriter } from './choose.js';
import { codeElement } from './code-elements.js';
import { type CompileElement, contentWriter } from './content.js';
import { itemScopes } from './items.js';
import { nilElement } from './nil-element.js';
import { type Target, targetOf } from './target.js';
import type { TargetNode, TargetTree } from './target-tree.js';
import { attributesOf, textElement } from './text-elements.js';

/** Compiles the root element, with the declarations of all namespaces that turned out to be needed. */
export function rootElement(
  declaration: ElementDeclaration,
  tree: TargetTree,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const { names } = context;
  const name = names.of(declaration.name);
  const { type } = declaration;
  if (type.kind !== 'complex') {
    context.file.report(place.at, `${name} has no child elements`);
    return nothing;
  }
  const target: Target = { name, type, fixed: [], minimum: 1, maximum: 1, nillable: false };
  const compile = (of: TargetTree, there: Place): Write<Scope> => {
    const body = bodyOf(target, of, there, context);
    let written: { write: Write<Scope>; bare: string } | undefined;
    return (scope) => {
      // Only once all is compiled it is known which namespaces are needed.
      if (written === undefined) {
        const fixed = fixedAttributes([...names.declarations(), ...body.fixed]);
        const write = elementWriter(name, fixed, body.attributes, body.content);
        written = { write, bare: `<${name}${fixed}/>` };
      }
      return written.write(scope) || written.bare;
    };
  };
  return tree.choose === undefined
    ? compile(tree, place)
    : chosenWriter(tree, tree.choose, place, context, compile);
}

/** Compiles an element and all that the mapping puts into it. */
const element: CompileElement = (slot, node, place, context) => {
  const target = targetOf(slot, node, context);
  if (target === undefined) return nothing;
  return node.source === undefined
    ? structure(target, node, place, context)
    : filled(target, node.source, node, place, context);
};

/** An element that one source fills. */
function filled(
  target: Target,
  source: Source,
  node: TargetTree,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  switch (source.kind) {
    case 'group': {
      const inner = treeOf(source.content, context);
      const attributes = new Map([...inner.attributes, ...node.attributes]);
      return structure(target, { ...inner, attributes }, { ...place, at: source.at }, context);
    }
    case 'several':
      demandRepeatable(target, source.at, place, context);
      demandRoom(target, source, place, context);
      return sequenceWriter(source.sources.map((one) => filled(target, one, node, place, context)));
    case 'choose': {
      const branches = source.alternatives.map(({ condition, use }) => ({
        applies: condition === undefined ? () => true : mappingCondition(condition, place, context),
        write: filled(target, use, node, assuming(condition, place, context), context),
      }));
      return (scope) => {
        for (const { applies, write } of branches) if (applies(scope)) return write(scope);
        return '';
      };
    }
    case 'each':
    case 'from':
      return scoped(target, source, node, place, context);
    case 'attachments':
      return attachments(target, source, node, place, context);
    case 'orNil':
      return nilElement(target, source, node, place, context, (inner) =>
        filled(target, inner, node, place, context),
      );
    case 'todo':
      reportTodo(source, place, context);
      return source.inner === undefined
        ? nothing
        : filled(target, source.inner, node, { ...place, mandatory: false }, context);
    case 'mistaken':
      return nothing;
    case 'code':
      return codeElement(target, source, node, place, context);
    default:
      return textElement(target, source, node, place, context);
  }
}

function scoped(
  target: Target,
  source: Source & { kind: 'each' | 'from' },
  node: TargetTree,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const path = compilePath(source.path);
  const form = formAt(path, source, place, context);
  if (source.inner.kind !== 'group') markUsed(form, context);
  if (source.kind === 'from') {
    if (form.some((one) => one.isA('array'))) {
      context.file.report(source.at, `${source.path} is a list in the form; use each`);
    }
    const inside = insideOf(path, false, place, context);
    const write = filled(target, source.inner, node, inside, context);
    return (scope) => {
      const item = path.read(scope);
      if (item === undefined || item === null) return '';
      const origin = path.absolute ? Scope.root(scope) : scope;
      return write(origin.inner(item, path.step, -1));
    };
  }
  demandRepeatable(target, source.at, place, context);
  if (form.length > 0 && !form.some((one) => one.isA('array'))) {
    context.file.report(source.at, `${source.path} is no list in the form; use from`);
  }
  if (target.maximum > 1) checkCount(form, source.path, target, source.at, place, context);
  const inside = { ...insideOf(path, true, place, context), mandatory: false };
  const write = filled(target, source.inner, node, inside, context);
  return repeatedWriter((scope: Scope) => itemScopes(path, scope), write);
}

function attachments(
  target: Target,
  source: Source & { kind: 'attachments' },
  node: TargetTree,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const { purpose } = source;
  reportCrowd(target, source.at, place, context);
  const inside: Place = {
    ...place,
    data: 'attachment',
    origin: '',
    purpose,
    mandatory: false,
  };
  const write = filled(target, source.inner, node, inside, context);
  return repeatedWriter((scope: Scope) => {
    const scopes: Scope[] = [];
    const { attachments: all } = scope.run.input.accepted;
    for (const [index, attachment] of all.entries()) {
      if (purpose !== 'all' && attachment.purpose !== purpose) continue;
      scopes.push(new Scope(scope.run, attachment, `/attachments/${index}`));
    }
    return scopes;
  }, write);
}

/** An element with other elements, or with a text and attributes, that the mapping names one by one. */
function structure(
  target: Target,
  node: TargetTree,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const { type } = target;
  if (node.choose !== undefined) {
    const compile = (tree: TargetTree, there: Place) => structure(target, tree, there, context);
    return chosenWriter(node, node.choose, place, context, compile);
  }
  if (node.text !== undefined) {
    const { source, file } = node.text;
    if (node.children.length === 0 && node.repeats.length === 0) {
      return textElement(target, source, node, place, inFile(context, file));
    }
    file.report(source.at, `${place.target} has elements inside; a text beside them has no place`);
  }
  if (type.kind === 'simple') {
    const [attribute] = node.attributes.keys();
    const what = node.children[0]?.name ?? (attribute && `@${attribute}`);
    const has =
      what === undefined ? 'is a text: it takes a source, no map' : `has a text and no ${what}`;
    context.file.report(place.at, `${place.target} ${has}`);
    return nothing;
  }
  const code = node.children.find(({ name }) => name === 'code');
  if (code !== undefined && codeTypeOf(type, context.set) !== undefined) {
    return spelledOutCode(target, node, code, place, inFile(context, code.file));
  }
  const body = bodyOf(target, node, place, context);
  const fixed = fixedAttributes([...target.fixed, ...body.fixed]);
  const write = elementWriter(target.name, fixed, body.attributes, body.content);
  const same = body.attributes.length === 0 && context.constants.has(body.content);
  return same ? constant(write, context) : write;
}

/** `x/code: source` is the same as `x: { code: source }`: the list is checked and named all the same. */
function spelledOutCode(
  target: Target,
  node: TargetTree,
  child: TargetNode,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const { source, at } = child;
  if (source === undefined) {
    context.file.report(at, `${place.target}/code has a text and no elements`);
    return nothing;
  }
  for (const other of node.children) {
    if (other === child) continue;
    const advice = `write ${place.target}: { code: ..., list: ..., name: true }`;
    other.file.report(other.at, `The list says what goes beside a code; ${advice}`);
  }
  return codeElement(
    target,
    source.kind === 'code'
      ? source
      : { kind: 'code', source, list: undefined, translate: undefined, name: false, at },
    node,
    place,
    context,
  );
}

function bodyOf(
  target: Target,
  node: TargetTree,
  place: Place,
  context: CompileContext,
): { fixed: [string, string][]; attributes: Write<Scope>[]; content: Write<Scope> } {
  const { type } = target;
  const { fixed, writers } = attributesOf(type, node, place, context);
  reportAbsentAttributes(type, node, waysOfTree(node, place, context), place, context);
  const particle =
    type.kind === 'complex' && type.content.kind === 'elements'
      ? type.content.particle
      : NO_ELEMENTS;
  return {
    fixed,
    attributes: writers,
    content: contentWriter(particle, node, place, context, element),
  };
}

const NO_ELEMENTS = { kind: 'sequence', particles: [], minimum: 1, maximum: 1 } as const;

function demandRepeatable(target: Target, at: Path, place: Place, context: CompileContext): void {
  if (target.maximum > 1) return;
  context.file.report(at, `${place.target} may stand only once`);
}

/** Warns of attachments that the service takes and the message has no room for, and of those it never takes. */
function reportCrowd({ maximum }: Target, at: Path, { target }: Place, context: CompileContext) {
  const { most } = context.attachments;
  const often = maximum === 1 ? 'only once' : `${maximum} times at most`;
  const message =
    most === 0
      ? 'The service takes no attachments; say under attachments in package.yaml which it takes'
      : most > maximum
        ? `The service takes ${most} attachments, ${target} may stand ${often}; lower its maximumCount`
        : undefined;
  if (message !== undefined) context.file.report(at, message, 'warning');
}

function demandRoom(
  { maximum }: Target,
  { sources, at }: Source & { kind: 'several' },
  { target }: Place,
  { file }: CompileContext,
): void {
  if (maximum === 1 || sources.length <= maximum) return;
  file.report(at, `${target} may stand ${maximum} times; there are ${sources.length} sources`);
}
