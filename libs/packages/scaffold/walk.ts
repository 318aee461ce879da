import {
  type AttributeUse,
  type ComplexType,
  codeTypeOf,
  type ElementDeclaration,
  lacking,
  type Particle,
  type SchemaSet,
} from '#xoev';
import type { FormNode } from '../forms/form-node.js';
import { listsOf } from './code-needs.js';
import type { HeaderChoice } from './header-choice.js';
import { attributeTarget, codeTarget, textTarget } from './leaf-targets.js';
import { messageTypeTarget } from './message-type.js';
import {
  ambiguousNames,
  type ElementParticle,
  elementsIn,
  isLeaf,
  namesBelow,
  namesIn,
  particleOf,
  textOf,
} from './particles.js';
import { optional, type Position } from './position.js';
import type { CodeListNeed, Target } from './skeleton.js';
import { Suggester } from './suggest.js';
import { allOf, bareTarget, fromOf, headed, isSure, openTarget, remarked } from './targets.js';
import { listed } from './value-kind.js';
import { wildcardTarget } from './wildcard-target.js';
import { type WrittenElement, writtenElement } from './written-element.js';

const OPTIONAL_LEVELS = 2;
const TRIED_LEVELS = 2;
/** Elements whose fit is tried at one place. */
const TRIED = 12;

const REPEATS = 'replace todo by each: <list>, or delete this line for a single one';

