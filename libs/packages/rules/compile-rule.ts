import type { Finding } from '#domain';
import { nearest, type Path, type SourceFile } from '#source-file';
import {
  compileCondition,
  holdsOf,
  isPresent,
  reportNever,
  type Test,
} from '../mapping/language/conditions.js';
import type { Condition } from '../mapping/language/language.js';
import { own } from '../mapping/language/own.js';
import { parseCondition } from '../mapping/language/parse-condition.js';
import { checkFactName, factValues } from '../mapping/values/facts.js';
import { goesBack } from './order.js';
import type { Rule, RuleFacts, RuleSource } from './rule.js';
import {
  FORM_PATHS,
  type Found,
  fieldName,
  type Known,
  MESSAGE_PATHS,
  type RulePaths,
} from './rule-paths.js';

/** What a rule looks at: the whole, or one item of its list. */
interface Subject extends Found {
  facts: RuleFacts;
}

/** Where a subject breaks the rule: pointers; none where it keeps it. */
type Breaks = (subject: Subject) => string[];

const CLAIMS = ['require', 'forbid', 'anyOf', 'oneOf', 'atLeast', 'order'] as const;
type Claim = (typeof CLAIMS)[number];

/** Compiles a rule of the package file; paths that nothing has are reported. */
export function compileRule(
  source: RuleSource,
  at: Path,
  file: SourceFile<unknown>,
  known: (rule: RuleSource) => readonly Known[],
): Rule | undefined {
  return new RuleCompiler(source, at, file, known(source)).rule();
}

class RuleCompiler {
  readonly #paths: RulePaths;
  readonly #used: object[] = [];
  readonly #demanded: string[] = [];
  readonly #inside: readonly Known[];
  readonly #list: readonly string[] | undefined;
  /** What the names of fields begin with, e.g. `personen[].`. */
  readonly #origin: string;

  constructor(
    private readonly source: RuleSource,
    private readonly at: Path,
    private readonly file: SourceFile<unknown>,
    known: readonly Known[],
  ) {
    this.#paths = source.on === 'message' ? MESSAGE_PATHS : FORM_PATHS;
    this.#list = source.each === undefined ? undefined : this.#paths.steps(source.each);
    const list = this.#list === undefined ? known : this.#find(this.#list, known, [...at, 'each']);
    this.#inside = this.#list === undefined ? known : list.map((one) => one.items() ?? one);
    this.#origin = this.#list === undefined ? '' : `${fieldName(this.#list, known)}[].`;
  }

  rule(): Rule | undefined {
    const { source, at, file } = this;
    const claims = CLAIMS.filter((claim) => source[claim] !== undefined);
    const [claim] = claims;
    if (claim === undefined || claims.length > 1) {
      file.report(at, `A rule has exactly one of ${CLAIMS.join(', ')}`);
      return undefined;
    }
    const applies = source.when === undefined ? () => true : this.#condition('when');
    const breaks = this.#claim(claim);
    if (applies === undefined || breaks === undefined) return undefined;
    return {
      on: source.on ?? 'form',
      services: source.services,
      messages: source.messages,
      used: this.#used,
      demanded: this.#demanded,
      message: source.message,
      check: (facts) =>
        this.#subjects(facts)
          .filter(applies)
          .flatMap(breaks)
          .map((pointer): Finding => {
            return { pointer, code: 'rule-broken', detail: source.message };
          }),
    };
  }

