import { type ElementDeclaration, type SchemaSet, slotsOf, type TypeDefinition } from '#xoev';
import { type TargetNode, type TargetTree, targetTree } from '../mapping/elements/target-tree.js';
import { compilePath } from '../mapping/language/data-path.js';
import type { Alternative, Condition, Source } from '../mapping/language/language.js';
import { momentChange, NIL_CHANGE, numberChanges, YES_OR_NO_CHANGE } from './change-words.js';
import type { CodeBook } from './code-book.js';
import { conditionWords } from './condition-words.js';
import { expressionFields } from './expression-fields.js';
import type { FormNames } from './form-names.js';
import type { CodeDocumentation, ElementDocumentation, Filling, Origin } from './model.js';
import { Offers } from './offers.js';
import { joined, type Target, Targets, textTarget } from './targets.js';

/** What a walk through a mapping comes by. */
export interface Walked {
  fillings: readonly Filling[];
  unfilled: readonly ElementDocumentation[];
  /** Paths of the form on which it depends whether something is written. */
  decisive: ReadonlySet<string>;
}

export interface WalkSource {
  tree: TargetTree;
  /** Target paths that the header fills. */
  header: readonly string[];
  root: ElementDeclaration;
  set: SchemaSet;
  names: FormNames;
  codes: CodeBook;
}

/** Walks through a compiled mapping along the schema, as it is written for one of its services. */
export function walkMapping(source: WalkSource): Walked {
  const walk = new MappingWalk(source);
  walk.tree(source.tree, source.root.type, {
    path: '',
    inside: '',
    purpose: undefined,
    conditions: [],
    each: [],
  });
  return walk;
}

/** Where the walk stands. */
interface Place {
  /** Target path from the root on; empty for the root. */
  path: string;
  /** The path of the form that others are relative to; at each item where that is a list. */
  inside: string;
  /** Inside of attachments: their purpose. */
  purpose: string | undefined;
  conditions: readonly string[];
  each: readonly string[];
}

/** What happens to a value on its way. */
interface Treatment {
  changes: readonly string[];
  code: CodeDocumentation | undefined;
}

const AS_IT_IS: Treatment = { changes: [], code: undefined };

class MappingWalk implements Walked {
  readonly fillings: Filling[] = [];
  readonly decisive = new Set<string>();
  readonly #offers: Offers;
  readonly #targets: Targets;

  constructor(private readonly source: WalkSource) {
    this.#offers = new Offers(source.set);
    this.#targets = new Targets(source.set);
  }

  get unfilled(): ElementDocumentation[] {
    return this.#offers.unfilled();
  }

  tree(tree: TargetTree, type: TypeDefinition | undefined, place: Place): void {
    this.#fixed(tree, type, place);
    this.#attributes(tree, type, place);
    if (tree.text !== undefined) {
      this.#filled(textTarget(type, place.path), tree.text.source, place, AS_IT_IS);
    }
    for (const child of tree.children) this.#node(child, type, place);
    for (const { path, tree: inner } of tree.repeats) {
      this.tree(inner, type, this.#inEach(path, place));
    }
    this.#alternatives(tree.choose?.alternatives ?? [], place, (use, there) =>
      this.tree(use, type, there),
    );
  }

