import { nearest, type Path } from '#source-file';
import {
  type AttributeUse,
  attributeWriter,
  type CodeType,
  type ComplexType,
  codeTypeOf,
  type ElementDeclaration,
  elementWriter,
  escapedText,
  fixedAttributes,
  groupWriter,
  lacking,
  nothing,
  repeatedWriter,
  type SimpleType,
  type Slot,
  sequenceWriter,
  slotsOf,
  type TypeDefinition,
  textWriter,
  type Write,
} from '#xoev';
import { type Codes, codeFragments, compileCodes } from './codes.js';
import { compileCondition } from './conditions.js';
import type { CompileContext, Place } from './context.js';
import { compilePath } from './data-path.js';
import { checkFit } from './fit.js';
import { formAt, markUsed } from './form-lookup.js';
import type { Source } from './language.js';
import { Scope } from './scope.js';
import { type TargetNode, targetTree } from './target-tree.js';
import { textOf, type Value } from './value.js';
import { compileValue } from './values.js';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** The element that a mapping fills at one place. */
interface Target {
  name: string;
  type: TypeDefinition;
  /** Attributes that are the same in every document. */
  fixed: readonly [string, string][];
  repeatable: boolean;
  declared: ElementDeclaration;
}

/** Compiles an element and all that the mapping puts into it. */
export class ElementCompiler {
  /** Writers of what is the same in every document. */
  readonly #constants = new WeakSet<Write<Scope>>();

  constructor(private readonly context: CompileContext) {}

  /** The root element with the declarations of all namespaces that turned out to be needed. */
  root(declaration: ElementDeclaration, tree: TargetNode, place: Place): Write<Scope> {
    const { names } = this.context;
    const name = names.of(declaration.name);
    const type = declaration.type;
    if (type.kind !== 'complex') {
      this.context.file.report(tree.at, `${name} has no child elements`);
      return nothing;
    }
    const body = this.#body(type, tree, place);
    const fixed = fixedAttributes([...names.declarations(), ...body.fixed]);
    return elementWriter(name, fixed, body.attributes, body.content);
  }

