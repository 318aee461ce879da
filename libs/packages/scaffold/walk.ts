import {
  type AttributeUse,
  type CodeType,
  type ComplexType,
  codeTypeOf,
  type ElementDeclaration,
  lacking,
  type Particle,
  type SchemaSet,
  type SimpleType,
} from '#xoev';
import type { FormNode } from '../form-node.js';
import { codeListNeed } from './code-needs.js';
import type { HeaderChoice } from './header-choice.js';
import { messageTypeTarget } from './message-type.js';
import {
  ambiguousNames,
  type ElementParticle,
  elementsFor,
  elementsIn,
  namesIn,
  particleOf,
} from './particles.js';
import type { CodeListNeed, From, Target } from './skeleton.js';
import { Suggester, type Suggestion } from './suggest.js';
import { listed, valueKind } from './value-kind.js';

/** Levels of optional elements that are listed below an optional one. */
const OPTIONAL_LEVELS = 2;
/** Levels of elements in which all is optional, through which the fields of a form are looked for. */
const TRIED_LEVELS = 2;
/** Elements whose fit is tried at one place. */
const TRIED = 12;

/** Where the walk stands. */
interface Position {
  /** Steps in the map that is being written. */
  steps: readonly string[];
  /** Names from the root. */
  full: readonly string[];
  /** Names from where the fields of the suggester begin. */
  trail: readonly string[];
  suggester: Suggester;
  /** Whether what stands here is written, or only told of. */
  active: boolean;
  needed: boolean;
  /** The types around: one that stands in itself ends. */
  open: readonly ComplexType[];
  optionalLevels: number;
  triedLevels: number;
  /** Elements of this content that are taken although the schema does not demand them. */
  taken: ReadonlySet<Particle>;
  ambiguous: ReadonlySet<string>;
}

/** Walks through the content of a message in the order of the schema. */
export class SkeletonWalk {
  readonly needs: CodeListNeed[] = [];

  constructor(
    private readonly set: SchemaSet,
    private readonly root: ElementDeclaration,
    private readonly header: HeaderChoice,
    private readonly form: FormNode | undefined,
  ) {}