  #node(node: TargetNode, parent: TypeDefinition | undefined, place: Place): void {
    this.#offers.fill(place.path, parent, node.name);
    const target = this.#targets.ofNode(node, parent, place.path);
    const { type } = target;
    const there = { ...place, path: target.path };
    if (node.source !== undefined) {
      this.#filled(target, node.source, there, AS_IT_IS);
      if (node.attributes.size > 0) this.#attributes(node, type, there);
      return;
    }
    const code = node.children.find(({ name }) => name === 'code');
    if (code?.source !== undefined && type !== undefined && this.#targets.isCode(type)) {
      const { source } = code;
      this.#filled(target, source.kind === 'code' ? source : asCode(source), there, AS_IT_IS);
    } else {
      this.tree(node, type, there);
    }
  }

  #filled(target: Target, source: Source, place: Place, treatment: Treatment): void {
    const { names, codes } = this.source;
    switch (source.kind) {
      case 'path': {
        const origin = this.#pathOrigin(source.path, place);
        const list =
          origin.kind === 'field' &&
          names.isList(origin.field) &&
          // The items of that list are being gone through already.
          origin.field !== place.inside;
        const each = list ? [...place.each, names.titleOf(origin.field)] : place.each;
        const answer = origin.kind === 'field' && names.isYesOrNo(origin.field);
        const told = answer && treatment.code === undefined ? [YES_OR_NO_CHANGE] : [];
        this.#note(target, origin, { ...place, each }, changed(treatment, told));
        return;
      }
      case 'submission':
      case 'landscape':
      case 'message':
      case 'setting':
        this.#note(target, { kind: source.kind, path: source.path }, place, treatment);
        return;
      case 'constant':
        this.#note(target, { kind: 'constant', value: source.value }, place, treatment);
        return;
      case 'expression': {
        const { text } = source;
        const fields = expressionFields(text, place.inside).filter((path) => names.has(path));
        this.#note(target, { kind: 'expression', text, fields }, place, treatment);
        return;
      }
      case 'code': {
        const field = this.#fieldOf(source.source, place);
        const code = codes.codeOf(source, target.type, field);
        this.#filled(target, source.source, place, { ...treatment, code });
        return;
      }
      case 'date':
      case 'dateTime':
      case 'time':
        this.#filled(target, source.source, place, changed(treatment, [momentChange(source)]));
        return;
      case 'number':
        this.#filled(target, source.source, place, changed(treatment, numberChanges(source)));
        return;
      case 'orNil':
        this.#filled(target, source.source, place, changed(treatment, [NIL_CHANGE]));
        return;
      case 'each':
        this.#filled(target, source.inner, this.#inEach(source.path, place), treatment);
        return;
      case 'from':
        this.#filled(target, source.inner, this.#inside(source.path, place), treatment);
        return;
      case 'attachments': {
        const each = [...place.each, attachmentsTitle(source.purpose)];
        const there = { ...place, purpose: source.purpose, each };
        this.#filled(target, source.inner, there, treatment);
        return;
      }
      case 'group':
        this.tree(targetTree(source.content), target.type, place);
        return;
      case 'several':
        for (const one of source.sources) this.#filled(target, one, place, treatment);
        return;
      case 'choose':
        this.#alternatives(source.alternatives, place, (use, there) =>
          this.#filled(target, use, there, treatment),
        );
        return;
      case 'mistaken':
        return;
    }
  }

  #note(target: Target, origin: Origin, place: Place, { changes, code }: Treatment): void {
    const { path, documentation } = target;
    const { conditions, each } = place;
    const header = this.source.header.some((own) => path === own || path.startsWith(`${own}/`));
    this.fillings.push({ path, documentation, origin, header, conditions, each, changes, code });
  }

  /** What the schema fixes stands there, whether it is mapped or not. */
  #fixed(tree: TargetTree, type: TypeDefinition | undefined, place: Place): void {
    if (type?.kind !== 'complex') return;
    this.#offers.open(place.path, type);
    for (const { element, minimum } of slotsOf(type, this.source.set)) {
      const { fixed } = element;
      const mapped = tree.children.some(({ name }) => name === element.name.local);
      if (fixed === undefined || minimum === 0 || mapped) continue;
      const path = joined(place.path, element.name.local);
      const { documentation } = element;
      this.#offers.fill(place.path, type, element.name.local);
      const origin: Origin = { kind: 'fixed', value: fixed };
      this.#note({ path, documentation, type: undefined }, origin, place, AS_IT_IS);
    }
  }

  #attributes(tree: TargetTree, type: TypeDefinition | undefined, place: Place): void {
    const uses = type?.kind === 'complex' ? type.attributes : [];
    for (const use of uses) {
      const mapped = [...tree.attributes.keys()].some((name) => isNamed(name, use.name.local));
      if (use.fixed === undefined || !(use.required || mapped)) continue;
      this.#attribute(use.name.local, use.documentation, type, place, (target) =>
        this.#note(target, { kind: 'fixed', value: use.fixed! }, place, AS_IT_IS),
      );
    }
    for (const [name, { source }] of tree.attributes) {
      const use = uses.find((one) => isNamed(name, one.name.local));
      if (use?.fixed !== undefined) continue;
      this.#attribute(use?.name.local ?? name, use?.documentation ?? '', type, place, (target) =>
        this.#filled({ ...target, type: use?.type }, source, place, AS_IT_IS),
      );
    }
  }

  #attribute(
    name: string,
    documentation: string,
    type: TypeDefinition | undefined,
    place: Place,
    fill: (target: Target) => void,
  ): void {
    this.#offers.fill(place.path, type, `@${name}`);
    fill({ path: joined(place.path, `@${name}`), documentation, type: undefined });
  }

  #alternatives<T>(
    alternatives: readonly Alternative<T>[],
    place: Place,
    visit: (use: T, place: Place) => void,
  ): void {
    for (const [index, { condition, use }] of alternatives.entries()) {
      const words: string[] = [];
      if (index > 0) {
        const before = alternatives.slice(0, index).map((one) => one.condition);
        words.push(
          ...before.filter((one) => one !== undefined).map((one) => this.#not(one, place)),
        );
      }
      if (condition !== undefined) words.push(this.#words(condition, place));
      visit(use, { ...place, conditions: [...place.conditions, ...words] });
    }
  }

  #not(condition: Condition, place: Place): string {
    const opposite: Condition =
      condition.kind === 'present'
        ? { ...condition, present: !condition.present }
        : { kind: 'not', condition, at: condition.at };
    return this.#words(opposite, place);
  }

  #words(condition: Condition, place: Place): string {
    const { names } = this.source;
    for (const path of names.pathsOf(condition, place.inside)) this.decisive.add(path);
    return conditionWords(condition, names.seenFrom(place.inside));
  }

  #inside(path: string, place: Place): Place {
    return { ...place, inside: this.source.names.resolved(path, place.inside) };
  }

  #inEach(path: string, place: Place): Place {
    const there = this.#inside(path, place);
    return { ...there, each: [...place.each, this.source.names.titleOf(there.inside)] };
  }

  #pathOrigin(path: string, place: Place): Origin {
    if (place.purpose !== undefined && !compilePath(path).absolute) {
      return { kind: 'attachment', property: path, purpose: place.purpose };
    }
    return { kind: 'field', field: this.source.names.resolved(path, place.inside) };
  }

  /** The field whose value a source gives, where it is a single one. */
  #fieldOf(source: Source, place: Place): string | undefined {
    const origin = source.kind === 'path' ? this.#pathOrigin(source.path, place) : undefined;
    return origin?.kind === 'field' ? origin.field : undefined;
  }
}

function asCode(source: Source): Source & { kind: 'code' } {
  return {
    kind: 'code',
    source,
    list: undefined,
    translate: undefined,
    name: false,
    at: source.at,
  };
}

function changed(treatment: Treatment, changes: readonly string[]): Treatment {
  return { ...treatment, changes: [...treatment.changes, ...changes] };
}

/** Attributes may be mapped with the prefix of their namespace. */
function isNamed(given: string, local: string): boolean {
  return given === local || given.endsWith(`:${local}`);
}

function attachmentsTitle(purpose: string): string {
  return purpose === 'all' ? 'Anlagen' : `Anlagen mit dem Zweck ${purpose}`;
}