  #element(slot: Slot, node: TargetNode, place: Place): Write<Scope> {
    const target = this.#target(slot, node);
    if (target === undefined) return nothing;
    if (node.source === undefined) return this.#structure(target, node, place);
    return this.#filled(target, node.source, node, place);
  }

  #target(slot: Slot, node: TargetNode): Target | undefined {
    const { set, names, file } = this.context;
    const { element } = slot;
    const target: Target = {
      name: names.of(element.name),
      type: element.type,
      fixed: [],
      repeatable: slot.maximum > 1,
      declared: element,
    };
    if (node.typeName !== undefined) {
      const type = set.derived(element.type).find(({ name }) => name!.local === node.typeName);
      if (type === undefined) {
        const known = set.derived(element.type).map(({ name }) => name!.local);
        file.report(
          node.at,
          `${node.typeName} is no type of ${node.name}; known are ${known.join(', ')}`,
        );
        return undefined;
      }
      const fixed: [string, string] = [
        names.of({ namespace: XSI, local: 'type' }),
        names.of(type.name!),
      ];
      return { ...target, type, fixed: [fixed] };
    }
    if (element.type.kind === 'complex' && element.type.abstract) {
      const known = set.derived(element.type).map(({ name }) => name!.local);
      file.report(
        node.at,
        `The type of ${node.name} is abstract: write ${node.name}(${known[0] ?? 'Type'}); known are ${known.join(', ')}`,
      );
      return undefined;
    }
    return target;
  }

  /** An element that one source fills. */
  #filled(target: Target, source: Source, node: TargetNode, place: Place): Write<Scope> {
    switch (source.kind) {
      case 'group': {
        const inner = targetTree(source.entries, this.context.file, source.at);
        for (const [name, attribute] of node.attributes) inner.attributes.set(name, attribute);
        return this.#structure(target, inner, { ...place, at: source.at });
      }
      case 'several':
        this.#demandRepeatable(target, source.at, place);
        return sequenceWriter(source.sources.map((one) => this.#filled(target, one, node, place)));
      case 'when': {
        const condition = compileCondition(source.condition, place, this.context);
        const use = this.#filled(target, source.use, node, place);
        const otherwise =
          source.otherwise === undefined
            ? nothing
            : this.#filled(target, source.otherwise, node, place);
        return (scope) => (condition(scope) ? use(scope) : otherwise(scope));
      }
      case 'each':
      case 'from':
        return this.#scoped(target, source, node, place);
      case 'attachments':
        return this.#attachments(target, source, node, place);
      case 'mistaken':
        return nothing;
      case 'code':
        return this.#code(target, source, node, place);
      default:
        return this.#text(target, source, node, place);
    }
  }

  #scoped(
    target: Target,
    source: Source & { kind: 'each' | 'from' },
    node: TargetNode,
    place: Place,
  ): Write<Scope> {
    const { context } = this;
    const path = compilePath(source.path);
    const form = formAt(path, source, place, context);
    if (source.inner.kind !== 'group') markUsed(form, context);
    if (source.kind === 'from') {
      if (form.some((one) => one.isA('array'))) {
        context.file.report(source.at, `${source.path} is a list in the form; use each`);
      }
      const write = this.#filled(target, source.inner, node, { ...place, data: form });
      return (scope) => {
        const item = path.read(scope);
        if (item === undefined || item === null) return '';
        const origin = path.absolute ? Scope.root(scope) : scope;
        return write(origin.inner(item, path.step, -1));
      };
    }
    this.#demandRepeatable(target, source.at, place);
    if (form.length > 0 && !form.some((one) => one.isA('array'))) {
      context.file.report(source.at, `${source.path} is no list in the form; use from`);
    }
    const data = form.map((one) => one.items()).filter((one) => one !== undefined);
    const write = this.#filled(target, source.inner, node, { ...place, data });
    return repeatedWriter((scope: Scope) => {
      const items = path.read(scope);
      if (items === undefined || items === null) return [];
      const origin = path.absolute ? Scope.root(scope) : scope;
      const list = Array.isArray(items) ? items : [items];
      return list.map((item, index) => origin.inner(item, path.step, index));
    }, write);
  }

  #attachments(
    target: Target,
    source: Source & { kind: 'attachments' },
    node: TargetNode,
    place: Place,
  ): Write<Scope> {
    const { purpose } = source;
    const write = this.#filled(target, source.inner, node, { ...place, data: 'attachment' });
    return repeatedWriter((scope: Scope) => {
      const scopes: Scope[] = [];
      const { attachments } = scope.run.input.accepted;
      for (const [index, attachment] of attachments.entries()) {
        if (purpose !== 'all' && attachment.purpose !== purpose) continue;
        if (scopes.length > 0 && !target.repeatable) break;
        scopes.push(new Scope(scope.run, attachment, `/attachments/${index}`));
      }
      return scopes;
    }, write);
  }

  /** An element with a text, or several where the data holds a list and the schema takes one. */
  #text(target: Target, source: Source, node: TargetNode, place: Place): Write<Scope> {
    const { context } = this;
    const type = this.#textType(target, source, place);
    const value = compileValue(source, place, context);
    context.origins.set(place.target, value.origin);
    if (type === undefined) return nothing;
    checkFit(value, type, target.repeatable, source.at, place, context);
    const attributes = this.#attributes(target.type, node, place);
    const fixed = fixedAttributes([...target.fixed, ...attributes.fixed]);
    const element = (text: (scope: Scope) => string | undefined, pointer: Value['pointer']) =>
      elementWriter(
        target.name,
        fixed,
        attributes.writers,
        this.#textWriter(text, pointer, type, place),
      );
    const single = element(value.text, value.pointer);
    if (source.kind === 'constant') return this.#constant(single);
    if (!target.repeatable || source.kind !== 'path') return single;
    const item = element(
      (scope) => textOf(scope.item, scope, (at) => at.pointer, place),
      (scope) => scope.pointer,
    );
    return this.#perItem(value, single, item);
  }

  #perItem(value: Value, single: Write<Scope>, item: Write<Scope>): Write<Scope> {
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

  #textType(target: Target, source: Source, place: Place): SimpleType | undefined {
    const { type } = target;
    if (type.kind === 'simple') return type;
    if (type.content.kind === 'simple') return type.content.type;
    const advice =
      codeTypeOf(type, this.context.set) === undefined
        ? 'it needs a map'
        : 'it carries a code: write { code: ..., list: ... }';
    this.context.file.report(source.at, `${place.target} has elements inside; ${advice}`);
    return undefined;
  }

  #textWriter(
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

  #code(
    target: Target,
    source: Source & { kind: 'code' },
    node: TargetNode,
    place: Place,
  ): Write<Scope> {
    const { context } = this;
    const type = codeTypeOf(target.type, context.set);
    if (type === undefined) return this.#text(target, source, node, place);
    const local = compileValue(source.source, place, context);
    const codes = compileCodes(source, local, type, place, context);
    context.origins.set(place.target, local.origin);
    const fixed = fixedAttributes([...target.fixed, ...listAttributes(type, codes, target.type)]);
    const write = this.#codeContent(type, codes, source.name, place);
    const single = elementWriter(target.name, fixed, [], (scope: Scope) =>
      write(scope, local.text(scope), local.pointer),
    );
    if (source.source.kind === 'constant') return this.#constant(single);
    if (!target.repeatable) return single;
    const item = elementWriter(target.name, fixed, [], (scope: Scope) =>
      write(
        scope,
        textOf(scope.item, scope, (at) => at.pointer, place),
        (at) => at.pointer,
      ),
    );
    return this.#perItem(local, single, item);
  }

  #codeContent(type: CodeType, codes: Codes, withName: boolean, place: Place) {
    const { names } = this.context;
    const code = names.of(type.code.name);
    const name = withName && type.name !== undefined ? names.of(type.name.name) : undefined;
    const fragment = codeFragments(codes, { code, name });
    return (scope: Scope, local: string | undefined, pointer: Value['pointer']): string => {
      if (local === undefined || local === '') return '';
      const found = codes.codeOf(local, scope, () => pointer(scope));
      if (found === undefined) return '';
      if (codes.closed) return fragment(found);
      const text = this.#textWriter(() => found, pointer, type.code.type as SimpleType, place);
      return elementWriter(code, '', [], text)(scope);
    };
  }

  /** An element with other elements, or with a text and attributes, that the mapping names one by one. */
  #structure(target: Target, node: TargetNode, place: Place): Write<Scope> {
    const { type } = target;
    if (node.text !== undefined && node.children.size === 0) {
      return this.#text(target, node.text, node, place);
    }
    if (type.kind === 'simple') {
      const [first] = node.children.keys();
      const what = first ?? `@${[...node.attributes.keys()][0]}`;
      this.context.file.report(node.at, `${place.target} has a text and no ${what}`);
      return nothing;
    }
    const code = codeTypeOf(type, this.context.set);
    if (code !== undefined && node.children.has('code')) {
      return this.#spelledOutCode(target, node, place);
    }
    const body = this.#body(type, node, place);
    const fixed = fixedAttributes([...target.fixed, ...body.fixed]);
    const element = elementWriter(target.name, fixed, body.attributes, body.content);
    const constant = body.attributes.length === 0 && this.#constants.has(body.content);
    return constant ? this.#constant(element) : element;
  }

  /** `x/code: source` is the same as `x: { code: source }`: the list is checked and named all the same. */
  #spelledOutCode(target: Target, node: TargetNode, place: Place): Write<Scope> {
    const child = node.children.get('code')!;
    const { source } = child;
    if (source === undefined) {
      this.context.file.report(child.at, `${place.target}/code has a text and no elements`);
      return nothing;
    }
    const at = [...child.at];
    return this.#code(
      target,
      source.kind === 'code'
        ? source
        : { kind: 'code', source, list: undefined, translate: undefined, name: false, at },
      node,
      place,
    );
  }

  #body(
    type: ComplexType,
    node: TargetNode,
    place: Place,
  ): { fixed: [string, string][]; attributes: Write<Scope>[]; content: Write<Scope> } {
    const { context } = this;
    const slots = slotsOf(type, context.set);
    const writers: Write<Scope>[] = [];
    const placed = new Set<TargetNode>();
    const filled = new Set<ElementDeclaration>();
    for (const slot of slots) {
      const local = slot.element.name.local;
      const fitting = [...node.children.values()].filter(
        (child) => child.name === local && !placed.has(child),
      );
      for (const child of fitting) {
        placed.add(child);
        filled.add(slot.declared);
        const target = place.target === '' ? local : `${place.target}/${local}`;
        writers.push(this.#element(slot, child, { ...place, target, at: child.at }));
      }
      const { fixed } = slot.declared;
      if (fitting.length === 0 && fixed !== undefined && slot.minimum > 0) {
        filled.add(slot.declared);
        const text = escapedText(fixed);
        const name = context.names.of(slot.element.name);
        writers.push(this.#constant(elementWriter(name, '', [], () => text)));
      }
    }
    for (const child of node.children.values()) {
      if (!placed.has(child)) this.#unknown(child, slots, place);
    }
    for (const sentence of lacking(type, (element) => filled.has(element))) {
      context.file.report(
        node.at,
        `${place.target === '' ? 'The message' : place.target} needs ${sentence}; map it`,
      );
    }
    const attributes = this.#attributes(type, node, place);
    return {
      fixed: attributes.fixed,
      attributes: attributes.writers,
      content: this.#group(writers),
    };
  }

  #group(writers: readonly Write<Scope>[]): Write<Scope> {
    if (writers.length === 0) return nothing;
    const group = groupWriter(writers, (writer) => this.#constants.has(writer));
    return writers.every((writer) => this.#constants.has(writer)) ? this.#constant(group) : group;
  }

  #constant(writer: Write<Scope>): Write<Scope> {
    this.#constants.add(writer);
    return writer;
  }

  #unknown(child: TargetNode, slots: readonly Slot[], place: Place): void {
    const known = [...new Set(slots.map(({ element }) => element.name.local))];
    const meant = nearest(child.name, known);
    const hint =
      meant !== undefined
        ? `did you mean ${meant}?`
        : known.length === 0
          ? 'it has no elements inside'
          : `known are ${known.slice(0, 15).join(', ')}${known.length > 15 ? ', ...' : ''}`;
    this.context.file.report(
      child.at,
      `${place.target === '' ? 'The message' : place.target} has no element ${child.name}; ${hint}`,
    );
  }

  #attributes(
    type: TypeDefinition,
    node: TargetNode,
    place: Place,
  ): { fixed: [string, string][]; writers: Write<Scope>[] } {
    const { context } = this;
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
      else writers.push(this.#attribute(use, source, place));
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

  #attribute(use: AttributeUse, source: Source, place: Place): Write<Scope> {
    const target = `${place.target}/@${use.name.local}`;
    const at = { ...place, target, at: source.at };
    const value = compileValue(source, at, this.context);
    checkFit(value, use.type, false, source.at, at, this.context);
    this.context.origins.set(target, value.origin);
    return attributeWriter(
      this.context.names.of(use.name),
      this.#textWriter(value.text, value.pointer, use.type, at),
    );
  }

  #demandRepeatable(target: Target, at: Path, place: Place): void {
    if (target.repeatable) return;
    this.context.file.report(at, `${place.target} may stand only once`);
  }
}

/** What the schema fixes, else what the package's list says; written wherever the type has the attribute. */
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
        ? (type.listUri?.fixed ?? list?.uri)
        : name.local === 'listVersionID'
          ? (type.listVersion?.fixed ?? list?.version)
          : undefined;
    if (value !== undefined) attributes.push([name.local, value]);
  }
  return attributes;
}
