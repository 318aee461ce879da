import fc from 'fast-check';
import { anyText, dinText } from './any-text.js';

type Schema = Readonly<Record<string, unknown>>;

export interface FormDataOptions {
  /** Of 100 values, how many are anything at all instead of what the schema wants. */
  disorder: number;
  /** Values for members of these names: codes, where the form takes any text and the mapping only a code. */
  codes?: Readonly<Record<string, readonly string[]>>;
}

/** Names that an object may carry in JSON and that code stumbles over. */
const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  '',
  '<a b="',
  'a/b~c',
  '\ud800',
  '@test',
  '$',
];

/**
 * Form data that fits a form schema more or less: required members present, optional ones now and then, texts in
 * the characters, lengths and patterns that the schema names. What several fields say together (oneOf, rules) is left
 * to chance; values beside the schema come as often as `disorder` says.
 */
export function formData(schema: Schema, options: FormDataOptions): fc.Arbitrary<unknown> {
  return new FormArbitrary(schema, options).of(schema);
}

class FormArbitrary {
  constructor(
    private readonly root: Schema,
    private readonly options: FormDataOptions,
  ) {}

  of(schema: Schema, name = ''): fc.Arbitrary<unknown> {
    const { disorder, codes = {} } = this.options;
    const ordered =
      Object.hasOwn(codes, name) && schema.type === 'string'
        ? fc.constantFrom(...codes[name]!)
        : this.#ordered(schema, name);
    if (disorder === 0) return ordered;
    return fc.oneof(
      { weight: 100 - disorder, arbitrary: ordered },
      { weight: disorder, arbitrary: fc.oneof(anyText, fc.jsonValue(), fc.double()) },
    );
  }

  #ordered(schema: Schema, name = ''): fc.Arbitrary<unknown> {
    const { $ref, const: constant, enum: values } = schema;
    if (typeof $ref === 'string') return this.#ordered(this.#referenced($ref), name);
    if (constant !== undefined) return fc.constant(constant);
    if (Array.isArray(values)) return fc.constantFrom(...values);
    switch ([schema.type].flat()[0]) {
      case 'object':
        return this.#object(schema);
      case 'array':
        return this.#array(schema, name);
      case 'string':
        return text(schema);
      case 'integer':
        return fc.integer(range(schema, 1_000_000));
      case 'number':
        return number(schema);
      case 'boolean':
        return fc.boolean();
      default: {
        const branches = (schema.oneOf ?? schema.anyOf) as Schema[] | undefined;
        return branches === undefined
          ? fc.jsonValue()
          : fc.oneof(...branches.map((branch) => this.#ordered(branch)));
      }
    }
  }

  #object(schema: Schema): fc.Arbitrary<unknown> {
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
    const required = (schema.required ?? []) as string[];
    const known = fc.record(
      Object.fromEntries(properties.map(([name, inner]) => [name, this.of(inner, name)])),
      { requiredKeys: required },
    );
    if (this.options.disorder === 0) return known;
    const strange = fc.dictionary(fc.constantFrom(...HOSTILE_NAMES), anyText, { maxKeys: 2 });
    return fc.oneof(
      { weight: 100 - this.options.disorder, arbitrary: known },
      {
        weight: this.options.disorder,
        arbitrary: fc.tuple(known, strange).map(([one, other]) => {
          // As JSON.parse does it: a member, whatever its name.
          const members = [...Object.entries(one), ...Object.entries(other)];
          return JSON.parse(
            `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`,
          );
        }),
      },
    );
  }

  #array(schema: Schema, name: string): fc.Arbitrary<unknown> {
    const { items, minItems, maxItems, uniqueItems } = schema as {
      items?: Schema;
      minItems?: number;
      maxItems?: number;
      uniqueItems?: boolean;
    };
    const item = items === undefined ? fc.jsonValue() : this.of(items, name);
    const limits = { minLength: minItems ?? 0, maxLength: Math.min(maxItems ?? 3, 3) };
    if (!uniqueItems) return fc.array(item, limits);
    return fc.uniqueArray(item, { ...limits, selector: (value) => JSON.stringify(value) });
  }

  #referenced(reference: string): Schema {
    let at: unknown = this.root;
    for (const step of reference.replace(/^#\/?/, '').split('/')) {
      if (step !== '') at = (at as Record<string, unknown>)[decodeURIComponent(step)];
    }
    return at as Schema;
  }
}

function text(schema: Schema): fc.Arbitrary<string> {
  const {
    format,
    pattern,
    minLength = 0,
    maxLength = 40,
  } = schema as {
    format?: string;
    pattern?: string;
    minLength?: number;
    maxLength?: number;
  };
  if (format === 'date') {
    const days = fc.integer({ min: 0, max: 60_000 });
    return days.map((day) => new Date(day * 86_400_000 - 1.5e12).toISOString().slice(0, 10));
  }
  if (format === 'date-time') return fc.constant('2026-11-22T09:30:00.000+01:00');
  if (format === 'email') return fc.constantFrom('a@example.org', 'mueller+x@post.example.de');
  if (pattern !== undefined && pattern !== '\\S') return fc.stringMatching(new RegExp(pattern));
  return dinText.map((given) => {
    const filled = /\S/.test(given) ? given : 'Ä';
    return cut(filled.padEnd(minLength, 'x'), maxLength);
  });
}

/** Cut between characters, and not before a mark that belongs to its base. */
function cut(given: string, length: number): string {
  const kept = [...given].slice(0, length).join('');
  return kept.trim() === '' ? 'x' : kept;
}

function number(schema: Schema): fc.Arbitrary<number> {
  const { min, max } = range(schema, 100_000);
  return fc.integer({ min: min * 100, max: max * 100 }).map((cents) => cents / 100);
}

function range(schema: Schema, reach: number): { min: number; max: number } {
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  const min = minimum ?? (maximum === undefined ? 0 : maximum - reach);
  return { min, max: maximum ?? min + reach };
}
