import { nearest } from '#source-file';
import {
  type AttributeUse,
  attributeWriter,
  codeTypeOf,
  elementWriter,
  fixedAttributes,
  nothing,
  type SimpleType,
  type TypeDefinition,
  textWriter,
  type Write,
} from '#xoev';
import { type CompileContext, constant, type Place } from './context.js';
import { checkFit } from './fit.js';
import type { Source } from './language.js';
import { Scope } from './scope.js';
import type { Target } from './target.js';
import type { TargetNode } from './target-tree.js';
import { textOf, type Value } from './value.js';
import { compileValue } from './values.js';

/** An element with a text, or several where the data holds a list and the schema takes one. */
export function textElement(
  target: Target,
  source: Source,
  node: TargetNode,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const type = textType(target, source, place, context);
  const value = compileValue(source, place, context);
  context.origins.set(place.target, value.origin);
  if (type === undefined) return nothing;
  checkFit(value, type, target.repeatable, source.at, place, context);
  const attributes = attributesOf(target.type, node, place, context);
  const fixed = fixedAttributes([...target.fixed, ...attributes.fixed]);
  const element = (text: (scope: Scope) => string | undefined, pointer: Value['pointer']) =>
    elementWriter(target.name, fixed, attributes.writers, checkedText(text, pointer, type, place));
  const single = element(value.text, value.pointer);
  if (source.kind === 'constant') return constant(single, context);
  if (!target.repeatable || source.kind !== 'path') return single;
  const item = element(
    (scope) => textOf(scope.item, scope, (at) => at.pointer, place),
    (scope) => scope.pointer,
  );
  return perItem(value, single, item);
}

/** The element for each item where the value turns out to be a list. */
export function perItem(value: Value, single: Write<Scope>, item: Write<Scope>): Write<Scope> {
  return (scope) => {
    const raw = value.read(scope);
    if (!Array.isArray(raw)) return single(scope);
    const pointer = value.pointer(scope);
    let xml = '';
    for (const [index, one] of raw.entries()) {
      xml += item(new Scope(scope.run, one, `${pointer}/${index}`));
    }
    return xml;
  };
}

function textType(
  target: Target,
  source: Source,
  place: Place,
  context: CompileContext,
): SimpleType | undefined {
  const { type } = target;
  if (type.kind === 'simple') return type;
  if (type.content.kind === 'simple') return type.content.type;
  const advice =
    codeTypeOf(type, context.set) === undefined
      ? 'it needs a map'
      : 'it carries a code: write { code: ..., list: ... }';
  context.file.report(source.at, `${place.target} has elements inside; ${advice}`);
  return undefined;
}

/** A text in the characters that its type takes. */
export function checkedText(
  text: (scope: Scope) => string | undefined,
  pointer: Value['pointer'],
  type: SimpleType,
  place: Place,
): Write<Scope> {
  const dataType = type.dataType ?? 'C';
  return textWriter(text, dataType, (scope, { codePoint }) =>
    scope.report(
      'invalid-character',
      pointer(scope),
      `The character ${codePoint} is not allowed in ${place.target} (DIN 91379, data type ${dataType})`,
    ),
  );
}

/** The attributes of an element: what the mapping fills, and what the schema fixes and requires. */
export function attributesOf(
  type: TypeDefinition,
  node: TargetNode,
  place: Place,
  context: CompileContext,
): { fixed: [string, string][]; writers: Write<Scope>[] } {
  const uses = type.kind === 'complex' ? type.attributes : [];
  const fixed: [string, string][] = [];
  const writers: Write<Scope>[] = [];
  const named = new Map(uses.map((use) => [use.name.local, use]));
  for (const [name, source] of node.attributes) {
    const use = named.get(name);
    if (use === undefined) {
      const meant = nearest(name, named.keys());
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      context.file.report(source.at, `${place.target} has no attribute ${name}${hint}`);
      continue;
    }
    if (use.fixed !== undefined) continue;
    if (source.kind === 'constant') fixed.push([context.names.of(use.name), source.value]);
    else writers.push(attribute(use, source, place, context));
  }
  for (const use of uses) {
    if (use.fixed !== undefined && (use.required || node.attributes.has(use.name.local))) {
      fixed.push([context.names.of(use.name), use.fixed]);
    } else if (use.required && !node.attributes.has(use.name.local)) {
      context.file.report(node.at, `${place.target} needs the attribute @${use.name.local}`);
    }
  }
  return { fixed, writers };
}

function attribute(
  use: AttributeUse,
  source: Source,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const target = `${place.target}/@${use.name.local}`;
  const at = { ...place, target, at: source.at };
  const value = compileValue(source, at, context);
  checkFit(value, use.type, false, source.at, at, context);
  context.origins.set(target, value.origin);
  return attributeWriter(
    context.names.of(use.name),
    checkedText(value.text, value.pointer, use.type, at),
  );
}