/** Walks through the content of a message in the order of the schema. */
export class SkeletonWalk {
  /** Lists that what is written takes codes of. */
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
      ...{ steps: [], full: [], trail: [], open: [] },
      ...{ active: true, needed: true },
      suggester: new Suggester(this.form),
      ...{ optionalLevels: OPTIONAL_LEVELS, triedLevels: TRIED_LEVELS },
      ...{ taken: new Set<Particle>(), ambiguous: new Set<string>() },
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
    if (!isEmpty || this.header.reaches(at.full)) return targets;
    const taken = this.#worthTaking(particle, inside);
    if (taken.size === 0) return targets;
    const again = this.#particle(particle, { ...inside, taken });
    const names = namesIn(particle);
    if (names.length < 2) return [...attributes, ...again];
    const name = at.full.at(-1) ?? 'the message';
    const remark = `${name} demands none of its elements, but one has to stand there: ${listed(names)}`;
    return [...attributes, ...headed(again, remark)];
  }

  #particle(particle: Particle, at: Position): Target[] {
    if (particle.maximum === 0) return [];
    if (particle.kind === 'element') return this.#element(particle, at);
    if (particle.kind === 'any') {
      return [wildcardTarget(particle, at, this.root.name.namespace, this.set)];
    }
    const here = particle.minimum > 0 || this.#isWanted(particle, at) ? at : optional(at);
    const targets =
      particle.kind === 'choice'
        ? this.#choice(particle.particles, here)
        : particle.particles.flatMap((child) => this.#particle(child, here));
    const names = namesIn(particle);
    if (particle.maximum <= 1 || names.length < 2) return targets;
    return headed(targets, `${listed(names)} may stand several times together: see repeat`);
  }

  /** One branch stands in the mapping, the others are comments: which one applies, only a person can say. */
  #choice(branches: readonly Particle[], at: Position): Target[] {
    const names = branches.map((branch) => namesIn(branch).join(' and ')).filter(Boolean);
    const told = branches.length < 2 ? [] : [`One of these: ${names.join(' | ')}`];
    const wanted = branches.filter((branch) => this.#isWanted(branch, at));
    const mayBeEmpty = branches.some((branch) => lacking(branch, () => false).length === 0);
    if (wanted.length === 0 && (mayBeEmpty || !at.active)) {
      const targets = branches.flatMap((branch) => this.#particle(branch, optional(at)));
      return headed(targets, ...told);
    }
    const chosen = wanted.length > 0 ? wanted : [this.#likeliest(branches, at)];
    return branches.flatMap((branch) => {
      if (!chosen.includes(branch)) {
        return this.#particle(branch, { ...optional(at), optionalLevels: 1 });
      }
      const targets = this.#particle(branch, at);
      return this.header.reaches(at.full) ? targets : headed(targets, ...told);
    });
  }

  /** The branch with the most fields of the form; the first of several. */
  #likeliest(branches: readonly Particle[], at: Position): Particle {
    const scores = branches.map((branch) => {
      if (this.#isEndless(branch, at)) return -1;
      const targets = this.#tried(() => this.#particle(branch, { ...at, optionalLevels: 0 }));
      return allOf(targets).filter(isSure).length;
    });
    return branches[scores.indexOf(Math.max(...scores))]!;
  }

  /** What is only tried out needs no lists. */
  #tried<T>(attempt: () => T): T {
    const { length } = this.needs;
    const result = attempt();
    this.needs.length = length;
    return result;
  }

  #isEndless(particle: Particle, { open }: Position): boolean {
    return elementsIn(particle).some(
      ({ element, minimum }) => minimum > 0 && open.includes(element.type as ComplexType),
    );
  }

  #element(particle: ElementParticle, at: Position): Target[] {
    const [element, ...others] = this.set.alternatives(particle.element);
    const here = particle.minimum > 0 || this.#isWanted(particle, at) ? at : optional(at);
    const full = [...at.full, (element ?? particle.element).name.local];
    if (element === undefined) {
      const steps = [...at.steps, particle.element.name.local];
      const note = bareTarget(particle, particle.element, { ...here, full, steps });
      return remarked([note], 'abstract, and the set has no element that may stand in for it');
    }
    if (element.fixed !== undefined) return [];
    const filled = this.header.entry(full.join('/'));
    if (filled !== undefined) {
      // What the header fills takes codes as well.
      this.needs.push(...listsOf(element, full, this.set));
      return messageTypeTarget(filled, element, full, this.set);
    }
    const written = writtenElement(element, others, at, this.set);
    const inside: Position = {
      ...{ ...here, full },
      steps: [...here.steps, written.step],
      trail: [...here.trail, element.name.local],
    };
    const targets = this.#filled(particle, written, inside);
    // What the header does not fill although it fills the rest, nobody misses.
    return this.header.reaches(full)
      ? targets.filter(({ active, source }) => active || source.kind !== 'note')
      : targets;
  }

  #filled(particle: ElementParticle, written: WrittenElement, at: Position): Target[] {
    const { element, type, remarks } = written;
    const base = bareTarget(particle, element, at);
    const code = codeTypeOf(type, this.set);
    if (code !== undefined && type.kind === 'complex') {
      const { target, need } = codeTarget(base, element, code, type, at);
      if (need !== undefined && at.active) this.needs.push(need);
      return remarked([target], ...remarks);
    }
    const text = textOf(type);
    if (text === undefined) return this.#structure(particle, written, at);
    const target = textTarget(base, element, text, at);
    const attributes = type.kind === 'simple' ? [] : type.attributes;
    const own = attributes.flatMap((use) => this.#attribute(use, at));
    return [...remarked([target], ...remarks), ...own];
  }

  /** An element with elements inside. */
  #structure(
    particle: ElementParticle,
    { element, type, remarks }: WrittenElement,
    at: Position,
  ): Target[] {
    if (type.kind === 'simple') return [];
    const note: Target = { ...bareTarget(particle, element, at), remarks };
    const content = particleOf(type);
    const parts = content === undefined ? [] : namesIn(content);
    if (at.open.includes(type)) {
      const again = { ...note, remarks: [...remarks, 'the same elements inside once more'] };
      return [at.active ? openTarget(again, 'it may hold itself again') : again];
    }
    if (!at.active && at.optionalLevels <= 0) {
      return parts.length === 0 ? [note] : remarked([note], `with ${listed(parts)}`);
    }
    const inner = { ...at, optionalLevels: at.optionalLevels - (at.active ? 0 : 1) };
    if (particle.maximum > 1) return [this.#group(note, type, inner)];
    const filled = this.header.reaches(at.full);
    const targets = this.#inside(type, filled ? { ...inner, optionalLevels: 0 } : inner);
    if (filled) return targets;
    if (!at.active) return [note, ...targets];
    if (!targets.some(({ active }) => active)) {
      return [
        openTarget(note, `${element.name.local} has nothing inside that could be filled`),
        ...targets,
      ];
    }
    const { documentation, fullPath } = note;
    const about = documentation === '' ? '' : `${fullPath}: ${documentation}`;
    return headed(targets, about, ...remarks.map((remark) => `${fullPath}: ${remark}`));
  }

  /** An element that may repeat: once an item of a list, or from one object of the form. */
  #group(note: Target, type: ComplexType, at: Position): Target {
    const suggestion = at.suggester.objects(at.trail, namesBelow(type));
    const field = suggestion?.sure === true ? suggestion.field : undefined;
    const targets = this.#inside(type, {
      ...{ ...at, steps: [], trail: [] },
      // Where the list is not known, fields from elsewhere would only mislead.
      suggester: field === undefined ? new Suggester(undefined, false) : at.suggester.inside(field),
    });
    const hasLines = allOf(targets).some(({ source }) => source.kind !== 'note');
    if (!at.active && !hasLines) {
      return { ...note, remarks: [...note.remarks, `with ${listed(namesBelow(type))}`] };
    }
    const from = fromOf(suggestion, REPEATS);
    const single = field !== undefined && field.items === undefined;
    return { ...note, source: { kind: 'group', from, single, section: { targets } } };
  }

  #attribute(use: AttributeUse, at: Position): Target[] {
    const path = [...at.full, `@${use.name.local}`].join('/');
    if (use.fixed !== undefined || this.header.entry(path) !== undefined) return [];
    return [attributeTarget(use, at)];
  }

  /** Of a content that demands nothing: what the form has fields for, else the first that can be filled. */
  #worthTaking(content: Particle, at: Position): Set<Particle> {
    const all = elementsIn(content).slice(0, TRIED);
    const tried = all.map((particle) => {
      const isDeep = !isLeaf(particle, this.set);
      if (isDeep && at.triedLevels === 0) return { particle, targets: [] };
      const levels = { optionalLevels: 0, triedLevels: at.triedLevels - (isDeep ? 1 : 0) };
      const targets = this.#tried(() =>
        this.#particle(content, { ...at, ...levels, taken: new Set([particle]) }),
      );
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

  /** Whether something in a particle is taken or filled, demanded or not. */
  #isWanted(particle: Particle, at: Position): boolean {
    if (at.taken.has(particle)) return true;
    if (particle.kind === 'any') return false;
    if (particle.kind === 'element') {
      return this.header.reaches([...at.full, particle.element.name.local]);
    }
    return particle.particles.some((child) => this.#isWanted(child, at));
  }
}
