import fc from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;

/** Gives codes for a field that the schema leaves to a code list, by its path: `haushalt.einnahmen.art`. */
export type KnownCodes = (path: string) => readonly string[];

/**
 * Form data of the shape that a form schema describes: required fields always, the others now and then. Conditions
 * between fields (`if`, `oneOf`) are left to the form itself, which refuses what breaks them.
 */
export function formData(root: Schema, codes: KnownCodes): fc.Arbitrary<Record<string, unknown>> {
  return new FormData(root, codes).object(root, []);
}

/** Lists that may be longer are never filled. */
const MANY = 12;

class FormData {
  constructor(
    private readonly root: Schema,
    private readonly codes: KnownCodes,
  ) {}

  object(schema: Schema, path: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
    const members = Object.entries(schema.properties as Record<string, Schema>);
    const model = Object.fromEntries(
      members.map(([name, member]) => [name, this.#field(member, [...path, name])]),
    );
    const requiredKeys = (schema.required as string[] | undefined) ?? [];
    return fc.record(model, { requiredKeys, noNullPrototype: true });
  }

  #field(schema: Schema, path: readonly string[]): fc.Arbitrary<unknown> {
    if (typeof schema.$ref === 'string') {
      const definitions = this.root.$defs as Record<string, Schema>;
      return this.#field(definitions[schema.$ref.slice('#/$defs/'.length)]!, path);
    }
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
    switch (schema.type) {
      case 'object':
        return this.object(schema, path);
      case 'array':
        return this.#list(schema, path);
      case 'boolean':
        return fc.boolean();
      case 'integer':
      case 'number':
        return number(schema);
      case 'string':
        return text(schema, this.codes(path.join('.')));
      default:
        throw new Error(`${path.join('.')} has the type ${schema.type}: add it here`);
    }
  }

  #list(schema: Schema, path: readonly string[]): fc.Arbitrary<unknown[]> {
    const { minItems = 0, maxItems = 3 } = schema as { minItems?: number; maxItems?: number };
    const each = this.#field(schema.items as Schema, path);
    const lists = (minLength: number, maxLength: number) =>
      schema.uniqueItems
        ? fc.uniqueArray(each, { minLength, maxLength })
        : fc.array(each, { minLength, maxLength });
    const few = lists(minItems, Math.min(maxItems, minItems + 2));
    // Now and then as many as the form takes; where it takes any number, more than a message is likely to.
    const most = schema.maxItems === undefined ? minItems + 6 : maxItems;
    if (most > MANY || schema.uniqueItems) return few;
    return fc.oneof({ arbitrary: few, weight: 9 }, lists(most, most));
  }
}

function number(schema: Schema): fc.Arbitrary<number> {
  const { minimum: min, maximum: max, multipleOf: step = 1 } = schema as Record<string, number>;
  const some =
    schema.type === 'integer'
      ? fc.integer({ min: min! / step, max: max! / step }).map((value) => value * step)
      : fc.double({ min: min!, max: max!, noNaN: true });
  return fc.oneof({ arbitrary: some, weight: 4 }, fc.constantFrom(min!, max!));
}

/** Letters, signs and combinations that DIN 91379, data type C, has, some of them unusual. */
const CHARACTERS = ['a', 'Z', '9', ' ', '-', "'", '&', '<', '"', 'ß', 'Ł', 'ễ', 'm̂', '’', '€'];

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  date: fc.oneof(
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    fc.constantFrom('0001-01-01', '2024-02-29', '9999-12-31'),
  ),
  'date-time': fc.constantFrom('2026-12-08T08:00:00+01:00', '2026-06-01T06:30:00.5Z'),
  email: fc.constantFrom('a@example.org', 'vor.nach-name+amt@xn--mller-kva.example'),
};

function text(schema: Schema, codes: readonly string[]): fc.Arbitrary<string> {
  const {
    format,
    pattern,
    maxLength = 20,
  } = schema as {
    format?: string;
    pattern?: string;
    maxLength?: number;
  };
  const special = FORMATS[format ?? ''];
  if (special !== undefined) return special;
  if (format === 'din-91379-c' && pattern === '\\S') return written(maxLength);
  if (format === 'din-91379-c' && pattern === undefined) {
    return fc.oneof(written(maxLength), fc.constantFrom('', ' '));
  }
  if (pattern === undefined || pattern === '\\S') return fc.constantFrom(...codes);
  return fc.stringMatching(new RegExp(pattern)).filter(({ length }) => length <= maxLength);
}

/** Text with more than blanks, now and then as long as the field takes. */
function written(maxLength: number): fc.Arbitrary<string> {
  const short = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1 });
  return fc
    .oneof({ arbitrary: short, weight: 9 }, fc.constant('ł'.repeat(maxLength)))
    .map((some) => [...some].slice(0, maxLength).join(''))
    .filter((some) => /\S/u.test(some));
}