  #subjects(facts: RuleFacts): Subject[] {
    const { data, pointer } = facts;
    const whole = { value: data, pointer };
    if (this.#list === undefined) return [{ ...whole, facts }];
    return this.#paths
      .find(whole, this.#list)
      .flatMap((one) => this.#paths.items(one))
      .filter(({ value }) => (this.#paths.content(value) ?? undefined) !== undefined)
      .map((one) => ({ ...one, facts }));
  }

  #claim(claim: Claim): Breaks | undefined {
    const { source } = this;
    switch (claim) {
      case 'require':
      case 'forbid':
        return this.#required(claim);
      case 'anyOf':
      case 'oneOf': {
        const all = this.#all(source[claim] ?? [], claim);
        const most = claim === 'oneOf' ? 1 : all.length;
        return (subject) => {
          const found = all.map((steps) => this.#read(subject, steps));
          const present = found.filter((places) => places.some(({ value }) => isPresent(value)));
          if (present.length >= 1 && present.length <= most) return [];
          const tooMany = present[1]?.find(({ value }) => isPresent(value));
          return [tooMany?.pointer ?? found[0]?.[0]?.pointer ?? subject.pointer];
        };
      }
      case 'atLeast': {
        const { count, of } = source.atLeast!;
        const [steps = []] = this.#all([of], claim);
        return (subject) => {
          const found = this.#read(subject, steps);
          const counted = found.map(({ value }) =>
            Array.isArray(value) ? value.length : isPresent(value) ? 1 : 0,
          );
          if (counted.reduce((sum, one) => sum + one, 0) >= count) return [];
          return [found.length === 1 ? found[0]!.pointer : subject.pointer];
        };
      }
      case 'order':
        return this.#order();
    }
  }

  /** What stands at a path, as a condition sees it. */
  #read(subject: Subject, steps: readonly string[]): Found[] {
    return this.#paths
      .find(subject, steps)
      .map(({ value, pointer }) => ({ value: this.#paths.content(value), pointer }));
  }

  /**
   * A condition that has to hold, or must not. One that looks at a single path is asked of every item of the lists on
   * the way, and the items that break it are named.
   */
  #required(claim: 'require' | 'forbid'): Breaks | undefined {
    const condition = this.#parsed(claim);
    if (condition === undefined) return undefined;
    const wanted = claim === 'require';
    if (wanted) this.#noteDemanded(condition);
    const compiled = this.#compiled(condition, wanted);
    if (!looksAtPath(condition)) {
      return (subject) => (compiled(subject) === wanted ? [] : [subject.pointer]);
    }
    const holds = holdsOf(condition);
    const steps = this.#paths.steps(condition.subject.path);
    return (subject) =>
      this.#read(subject, steps)
        .filter(({ value }) => holds(value) !== wanted)
        .map(({ pointer }) => pointer);
  }

  #order(): Breaks | undefined {
    const { order = [], strict = false } = this.source;
    const moments = order.map((entry, index) => {
      const at = [...this.at, 'order', index];
      if (typeof entry !== 'string') {
        checkFactName('submission', entry.submission, [...at, 'submission'], this.file);
        return ({ facts }: Subject) => ({ fact: fact(facts, entry.submission) });
      }
      const steps = this.#paths.steps(entry);
      this.#warnOfNoDate(entry, this.#find(steps, this.#inside, at), at);
      return (subject: Subject) => ({ found: this.#days(subject, steps) });
    });
    return (subject) =>
      goesBack(
        moments.map((moment) => moment(subject)),
        strict,
      ).map((place) => place ?? subject.pointer);
  }

  #days(subject: Subject, steps: readonly string[]): Found[] {
    return this.#paths
      .find(subject, steps)
      .flatMap((one) => this.#paths.items(one))
      .map(({ value, pointer }) => ({ value: this.#paths.content(value), pointer }));
  }

  #warnOfNoDate(path: string, nodes: readonly Known[], at: Path): void {
    if (nodes.every((node) => (node.items() ?? node).isDate)) return;
    const advice = 'give it format: date or date-time there';
    this.file.report(
      at,
      `order passes over what is no date, and the form lets ${path} be none; ${advice}`,
      'warning',
    );
  }

  #all(paths: readonly string[], claim: Claim): string[][] {
    return paths.map((path) => {
      const steps = this.#paths.steps(path);
      this.#find(steps, this.#inside, [...this.at, claim]);
      return steps;
    });
  }

  #condition(key: 'when'): ((subject: Subject) => boolean) | undefined {
    const condition = this.#parsed(key);
    return condition && this.#compiled(condition, false);
  }

  #parsed(key: 'when' | 'require' | 'forbid'): Condition | undefined {
    return parseCondition(this.file, this.source[key], [...this.at, key]);
  }

  /** `every`: what has to be there has to be there in every item of a list on the way; else one is enough. */
  #compiled(condition: Condition, every: boolean): (subject: Subject) => boolean {
    return compileCondition<Subject>(condition, (test, holds, negated) => {
      const read = this.#reader(test);
      return every && !negated
        ? (subject) => read(subject).every(({ value }) => holds(value))
        : (subject) => read(subject).some(({ value }) => holds(value));
    });
  }

  /** What has to be there wherever the rule applies; when that is, nobody can tell from here. */
  #noteDemanded(condition: Condition): void {
    if (condition.kind === 'all') {
      for (const one of condition.conditions) this.#noteDemanded(one);
    } else if (condition.kind === 'present' && condition.present) {
      const { kind, path } = condition.subject;
      const name = () => this.#origin + fieldName(this.#paths.steps(path), this.#inside);
      this.#demanded.push(kind === 'path' ? name() : `${kind} ${path}`);
    }
  }

  #reader(test: Test): (subject: Subject) => Found[] {
    const { kind, path } = test.subject;
    if (kind === 'submission') {
      checkFactName('submission', path, test.at, this.file);
      reportNever(test, factValues(kind, path), this.file);
      return ({ facts, pointer }) => [{ value: fact(facts, path), pointer }];
    }
    if (kind !== 'path') {
      this.file.report(
        test.at,
        `A rule knows the ${this.source.on ?? 'form'} and submission, not ${kind}`,
      );
      return () => [];
    }
    const steps = this.#paths.steps(path);
    const nodes = this.#find(steps, this.#inside, test.at);
    const open = nodes.some(({ values }) => values === undefined);
    reportNever(test, open ? [] : nodes.flatMap(({ values }) => values ?? []), this.file);
    return (subject) => this.#read(subject, steps);
  }

  /** What a path names; one that nothing has is reported with the nearest name. */
  #find(steps: readonly string[], start: readonly Known[], at: Path): readonly Known[] {
    let nodes = start;
    for (const step of steps) {
      if (nodes.length === 0) return [];
      const inside = nodes.flatMap((node) => [node, ...[node.items()].filter((one) => !!one)]);
      const found = inside.map((node) => node?.child(step)).filter((node) => node !== undefined);
      if (found.length === 0) {
        const meant = nearest(
          step,
          inside.flatMap((node) => node?.names() ?? []),
        );
        const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
        const what = this.source.on === 'message' ? 'message' : 'form';
        this.file.report(
          at,
          `The ${what} has no ${steps.join(this.source.on === 'message' ? '/' : '.')}${hint}`,
        );
        return [];
      }
      nodes = found;
    }
    this.#used.push(...nodes.flatMap((node) => [...node.identity]));
    return nodes;
  }
}

function fact({ submission }: RuleFacts, path: string): unknown {
  let value: unknown = submission;
  for (const step of path.split('.')) value = own(value, step);
  return value;
}

function looksAtPath(condition: Condition): condition is Test {
  return 'subject' in condition && condition.subject.kind === 'path';
}
