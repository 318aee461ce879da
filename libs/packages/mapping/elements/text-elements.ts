import { nearest } from '#source-file';
import {
  type AttributeUse,
  attributeWriter,
  builtinType,
  characterProblem,
  codeTypeOf,
  dataTypeTitle,
  elementWriter,
  fixedAttributes,
  normalised,
  nothing,
  type SimpleType,
  type TypeDefinition,
  textWriter,
  type Write,
} from '#xoev';
import { waysOfSource } from '../checks/presence.js';
import { reportAbsentAttributes } from '../checks/report-absent.js';
import { type CompileContext, constant, inFile, noteOrigin, type Place } from '../context.js';
import { checkFit } from '../fit/fit.js';
import type { Source } from '../language/language.js';
import { Scope } from '../scope.js';
import { textOf, type Value } from '../values/value.js';
import { valueText } from '../values/value-text.js';
import { compileValue } from '../values/values.js';
import type { Target } from './target.js';
import type { Filled, TargetTree } from './target-tree.js';

/** An element with a text, or several where the data holds a list and the schema takes one. */
export function textElement(
  target: Target,
  source: Source,
  node: TargetTree,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const type = textType(target, source, place, context);
  const value = compileValue(source, place, context);
  noteOrigin(place, value.origin, context);
  if (type === undefined) return nothing;
  checkFit(value, type, target, source.at, place, context);
  const attributes = attributesOf(target.type, node, place, context);
  reportAbsentAttributes(target.type, node, waysOfSource(source, place, context), place, context);
  const fixed = fixedAttributes([...target.fixed, ...attributes.fixed]);
  const element = (text: (scope: Scope) => string | undefined, pointer: Value['pointer']) =>
    elementWriter(
      target.name,
      fixed,
      attributes.writers,
      checkedText(text, pointer, type, place, context),
    );
  const single = element(type.variety === 'list' ? joined(value) : value.text, value.pointer);
  if (source.kind === 'constant') return constant(single, context);
  if (target.maximum === 1 || source.kind !== 'path' || type.variety === 'list') return single;
  const item = element(
    (scope) => textOf(scope.item, scope, (at) => at.pointer, place),
    (scope) => scope.pointer,
  );
  return perItem(value, single, item);
}

/** XML Schema part 2, section 2.5.1.2: the items of a list stand in one text, with blanks between them. */
export function joined(value: Value): Value['text'] {
  return (scope) => {
    const raw = value.read(scope);
    if (!Array.isArray(raw)) return value.text(scope);
    const items = raw.map(valueText);
    return items.every((item) => item !== undefined) ? items.join(' ') : value.text(scope);
  };
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
  if (type.mixed) return ANY_TEXT;
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
  { characters }: CompileContext,
): Write<Scope> {
  const dataType = type.dataType ?? characters;
  return textWriter(text, dataType, (scope, { character }) =>
    scope.report(
      'invalid-character',
      pointer(scope),
      `The character ${character} is not allowed in ${place.target} (${dataTypeTitle(dataType)})`,
    ),
  );
}

/** The attributes of an element: what the mapping fills, and what the schema fixes and requires. */
export function attributesOf(
  type: TypeDefinition,
  node: TargetTree,
  place: Place,
  context: CompileContext,
): { fixed: [string, string][]; writers: Write<Scope>[] } {
  const uses = type.kind === 'complex' ? type.attributes : [];
  const fixed: [string, string][] = [];
  const writers: Write<Scope>[] = [];
  const given = new Map<AttributeUse, Filled>();
  for (const [name, filled] of node.attributes) {
    const use = uses.find((one) => isMeant(name, one, context));
    if (use === undefined) unknownAttribute(name, filled, uses, place);
    else given.set(use, filled);
  }
  for (const use of uses) {
    const filled = given.get(use);
    const name = () => context.names.of(use.name);
    if (use.fixed !== undefined) {
      if (use.required || filled !== undefined) fixed.push([name(), use.fixed]);
    } else if (filled === undefined) {
      if (!use.required) continue;
      context.file.report(place.at, `${place.target} needs the attribute @${use.name.local}`);
    } else if (filled.source.kind === 'constant') {
      const { source, file } = filled;
      const at = { ...place, target: `${place.target}/@${use.name.local}`, at: source.at };
      const own = inFile(context, file);
      checkFit(compileValue(source, at, own), use.type, ONCE, source.at, at, own);
      const text = constantAttribute(use, filled.source.value, filled, place, context);
      if (text !== undefined) fixed.push([name(), text]);
    } else {
      writers.push(attribute(use, filled.source, place, inFile(context, filled.file)));
    }
  }
  return { fixed, writers };
}

/** The text of a constant; nothing looks at it again when a message is written. */
function constantAttribute(
  { name, type }: AttributeUse,
  value: string,
  { source, file }: Filled,
  { target }: Place,
  { characters }: CompileContext,
): string | undefined {
  const text = normalised(value);
  const problem = characterProblem(text, type.dataType ?? characters);
  if (problem === undefined) return text;
  const { character } = problem;
  file.report(source.at, `The character ${character} is not allowed in ${target}/@${name.local}`);
  return undefined;
}

function isMeant(given: string, { name }: AttributeUse, { set }: CompileContext): boolean {
  const colon = given.indexOf(':');
  if (colon < 0) return name.local === given;
  const prefix = name.namespace === XML ? 'xml' : set.prefixOf(name.namespace);
  return name.local === given.slice(colon + 1) && prefix === given.slice(0, colon);
}

const XML = 'http://www.w3.org/XML/1998/namespace';

function unknownAttribute(
  name: string,
  { source, file }: Filled,
  uses: readonly AttributeUse[],
  place: Place,
): void {
  const known = uses.map((use) => use.name.local);
  const meant = nearest(name, known);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  file.report(source.at, `${place.target} has no attribute ${name}${hint}`);
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
  checkFit(value, use.type, ONCE, source.at, at, context);
  noteOrigin(at, value.origin, context);
  const text = use.type.variety === 'list' ? joined(value) : value.text;
  return attributeWriter(
    context.names.of(use.name),
    checkedText(text, value.pointer, use.type, at, context),
  );
}

const ONCE = { minimum: 1, maximum: 1 };
const ANY_TEXT = builtinType('string')!;
