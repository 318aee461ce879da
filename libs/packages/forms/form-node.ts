import {
  type Constraint,
  constraintInside,
  constraintOf,
  expanded,
  holds,
  isSchema,
  limitOf,
  type Schema,
} from './form-constraint.js';
import { CHARACTER_FORMATS } from './form-formats.js';

/** A place in a form schema: what may be said there, over all alternatives that the schema offers. */
export class FormNode {
  private constructor(
    private readonly root: Schema,
    /** Every schema that has a say here: references followed, branches included. */
    private readonly schemas: readonly Schema[],
    private readonly constraint: Constraint,
  ) {}

  static of(root: Schema): FormNode {
    return new FormNode(root, expanded(root, [root], COMPOSED), constraintOf(root, [root]));
  }

  child(name: string): FormNode | undefined {
    return this.#inside((schema) => {
      const properties = schema.properties as Schema | undefined;
      return properties !== undefined && Object.hasOwn(properties, name) ? [properties[name]] : [];
    });
  }

  items(): FormNode | undefined {
    return this.#inside((schema) => [
      schema.items,
      ...((schema.prefixItems as unknown[] | undefined) ?? []),
    ]);
  }

  /** Names of the known members. */
  names(): string[] {
    return [
      ...new Set(
        this.schemas.flatMap((schema) => Object.keys((schema.properties as object) ?? {})),
      ),
    ];
  }

  /** Whether members may stand here that the schema does not name. */
  get open(): boolean {
    return (
      this.isA('object') &&
      !this.schemas.some(
        (schema) => schema.additionalProperties === false || schema.unevaluatedProperties === false,
      )
    );
  }

  isA(type: string): boolean {
    return this.schemas.some((schema) => [schema.type].flat().includes(type));
  }

  /**
   * Whether data that the form lets through may be without a member. What only a branch of the schema demands
   * counts as demanded: when it does, nobody can tell from here.
   */
  mayLack(name: string): boolean {
    return !this.schemas.some(({ required, dependentRequired }) =>
      [required, ...Object.values((dependentRequired as object | undefined) ?? {})].some(
        (names) => Array.isArray(names) && names.includes(name),
      ),
    );
  }

  /** Whether a member is demanded whatever else is said. */
  demands(name: string): boolean {
    return this.constraint.schemas.some(
      ({ required }) => Array.isArray(required) && required.includes(name),
    );
  }

  /** Whether what stands here may say nothing: null, a text of nothing but blanks, a list of nothing. */
  get mayBeEmpty(): boolean {
    if (this.isA('null')) return true;
    if (this.isA('array')) {
      return (this.leastItems ?? 0) === 0 || (this.items()?.mayBeEmpty ?? false);
    }
    if (!this.isA('string') || this.values !== undefined) return false;
    return !holds(
      this.constraint,
      ({ pattern, format }) =>
        pattern !== undefined ||
        (typeof format === 'string' && !FORMATS_OF_NOTHING.includes(format)),
    );
  }

  /** The longest text that the form lets through, where it has a limit. */
  get maximumLength(): number | undefined {
    const lengths = this.values?.map((value) => [...value].length);
    return lengths === undefined ? this.#most('maxLength') : Math.max(...lengths);
  }

  /** The shortest text that the form lets through, where it has a limit. */
  get minimumLength(): number | undefined {
    return this.#least('minLength');
  }

  get mostItems(): number | undefined {
    return this.#most('maxItems');
  }

  get leastItems(): number | undefined {
    return this.#least('minItems');
  }

  /** Formats that the form demands of a text. */
  get formats(): string[] {
    const formats = limitOf(
      this.constraint,
      ({ format }) => (typeof format === 'string' ? [format] : undefined),
      (one, other) => [...one, ...other],
      (one, other) => one.filter((format) => other.includes(format)),
    );
    return formats ?? [];
  }

  /** Whether a pattern says of each character of a text what it may be: `^...$`. */
  get isSpelledOut(): boolean {
    return holds(
      this.constraint,
      ({ pattern }) => typeof pattern === 'string' && /^\^.*\$$/s.test(pattern),
    );
  }

  /** Whether a pattern keeps a text short. */
  get isBounded(): boolean {
    return holds(
      this.constraint,
      ({ pattern }) => typeof pattern === 'string' && /^\^[^*+]*\$$/.test(pattern),
    );
  }

  /** The smallest and largest number that the form lets through, where it says so. */
  get range(): { minimum: number | undefined; maximum: number | undefined } {
    const [minimum] = this.lowest ?? [];
    const [maximum] = this.highest ?? [];
    return { minimum, maximum };
  }

  /** The lower limit of a number, and whether the number itself is outside. */
  get lowest(): NumberLimit | undefined {
    const higher = (one: NumberLimit, other: NumberLimit) =>
      other[0] > one[0] || (other[0] === one[0] && other[1]) ? other : one;
    return this.#limit(['minimum', 'exclusiveMinimum'], isNumber, higher);
  }

  /** The upper limit of a number, and whether the number itself is outside. */
  get highest(): NumberLimit | undefined {
    const lower = (one: NumberLimit, other: NumberLimit) =>
      other[0] < one[0] || (other[0] === one[0] && other[1]) ? other : one;
    return this.#limit(['maximum', 'exclusiveMaximum'], isNumber, lower);
  }

  /** The first day or moment that the form lets through, and whether it is outside itself. */
  get earliest(): MomentLimit | undefined {
    const later = (one: MomentLimit, other: MomentLimit) => (other[0] > one[0] ? other : one);
    return this.#limit(['formatMinimum', 'formatExclusiveMinimum'], isText, later);
  }

  /** The last day or moment that the form lets through, and whether it is outside itself. */
  get latest(): MomentLimit | undefined {
    const earlier = (one: MomentLimit, other: MomentLimit) => (other[0] < one[0] ? other : one);
    return this.#limit(['formatMaximum', 'formatExclusiveMaximum'], isText, earlier);
  }

  /** The values that the form allows, where it lists them; null, which is absence, is none. */
  get values(): string[] | undefined {
    const values = limitOf(
      this.constraint,
      (schema) => {
        if (Array.isArray(schema.enum)) return schema.enum as unknown[];
        return Object.hasOwn(schema, 'const') ? [schema.const] : undefined;
      },
      (one, other) => one.filter((value) => other.includes(value)),
      (one, other) => [...one, ...other],
    );
    const said = values?.filter((value) => value !== null);
    return said === undefined || said.length === 0 ? undefined : [...new Set(said.map(String))];
  }

  get title(): string | undefined {
    return this.schemas.map(({ title }) => title).find((title) => typeof title === 'string') as
      | string
      | undefined;
  }

  /** What identifies the place, whichever way one came to it. */
  get identity(): readonly object[] {
    return this.schemas;
  }

  #most(name: string): number | undefined {
    return limitOf(this.constraint, (schema) => numberIn(schema, name), Math.min, Math.max);
  }

  #least(name: string): number | undefined {
    return limitOf(this.constraint, (schema) => numberIn(schema, name), Math.max, Math.min);
  }

  #limit<T extends number | string>(
    [inclusive, exclusive]: readonly [string, string],
    is: (value: unknown) => value is T,
    stricter: (one: [T, boolean], other: [T, boolean]) => [T, boolean],
  ): [T, boolean] | undefined {
    const read = (schema: Schema): [T, boolean] | undefined => {
      const limits: [T, boolean][] = [];
      if (is(schema[inclusive])) limits.push([schema[inclusive], false]);
      if (is(schema[exclusive])) limits.push([schema[exclusive], true]);
      return limits.length === 0 ? undefined : limits.reduce((one, other) => stricter(one, other));
    };
    return limitOf(this.constraint, read, stricter, (one, other) =>
      stricter(one, other) === one ? other : one,
    );
  }

  #inside(inside: (schema: Schema) => readonly unknown[]): FormNode | undefined {
    const { root } = this;
    const found = this.schemas.flatMap(inside).filter(isSchema);
    if (found.length === 0) return undefined;
    const constraint = constraintInside(root, this.constraint, inside);
    return new FormNode(
      root,
      expanded(root, found, COMPOSED),
      constraint ?? { schemas: [], groups: [] },
    );
  }
}

/** A limit, and whether it is outside itself. */
type NumberLimit = [limit: number, exclusive: boolean];
type MomentLimit = [limit: string, exclusive: boolean];

const COMPOSED = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'];

/** Formats that an empty text, or one of blanks, has as well. */
const FORMATS_OF_NOTHING = [
  ...Object.keys(CHARACTER_FORMATS),
  'uri-reference',
  'iri-reference',
  'uri-template',
  'json-pointer',
  'regex',
  'byte',
  'password',
  'binary',
];

function numberIn(schema: Schema, name: string): number | undefined {
  const value = schema[name];
  return isNumber(value) ? value : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