  targets(): Target[] {
    const { type } = this.root;
    if (type.kind !== 'complex') return [];
    return this.#inside(type, {
      ...{ steps: [], full: [], trail: [] },
      suggester: new Suggester(this.form),
      ...{ active: true, needed: true, open: [] },
      ...{ optionalLevels: OPTIONAL_LEVELS, triedLevels: TRIED_LEVELS },
      ...{ taken: new Set(), ambiguous: new Set() },
    });
  }

  /** Attributes and content of a type. Of a content in which nothing is demanded, something is taken. */
  #inside(type: ComplexType, at: Position): Target[] {
    const attributes = type.attributes.flatMap((use) => this.#attribute(use, at));
    const particle = particleOf(type);
    if (particle === undefined) return attributes;
    const inside: Position = {
      ...at,
      open: [...at.open, type],
      taken: new Set(),
      ambiguous: ambiguousNames(particle),
    };
    const targets = [...attributes, ...this.#particle(particle, inside)];
    const isEmpty = at.active && !targets.some(({ active }) => active);
    if (!isEmpty || this.#isFilledInside(at.full)) return targets;
    const taken = this.#worthTaking(particle, inside);
    if (taken.size === 0) return targets;
    const again = [...attributes, ...this.#particle(particle, { ...inside, taken })];
    const names = namesIn(particle);
    const remark = `nothing is demanded in ${at.full.at(-1) ?? 'it'}; something has to stand there: ${listed(names)}`;
    return names.length < 2 ? again : remarked(again, remark);
  }

  #particle(particle: Particle, at: Position): Target[] {
    if (particle.maximum === 0) return [];
    if (particle.kind === 'element') return this.#element(particle, at);
    if (particle.kind === 'any') return this.#any(particle, at);
    const here = particle.minimum > 0 || this.#isWanted(particle, at) ? at : optional(at);
    const targets =
      particle.kind === 'choice'
        ? this.#choice(particle.particles, here)
        : particle.particles.flatMap((child) => this.#particle(child, here));
    const names = namesIn(particle);
    if (particle.maximum <= 1 || names.length < 2) return targets;
    const group = `${names.join(', ')} may stand several times together: repeat: { each: a list, map: ... }`;
    return remarked(targets, group);
  }

  /** One branch stands in the mapping, the others are comments: which one applies, only a person can say. */
  #choice(branches: readonly Particle[], at: Position): Target[] {
    const names = branches.map((branch) => namesIn(branch).join(' + ')).filter(Boolean);
    const remark = `one of: ${names.join(' | ')}`;
    const wanted = branches.filter((branch) => this.#isWanted(branch, at));
    const [empty] = branches.filter((branch) => lacking(branch, () => false).length === 0);
    if (wanted.length === 0 && (empty !== undefined || !at.active)) {
      const targets = branches.flatMap((branch) => this.#particle(branch, optional(at)));
      return branches.length < 2 ? targets : remarked(targets, remark);
    }
    const chosen = wanted.length > 0 ? wanted : [this.#likeliest(branches, at)];
    const targets = branches.flatMap((branch) => {
      if (chosen.includes(branch)) {
        const own = this.#particle(branch, at);
        return branches.length < 2 || wanted.length > 1 ? own : remarked(own, remark);
      }
      return this.#particle(branch, { ...optional(at), optionalLevels: 1 });
    });
    return targets;
  }

  /** The branch with the most fields of the form; the first of several. */
  #likeliest(branches: readonly Particle[], at: Position): Particle {
    const scores = branches.map((branch) => {
      const targets = this.#particle(branch, { ...at, optionalLevels: 0 });
      return this.#isEndless(branch, at) ? -1 : allOf(targets).filter(isSure).length;
    });
    return branches[scores.indexOf(Math.max(...scores))]!;
  }

  #isEndless(particle: Particle, { open }: Position): boolean {
    return elementsIn(particle).some(
      ({ element, minimum }) => minimum > 0 && open.includes(element.type as ComplexType),
    );
  }

  #element(particle: ElementParticle, at: Position): Target[] {
    const [element, ...others] = this.set.alternatives(particle.element);
    const { minimum } = particle;
    const required = minimum > 0 || this.#isWanted(particle, at);
    const here = required ? at : optional(at);
    const full = [...at.full, (element ?? particle.element).name.local];
    if (element === undefined) {
      const remark = 'abstract, and the set has no element that may stand in for it';
      return [{ ...this.#target(particle, particle.element, here, full, []), remarks: [remark] }];
    }
    if (element.fixed !== undefined) return [];
    const filled = this.header.filled.get(full.join('/'));
    if (filled !== undefined) {
      this.#noteLists(element, full);
      return messageTypeTarget(filled, element, full, this.root.name.local, this.set);
    }
    const instead = others.length === 0 ? [] : [`or instead: ${listed(others.map(nameOf))}`];
    const typed = this.#typed(element);
    if (typed.type.kind === 'complex' && codeTypeOf(typed.type, this.set) === undefined) {
      const text = textOf(typed.type);
      if (text === undefined) {
        return this.#structure(
          particle,
          element,
          typed.type,
          { ...here, full },
          [...instead, ...typed.remarks],
          typed.suffix,
        );
      }
    }
    const prefix = this.#prefix(element, at);
    const step = `${prefix}${element.name.local}${typed.suffix}`;
    const inside: Position = {
      ...here,
      full,
      steps: [...here.steps, step],
      trail: [...here.trail, element.name.local],
    };
    const leaf = this.#leaf(particle, element, typed.type as SimpleType | ComplexType, inside);
    return remarked(leaf, ...instead, ...typed.remarks);
  }

  /** A text or a code. */
  #leaf(
    particle: ElementParticle,
    element: ElementDeclaration,
    type: SimpleType | ComplexType,
    at: Position,
  ): Target[] {
    const base = this.#target(particle, element, at, at.full, at.steps);
    const nil = element.nillable ? ['may be nil: { orNil: ... }'] : [];
    const code = codeTypeOf(type, this.set);
    if (code !== undefined) {
      return [this.#code({ ...base, remarks: nil }, code, type as ComplexType, at)];
    }
    const simple = type.kind === 'simple' ? type : (textOf(type) as SimpleType);
    const attributes = type.kind === 'simple' ? [] : type.attributes;
    const kind = valueKind(simple);
    const repeatable = particle.maximum > 1 && simple.variety !== 'list';
    const suggestion = at.suggester.value({
      ...{ trail: at.trail, sort: kind.sort, values: kind.values, repeatable },
    });
    const remarks = [kind.phrase, ...nil];
    if (element.default !== undefined) remarks.push(`${element.default} where it is empty`);
    const each = suggestion?.sure === true && suggestion.field?.items !== undefined;
    const as = suggestion?.sure === true ? written(kind.as, suggestion) : kind.as;
    const from = fromOf(suggestion, needs(kind.phrase, repeatable));
    return [
      { ...base, remarks, source: { kind: 'value', from, as, each } },
      ...attributes.flatMap((use) => this.#attribute(use, at)),
    ];
  }

  #code(base: Target, code: CodeType, type: ComplexType, at: Position): Target {
    const { values } = code;
    const need = codeListNeed(code, type, at.full.at(-1) ?? '', base.fullPath);
    if (need !== undefined && at.active) this.needs.push(need);
    const repeatable = base.maximum > 1;
    const suggestion = at.suggester.value({ trail: at.trail, sort: 'code', values, repeatable });
    const single = suggestion?.field?.items ?? suggestion?.field?.node;
    const offers = single?.values ?? [];
    const misfit = values !== undefined && !offers.every((one) => values.includes(one));
    const usable = suggestion && { ...suggestion, sure: suggestion.sure && !misfit };
    const uri = need?.uri ?? code.listUri?.fixed;
    const version = code.listVersion?.fixed;
    const said =
      values !== undefined
        ? `one of ${listed(values)}`
        : uri === undefined
          ? 'of a list that the package chooses'
          : `of ${uri}${need?.fixed === false ? ' (recommended)' : ''}`;
    const remark = `a code, ${said}${version === undefined ? '' : `, version ${version}`}`;
    return {
      ...base,
      remarks: [remark, ...base.remarks],
      source: {
        kind: 'code',
        from: fromOf(usable, needs(remark, repeatable)),
        list: values === undefined ? need?.list : undefined,
        offers: values === undefined || misfit ? offers : [],
        each: usable?.sure === true && usable.field?.items !== undefined,
      },
    };
  }

  /** An element with elements inside. */
  #structure(
    particle: ElementParticle,
    element: ElementDeclaration,
    type: ComplexType,
    at: Position,
    remarks: readonly string[],
    suffix: string,
  ): Target[] {
    const step = `${this.#prefix(element, at)}${element.name.local}${suffix}`;
    const steps = [...at.steps, step];
    const trail = [...at.trail, element.name.local];
    const base = this.#target(particle, element, at, at.full, steps);
    const content = particleOf(type);
    const parts = content === undefined ? [] : namesIn(content);
    const inner = { ...at, steps, trail, optionalLevels: at.optionalLevels - (at.active ? 0 : 1) };
    if (at.open.includes(type)) {
      const remark = `again with ${listed(parts)}, as above`;
      const from: From = { kind: 'todo', needed: 'it may hold itself again', guess: undefined };
      const source = { kind: 'group', from, section: { targets: [] } } as const;
      const ended = { ...base, remarks: [...remarks, remark] };
      return [at.active ? { ...ended, source } : ended];
    }
    if (!at.active && at.optionalLevels <= 0) {
      return [
        {
          ...base,
          remarks: [...remarks, ...(parts.length === 0 ? [] : [`with ${listed(parts)}`])],
        },
      ];
    }
    if (particle.maximum > 1) return [this.#group(base, type, inner, remarks)];
    const targets = this.#inside(type, inner);
    if (at.active && targets.length > 0) return described(targets, base, remarks);
    const note = { ...base, remarks: [...remarks] };
    if (!at.active) return [note, ...targets];
    return [{ ...note, source: nothingInside(element.name.local) }];
  }

  /** An element that repeats: once an item of a list. */
  #group(base: Target, type: ComplexType, at: Position, remarks: readonly string[]): Target {
    const suggestion = at.suggester.list(at.trail);
    const list = suggestion?.sure === true ? suggestion.field : undefined;
    const needed =
      'write each and a list of the form in place of todo; without a list delete this line';
    const targets = this.#inside(type, {
      ...{ ...at, steps: [] },
      ...(list === undefined
        ? {}
        : { suggester: at.suggester.inside(list), trail: [] as readonly string[] }),
    });
    const from = fromOf(suggestion, needed);
    return { ...base, remarks, source: { kind: 'group', from, section: { targets } } };
  }

  #attribute(use: AttributeUse, at: Position): Target[] {
    const { name, type, required } = use;
    const full = [...at.full, `@${name.local}`];
    if (use.fixed !== undefined || this.header.filled.has(full.join('/'))) return [];
    const kind = valueKind(type);
    const wanted = { trail: [...at.trail, name.local], sort: kind.sort, values: kind.values };
    const suggestion = at.suggester.value({ ...wanted, repeatable: false });
    const as = suggestion?.sure === true ? written(kind.as, suggestion) : kind.as;
    return [
      {
        path: [...at.steps, `@${name.local}`].join('/'),
        fullPath: full.join('/'),
        active: required && at.active,
        needed: required,
        minimum: required ? 1 : 0,
        maximum: 1,
        documentation: use.documentation || type.documentation,
        remarks: [kind.phrase],
        source: { kind: 'value', from: fromOf(suggestion, kind.phrase), as, each: false },
      },
    ];
  }

  #any(particle: Particle & { kind: 'any' }, at: Position): Target[] {
    const fitting = elementsFor(particle, this.root.name.namespace, this.set);
    const [first] = fitting;
    const required = particle.minimum > 0 || at.taken.has(particle);
    const remark = `an element of another schema (${particle.namespace})`;
    const names = fitting.map((element) => `${this.#prefixOf(element)}${nameOf(element)}`);
    const path = [...at.steps, names[0] ?? '*'].join('/');
    const isWritten = required && at.active && first !== undefined;
    const needed = `${remark}: ${listed(names)}`;
    const source = { from: { kind: 'todo', needed, guess: undefined }, as: PLAIN } as const;
    return [
      {
        path,
        fullPath: [...at.full, first?.name.local ?? '*'].join('/'),
        active: isWritten,
        needed: required,
        minimum: particle.minimum,
        maximum: particle.maximum,
        documentation: '',
        remarks: [names.length === 0 ? remark : needed],
        source: isWritten ? { kind: 'value', ...source, each: false } : { kind: 'note' },
      },
    ];
  }

  /** Of a content that demands nothing: what the form has fields for, else the first that can be filled. */
  #worthTaking(content: Particle, at: Position): Set<Particle> {
    const all = elementsIn(content).slice(0, TRIED);
    const tried = all.map((particle) => {
      const isDeep = !isLeaf(particle, this.set);
      if (isDeep && at.triedLevels === 0) return { particle, targets: [] };
      const targets = this.#particle(content, {
        ...at,
        taken: new Set([particle]),
        optionalLevels: 0,
        triedLevels: at.triedLevels - (isDeep ? 1 : 0),
      });
      return { particle, targets: allOf(targets).filter(({ active }) => active) };
    });
    const sure = tried.filter(({ targets }) => targets.length > 0 && targets.every(isSure));
    if (sure.length > 0) return new Set(sure.map(({ particle }) => particle));
    const first = tried.find(
      ({ particle, targets }) => targets.length > 0 && isLeaf(particle, this.set),
    );
    const taken = first?.particle ?? all.find((one) => !this.#isEndless(one, at)) ?? all[0];
    return new Set(taken === undefined ? [] : [taken]);
  }

  #isWanted(particle: Particle, at: Position): boolean {
    if (at.taken.has(particle)) return true;
    if (particle.kind === 'any') return false;
    if (particle.kind !== 'element') {
      return particle.particles.some((child) => this.#isWanted(child, at));
    }
    return this.#isFilledInside([...at.full, particle.element.name.local]);
  }

  #isFilledInside(full: readonly string[]): boolean {
    const path = full.join('/');
    if (path === '') return false;
    return [...this.header.filled.keys()].some(
      (target) => target === path || target.startsWith(`${path}/`),
    );
  }

  /** The type that is written: of an abstract one the first that may stand in for it. */
  #typed(element: ElementDeclaration) {
    const { type } = element;
    if (type.kind === 'simple' || !type.abstract) return { type, suffix: '', remarks: [] };
    const [first, ...others] = this.set.derived(type);
    if (first === undefined) {
      const remark = `the type is abstract, and the set has none that may stand in for it`;
      return { type, suffix: '', remarks: [remark] };
    }
    const names = others.map(({ name }) => `${element.name.local}(${name!.local})`);
    return {
      type: first,
      suffix: `(${first.name!.local})`,
      remarks: names.length === 0 ? [] : [`or instead: ${listed(names)}`],
    };
  }

  #target(
    { minimum, maximum }: ElementParticle,
    element: ElementDeclaration,
    { active, needed }: Position,
    full: readonly string[],
    steps: readonly string[],
  ): Target {
    return {
      ...{ path: steps.join('/'), fullPath: full.join('/'), active, needed, minimum, maximum },
      documentation: element.documentation || element.type.documentation,
      remarks: [],
      source: { kind: 'note' },
    };
  }

  #prefix(element: ElementDeclaration, { ambiguous }: Position): string {
    return ambiguous.has(element.name.local) ? this.#prefixOf(element) : '';
  }

  #prefixOf({ name }: ElementDeclaration): string {
    const prefix = name.namespace === '' ? undefined : this.set.prefixOf(name.namespace);
    return prefix === undefined ? '' : `${prefix}:`;
  }

  /** What the header fills takes codes as well. */
  #noteLists({ type, name }: ElementDeclaration, full: readonly string[]): void {
    const code = codeTypeOf(type, this.set);
    if (code !== undefined) {
      const need = codeListNeed(code, type, name.local, full.join('/'));
      if (need !== undefined) this.needs.push(need);
      return;
    }
    const particle = type.kind === 'complex' ? particleOf(type) : undefined;
    for (const child of particle === undefined ? [] : elementsIn(particle)) {
      if (child.minimum === 0 || full.length > 8) continue;
      this.#noteLists(child.element, [...full, child.element.name.local]);
    }
  }
}

