import {
  type CodeType,
  codeTypeOf,
  elementWriter,
  fixedAttributes,
  type SimpleType,
  type TypeDefinition,
  type Write,
} from '#xoev';
import { codeFragments, writesName } from '../codes/code-names.js';
import { type Codes, compileCodes } from '../codes/codes.js';
import { type CompileContext, constant, noteOrigin, type Place } from '../context.js';
import type { Source } from '../language/language.js';
import type { Scope } from '../scope.js';
import { textOf, type Value } from '../values/value.js';
import { compileValue } from '../values/values.js';
import type { Target } from './target.js';
import type { TargetTree } from './target-tree.js';
import { checkedText, perItem, textElement } from './text-elements.js';

/** An element with a code of a list: the list is named as its type demands it. */
export function codeElement(
  target: Target,
  source: Source & { kind: 'code' },
  node: TargetTree,
  place: Place,
  context: CompileContext,
): Write<Scope> {
  const type = codeTypeOf(target.type, context.set);
  if (type === undefined) return textElement(target, source, node, place, context);
  for (const [name, attribute] of node.attributes) {
    attribute.file.report(
      attribute.source.at,
      `${place.target} carries a code: @${name} follows from its list`,
    );
  }
  const local = compileValue(source.source, place, context);
  const codes = compileCodes(source, local, type, place, context);
  noteOrigin(place, local.origin, context);
  const fixed = fixedAttributes([...target.fixed, ...listAttributes(type, codes, target.type)]);
  const withName = writesName(type, codes, source, place, context);
  const write = codeContent(type, codes, withName, place, context);
  const single = elementWriter(target.name, fixed, [], (scope: Scope) =>
    write(scope, local.text(scope), local.pointer),
  );
  if (source.source.kind === 'constant') return constant(single, context);
  if (target.maximum === 1) return single;
  const item = elementWriter(target.name, fixed, [], (scope: Scope) =>
    write(
      scope,
      textOf(scope.item, scope, (at) => at.pointer, place),
      (at) => at.pointer,
    ),
  );
  return perItem(local, single, item);
}

function codeContent(
  type: CodeType,
  codes: Codes,
  withName: boolean,
  place: Place,
  context: CompileContext,
) {
  const { names } = context;
  const code = names.of(type.code.name);
  const name = withName && type.name !== undefined ? names.of(type.name.name) : undefined;
  const fragment = codeFragments(codes, { code, name });
  return (scope: Scope, local: string | undefined, pointer: Value['pointer']): string => {
    if (local === undefined || local === '') return '';
    const found = codes.codeOf(local, scope, () => pointer(scope));
    if (found === undefined) return '';
    if (codes.allowed !== undefined) return fragment(found);
    const text = checkedText(() => found, pointer, type.code.type as SimpleType, place, context);
    return elementWriter(code, '', [], text)(scope);
  };
}

/** What the schema fixes, else what the package's list says, else what the schema presumes; written wherever the type has the attribute. */
function listAttributes(
  type: CodeType,
  { list }: Codes,
  declared: TypeDefinition,
): [string, string][] {
  const attributes: [string, string][] = [];
  const uses = declared.kind === 'complex' ? declared.attributes : [];
  for (const { name } of uses) {
    const value =
      name.local === 'listURI'
        ? (type.listUri?.fixed ?? list?.uri ?? type.listUri?.default)
        : name.local === 'listVersionID'
          ? (type.listVersion?.fixed ?? list?.version ?? type.listVersion?.default)
          : undefined;
    if (value !== undefined) attributes.push([name.local, value]);
  }
  return attributes;
}
