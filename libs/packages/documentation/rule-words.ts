import type { SourceFile } from '#source-file';
import type { PackageFile } from '../file-schemas.js';
import type { Condition } from '../mapping/language/language.js';
import { parseCondition } from '../mapping/language/parse-condition.js';
import type { RuleSource } from '../rules/rule.js';
import { conditionWords, type Names } from './condition-words.js';
import { factWords } from './fact-words.js';
import type { FormNames } from './form-names.js';
import type { RuleDocumentation } from './model.js';
import { countOf, quotedList } from './words.js';

/** What the rules of a package say that look at a service or its messages. */
export function serviceRules(
  file: SourceFile<PackageFile>,
  service: { key: string; messages: readonly string[] },
  names: FormNames,
): RuleDocumentation[] {
  return (file.value.rules ?? []).flatMap((rule, index) => {
    const { services, messages, on = 'form' } = rule;
    const meant =
      (services?.includes(service.key) ?? true) &&
      (on === 'form' || (messages?.some((type) => service.messages.includes(type)) ?? true));
    return meant ? [new RuleWords(rule, index, file, names).documentation()] : [];
  });
}

class RuleWords {
  readonly #fields = new Set<string>();
  readonly #inside: string;
  readonly #onMessage: boolean;

  constructor(
    private readonly rule: RuleSource,
    private readonly index: number,
    private readonly file: SourceFile<PackageFile>,
    private readonly names: FormNames,
  ) {
    this.#onMessage = rule.on === 'message';
    this.#inside = rule.each ?? '';
  }

  documentation(): RuleDocumentation {
    const { rule, index } = this;
    const { when, each } = rule;
    const condition = when === undefined ? 'immer' : `wenn gilt: ${this.#condition('when')}`;
    const list = each === undefined ? '' : `für jeden Eintrag von ${this.#quoted(each, '')}: `;
    return {
      number: index + 1,
      messages: this.#onMessage ? (rule.messages ?? 'all') : undefined,
      when: `${list}${condition}`,
      demands: this.#demands(),
      sentence: rule.message,
      fields: [...this.#fields],
    };
  }

  #demands(): string {
    const { require, forbid, anyOf, oneOf, atLeast, order = [], strict = false } = this.rule;
    if (require !== undefined) return `${this.#condition('require')}`;
    if (forbid !== undefined) return `nicht erlaubt ist: ${this.#condition('forbid')}`;
    if (anyOf !== undefined) return `mindestens eine der Angaben ${this.#list(anyOf)}`;
    if (oneOf !== undefined) return `genau eine der Angaben ${this.#list(oneOf)}`;
    if (atLeast !== undefined) {
      const entries = countOf(atLeast.count, 'Eintrag', 'Einträge');
      return `mindestens ${entries} in ${this.#quoted(atLeast.of)}`;
    }
    const moments = order.map((one) =>
      typeof one === 'string' ? this.#quoted(one) : `„${factWords('submission', one.submission)}“`,
    );
    const sameDay = strict ? 'der gleiche Tag ist nicht erlaubt' : 'der gleiche Tag ist erlaubt';
    return `zeitliche Reihenfolge: ${moments.join(', dann ')} (${sameDay})`;
  }

  #condition(key: 'when' | 'require' | 'forbid'): string {
    const condition = parseCondition(this.file, this.rule[key], ['rules', this.index, key]);
    return condition === undefined ? '' : this.#words(condition);
  }

  #words(condition: Condition): string {
    if (this.#onMessage) return conditionWords(condition, ELEMENTS);
    for (const path of this.names.pathsOf(condition, this.#inside)) this.#fields.add(path);
    return conditionWords(condition, this.names.seenFrom(this.#inside));
  }

  #list(paths: readonly string[]): string {
    return quotedList(
      paths.map((path) => this.#title(path, this.#inside)),
      'und',
    );
  }

  #quoted(path: string, inside = this.#inside): string {
    return `„${this.#title(path, inside)}“`;
  }

  #title(path: string, inside: string): string {
    if (this.#onMessage) return path;
    const resolved = this.names.resolved(path, inside);
    this.#fields.add(resolved);
    return this.names.fullTitle(resolved);
  }
}

/** A rule on a message names its elements. */
const ELEMENTS: Names = {
  of: ({ kind, path }) => (kind === 'path' ? `„${path}“` : `„${factWords(kind, path)}“`),
  isYesOrNo: () => false,
};