const PLAIN = { kind: 'plain' } as const;

function optional(at: Position): Position {
  return { ...at, active: false, needed: false };
}

/** All targets, those of groups included. */
export function allOf(targets: readonly Target[]): Target[] {
  return targets.flatMap((target) =>
    target.source.kind === 'group' ? [target, ...allOf(target.source.section.targets)] : [target],
  );
}

export function isSure({ source }: Target): boolean {
  return source.kind === 'constant' || ('from' in source && source.from.kind !== 'todo');
}

function isLeaf({ element }: ElementParticle, set: SchemaSet): boolean {
  const { type } = element;
  if (type.kind === 'simple' || codeTypeOf(type, set) !== undefined) return true;
  return textOf(type) !== undefined;
}

/** The text of a type that has no elements to fill. */
function textOf(type: ComplexType): SimpleType | undefined {
  if (type.content.kind === 'simple') return type.content.type;
  const particle = particleOf(type);
  const hasElements = particle !== undefined && elementsIn(particle).length > 0;
  return type.mixed && !hasElements ? MIXED : undefined;
}

const MIXED = { kind: 'simple', variety: 'atomic', builtin: 'string', facets: {} } as SimpleType;

function nameOf({ name }: ElementDeclaration): string {
  return name.local;
}

function needs(phrase: string, repeatable: boolean): string {
  return repeatable ? `${phrase}; may repeat: a list of the form` : phrase;
}

