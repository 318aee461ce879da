import type { Finding } from '#domain';
import { nearest, type Path, type SourceFile } from '#source-file';
import { compileCondition, isPresent, type Test } from '../mapping/conditions.js';
import type { Condition } from '../mapping/language.js';
import { DEFAULT_ZONE, dateText, readIso } from '../mapping/moments.js';
import { own } from '../mapping/own.js';
import { parseCondition } from '../mapping/parse-condition.js';
import type { Rule, RuleFacts, RuleSource } from './rule.js';
import { FORM_PATHS, type Known, MESSAGE_PATHS, type RulePaths } from './rule-paths.js';

/** What a rule looks at: the whole, or one item of its list. */
interface Subject {
  value: unknown;
  pointer: string;
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

  constructor(
    private readonly source: RuleSource,
    private readonly at: Path,
    private readonly file: SourceFile<unknown>,
    known: readonly Known[],
  ) {
    this.#paths = source.on === 'message' ? MESSAGE_PATHS : FORM_PATHS;
    this.#list = source.each === undefined ? undefined : this.#paths.steps(source.each);
    const list = this.#list === undefined ? known : this.#find(this.#list, known, [...at, 'each']);
    this.#inside =
      this.#list === undefined
        ? known
        : list.map((one) => one.items()).filter((one) => one !== undefined);
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
    if (this.#list === undefined) return [{ value: data, pointer, facts }];
    const items = this.#paths.read(data, this.#list);
    if (items === undefined || items === null) return [];
    const place = pointer + this.#paths.pointer(this.#list);
    if (!Array.isArray(items)) return [{ value: items, pointer: place, facts }];
    return items.map((value, index) => ({ value, facts, pointer: this.#item(place, index) }));
  }

  /** JSON pointers count from 0, XML paths from 1 in brackets. */
  #item(place: string, index: number): string {
    return this.source.on === 'message' ? `${place}[${index + 1}]` : `${place}/${index}`;
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
          const present = all.filter((steps) => isPresent(this.#paths.read(subject.value, steps)));
          if (present.length >= 1 && present.length <= most) return [];
          return [subject.pointer + this.#paths.pointer(present[1] ?? all[0] ?? [])];
        };
      }
      case 'atLeast': {
        const { count, of } = source.atLeast!;
        const [steps = []] = this.#all([of], claim);
        return ({ value, pointer }) => {
          const items = this.#paths.read(value, steps);
          const counted = Array.isArray(items) ? items.length : isPresent(items) ? 1 : 0;
          return counted >= count ? [] : [pointer + this.#paths.pointer(steps)];
        };
      }
      case 'order':
        return this.#order();
    }
  }

  /** A path that has to be there, or must not; or a condition that has to hold, or must not. */
  #required(claim: 'require' | 'forbid'): Breaks | undefined {
    const holds = this.#condition(claim);
    const given = this.source[claim];
    const path = typeof given === 'string' ? given : (given as { path?: string } | null)?.path;
    const steps = path === undefined ? [] : this.#paths.steps(path);
    if (holds === undefined) return undefined;
    const wanted = claim === 'require';
    return (subject) =>
      holds(subject) === wanted ? [] : [subject.pointer + this.#paths.pointer(steps)];
  }

  #order(): Breaks | undefined {
    const { order = [], strict = false } = this.source;
    const moments = order.map((entry, index) => {
      if (typeof entry !== 'string') {
        return { steps: undefined, read: ({ facts }: Subject) => fact(facts, entry.submission) };
      }
      const steps = this.#paths.steps(entry);
      this.#find(steps, this.#inside, [...this.at, 'order', index]);
      return { steps, read: ({ value }: Subject) => this.#paths.read(value, steps) };
    });
    return (subject) => {
      let latest: string | undefined;
      for (const { steps, read } of moments) {
        const day = dayOf(read(subject));
        if (day === undefined) continue;
        if (latest !== undefined && (strict ? day <= latest : day < latest)) {
          const place = steps ?? moments.find((one) => one.steps !== undefined)?.steps ?? [];
          return [subject.pointer + this.#paths.pointer(place)];
        }
        latest = day;
      }
      return [];
    };
  }

  #all(paths: readonly string[], claim: Claim): string[][] {
    return paths.map((path) => {
      const steps = this.#paths.steps(path);
      this.#find(steps, this.#inside, [...this.at, claim]);
      return steps;
    });
  }

  #condition(key: 'when' | 'require' | 'forbid'): ((subject: Subject) => boolean) | undefined {
    const at = [...this.at, key];
    const condition: Condition | undefined = parseCondition(this.file, this.source[key], at);
    if (condition === undefined) return undefined;
    if (key === 'require') this.#noteDemanded(condition);
    return compileCondition<Subject>(condition, (test) => this.#reader(test));
  }

  /** What has to be there wherever the rule applies; when that is, nobody can tell from here. */
  #noteDemanded(condition: Condition): void {
    if (condition.kind === 'all') {
      for (const one of condition.conditions) this.#noteDemanded(one);
    } else if (condition.kind === 'present' && condition.present) {
      const { kind, path } = condition.subject;
      const list = this.source.each === undefined ? '' : `${this.source.each}[].`;
      this.#demanded.push(kind === 'path' ? list + path : `${kind} ${path}`);
    }
  }

  #reader(test: Test): (subject: Subject) => unknown {
    const { kind, path } = test.subject;
    if (kind === 'submission') return ({ facts }) => fact(facts, path);
    if (kind !== 'path') {
      this.file.report(
        test.at,
        `A rule knows the ${this.source.on ?? 'form'} and submission, not ${kind}`,
      );
      return () => undefined;
    }
    const steps = this.#paths.steps(path);
    this.#find(steps, this.#inside, test.at);
    return ({ value }) => this.#paths.read(value, steps);
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

/** The day in Germany; what is no date is another check's business. */
function dayOf(value: unknown): string | undefined {
  const said = typeof value === 'string' ? readIso(value) : undefined;
  return said === undefined ? undefined : dateText(said, DEFAULT_ZONE);
}
