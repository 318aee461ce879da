import { nearest, type Path } from '#source-file';
import {
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
  type Slot,
  sequenceWriter,
  slotsOf,
  type Write,
} from '#xoev';
import { codeElement } from './code-elements.js';
import { compileCondition } from './conditions.js';
import { type CompileContext, constant, type Place } from './context.js';
import { compilePath } from './data-path.js';
import { formAt, markUsed } from './form-lookup.js';
import type { Source } from './language.js';
import { Scope } from './scope.js';
import { type Target, targetOf } from './target.js';
import { type TargetNode, targetTree } from './target-tree.js';
import { attributesOf, textElement } from './text-elements.js';

/** Compiles an element and all that the mapping puts into it. */
export class ElementCompiler {
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
    const target = targetOf(slot, node, this.context);
    if (target === undefined) return nothing;
    if (node.source === undefined) return this.#structure(target, node, place);
    return this.#filled(target, node.source, node, place);
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
        return codeElement(target, source, node, place, this.context);
      default:
        return textElement(target, source, node, place, this.context);
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
        scopes.push(new Scope(scope.run, attachment, `/attachments/${index}`));
      }
      return scopes;
    }, write);
  }

  /** An element with other elements, or with a text and attributes, that the mapping names one by one. */
  #structure(target: Target, node: TargetNode, place: Place): Write<Scope> {
    const { type } = target;
    if (node.text !== undefined && node.children.size === 0) {
      return textElement(target, node.text, node, place, this.context);
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
    const same = body.attributes.length === 0 && this.context.constants.has(body.content);
    return same ? constant(element, this.context) : element;
  }

  /** `x/code: source` is the same as `x: { code: source }`: the list is checked and named all the same. */
  #spelledOutCode(target: Target, node: TargetNode, place: Place): Write<Scope> {
    const child = node.children.get('code')!;
    const { source } = child;
    if (source === undefined) {
      this.context.file.report(child.at, `${place.target}/code has a text and no elements`);
      return nothing;
    }
    for (const other of node.children.values()) {
      if (other === child) continue;
      const advice = `write ${place.target}: { code: ..., list: ..., name: true }`;
      this.context.file.report(other.at, `The list says what goes beside a code; ${advice}`);
    }
    const { at } = child;
    return codeElement(
      target,
      source.kind === 'code'
        ? source
        : { kind: 'code', source, list: undefined, translate: undefined, name: false, at },
      node,
      place,
      this.context,
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
        writers.push(
          constant(
            elementWriter(name, '', [], () => text),
            this.context,
          ),
        );
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
    const attributes = attributesOf(type, node, place, context);
    return {
      fixed: attributes.fixed,
      attributes: attributes.writers,
      content: this.#group(writers),
    };
  }

  #group(writers: readonly Write<Scope>[]): Write<Scope> {
    if (writers.length === 0) return nothing;
    const group = groupWriter(writers, (writer) => this.context.constants.has(writer));
    return writers.every((writer) => this.context.constants.has(writer))
      ? constant(group, this.context)
      : group;
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

  #demandRepeatable(target: Target, at: Path, place: Place): void {
    if (target.repeatable) return;
    this.context.file.report(at, `${place.target} may stand only once`);
  }
}