function fromOf(suggestion: Suggestion | undefined, needed: string): From {
  if (suggestion === undefined) return { kind: 'todo', needed, guess: undefined };
  const { from, sure } = suggestion;
  if (sure) return from;
  return { kind: 'todo', needed, guess: from.path };
}

/** A form that says the same as the schema needs nothing around its path. */
function written<T extends { kind: string }>(as: T, { field, from }: Suggestion): T | typeof PLAIN {
  const node = field?.items ?? field?.node;
  if (as.kind === 'number') return node?.isA('number') ? as : PLAIN;
  if (as.kind === 'date') return node?.formats.includes('date') ? PLAIN : as;
  if (as.kind === 'dateTime') {
    return from.kind === 'fact' || node?.formats.includes('date-time') ? PLAIN : as;
  }
  return as;
}

function remarked(targets: readonly Target[], ...remarks: readonly string[]): Target[] {
  const [first, ...others] = targets;
  if (first === undefined || remarks.length === 0) return [...targets];
  return [{ ...first, remarks: [...first.remarks, ...remarks] }, ...others];
}

/** What is to be known of an element without a line of its own stands at the first line inside. */
function described(targets: readonly Target[], own: Target, remarks: readonly string[]): Target[] {
  const said = [
    own.documentation === '' ? '' : `${own.fullPath}: ${own.documentation}`,
    ...remarks,
  ];
  const [first, ...others] = targets;
  if (first === undefined) return [];
  return [{ ...first, above: [...said.filter(Boolean), ...(first.above ?? [])] }, ...others];
}

function nothingInside(name: string): Target['source'] {
  const needed = `${name} has nothing inside that could be filled`;
  return {
    kind: 'value',
    from: { kind: 'todo', needed, guess: undefined },
    as: PLAIN,
    each: false,
  };
}
