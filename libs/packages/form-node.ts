type Schema = Readonly<Record<string, unknown>>;

/** A place in a form schema: what may be said there, over all alternatives that the schema offers. */
export class FormNode {
  private constructor(
    private readonly root: Schema,
    /** Every schema that has a say here: references followed, branches included. */
    private readonly schemas: readonly Schema[],
    /** Those of them that apply whatever is said: no branches. */
    private readonly certain: readonly Schema[],
  ) {}

  static of(root: Schema): FormNode {
    return new FormNode(root, expanded(root, [root]), expanded(root, [root], ['allOf']));
  }

  child(name: string): FormNode | undefined {
    return this.#from((schema) => {
      const properties = schema.properties as Schema | undefined;
      return properties !== undefined && Object.hasOwn(properties, name) ? [properties[name]] : [];
    });
  }

  items(): FormNode | undefined {
    return this.#from((schema) => [
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
    return this.certain.some(({ required }) => Array.isArray(required) && required.includes(name));
  }

  /** Whether what stands here may say nothing: null, an empty text, an empty list. */
  get mayBeEmpty(): boolean {
    if (this.isA('null')) return true;
    if (this.isA('array')) {
      return !this.schemas.some(({ minItems }) => typeof minItems === 'number' && minItems > 0);
    }
    if (!this.isA('string') || this.values !== undefined) return false;
    return !this.schemas.some(
      ({ minLength, pattern, format }) =>
        (typeof minLength === 'number' && minLength > 0) ||
        pattern !== undefined ||
        (format !== undefined && format !== 'din-91379-c'),
    );
  }

  /** The longest text that the form lets through, where it has a limit. */
  get maximumLength(): number | undefined {
    const values = this.values;
    if (values !== undefined) return Math.max(...values.map((value) => value.length));
    const limits = this.schemas
      .map(({ maxLength }) => maxLength)
      .filter((limit): limit is number => typeof limit === 'number');
    return limits.length === 0 ? undefined : Math.max(...limits);
  }

  /** Formats that the form demands of a text. */
  get formats(): string[] {
    return this.schemas.flatMap(({ format }) => (typeof format === 'string' ? [format] : []));
  }

  get hasPattern(): boolean {
    return this.schemas.some(({ pattern }) => pattern !== undefined);
  }

  /** Whether a text is kept short by other means than a maximum length. */
  get isBounded(): boolean {
    return this.hasAnchoredPattern || this.formats.some((format) => format !== 'din-91379-c');
  }

  private get hasAnchoredPattern(): boolean {
    return this.schemas.some(
      ({ pattern }) => typeof pattern === 'string' && /^\^[^*+]*\$$/.test(pattern),
    );
  }

  /** The smallest and largest number that the form lets through, where it says so. */
  get range(): { minimum: number | undefined; maximum: number | undefined } {
    const numbers = (name: string) =>
      this.schemas.map((schema) => schema[name]).filter((one) => typeof one === 'number');
    const least = [...numbers('minimum'), ...numbers('exclusiveMinimum')];
    const most = [...numbers('maximum'), ...numbers('exclusiveMaximum')];
    return {
      minimum: least.length === 0 ? undefined : Math.max(...least),
      maximum: most.length === 0 ? undefined : Math.min(...most),
    };
  }

  /** The values that the form allows, where it lists them. */
  get values(): string[] | undefined {
    const values = this.schemas.flatMap((schema) => {
      if (Array.isArray(schema.enum)) return schema.enum;
      return Object.hasOwn(schema, 'const') ? [schema.const] : [];
    });
    return values.length === 0 ? undefined : [...new Set(values.map(String))];
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

  #from(inside: (schema: Schema) => readonly unknown[]): FormNode | undefined {
    const { root } = this;
    const found = this.schemas.flatMap(inside).filter(isSchema);
    if (found.length === 0) return undefined;
    const certain = this.certain.flatMap(inside).filter(isSchema);
    return new FormNode(root, expanded(root, found), expanded(root, certain, ['allOf']));
  }
}

const COMPOSED = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'];

function expanded(root: Schema, start: readonly Schema[], keywords = COMPOSED): Schema[] {
  const all: Schema[] = [];
  const pending = [...start];
  for (let schema = pending.shift(); schema !== undefined; schema = pending.shift()) {
    if (all.includes(schema)) continue;
    all.push(schema);
    if (typeof schema.$ref === 'string')
      pending.push(...[resolved(root, schema.$ref)].filter(isSchema));
    for (const keyword of keywords) pending.push(...[schema[keyword]].flat().filter(isSchema));
  }
  return all;
}

/** Only references within the file are followed. */
function resolved(root: Schema, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) => (isSchema(value) && Object.hasOwn(value, step) ? value[step] : undefined),
      root,
    );
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
