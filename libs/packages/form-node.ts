type Schema = Readonly<Record<string, unknown>>;

/** A place in a form schema: what may be said there, over all alternatives that the schema offers. */
export class FormNode {
  private constructor(
    private readonly root: Schema,
    /** Every schema that has a say here: references followed, branches included. */
    private readonly schemas: readonly Schema[],
  ) {}

  static of(root: Schema): FormNode {
    return new FormNode(root, expanded(root, [root]));
  }

  child(name: string): FormNode | undefined {
    return this.#from(
      this.schemas.map((schema) => {
        const properties = schema.properties as Schema | undefined;
        return properties !== undefined && Object.hasOwn(properties, name)
          ? properties[name]
          : undefined;
      }),
    );
  }

  items(): FormNode | undefined {
    return this.#from(
      this.schemas.flatMap((schema) => [
        schema.items,
        ...((schema.prefixItems as unknown[] | undefined) ?? []),
      ]),
    );
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

  /** The longest text that the form lets through, where it has a limit. */
  get maximumLength(): number | undefined {
    const values = this.values;
    if (values !== undefined) return Math.max(...values.map((value) => value.length));
    const limits = this.schemas
      .map(({ maxLength }) => maxLength)
      .filter((limit): limit is number => typeof limit === 'number');
    return limits.length === 0 ? undefined : Math.max(...limits);
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

  #from(candidates: readonly unknown[]): FormNode | undefined {
    const found = candidates.filter(isSchema);
    return found.length === 0 ? undefined : new FormNode(this.root, expanded(this.root, found));
  }
}

function expanded(root: Schema, start: readonly Schema[]): Schema[] {
  const all: Schema[] = [];
  const pending = [...start];
  for (let schema = pending.shift(); schema !== undefined; schema = pending.shift()) {
    if (all.includes(schema)) continue;
    all.push(schema);
    if (typeof schema.$ref === 'string')
      pending.push(...[resolved(root, schema.$ref)].filter(isSchema));
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      pending.push(...((schema[keyword] as unknown[] | undefined) ?? []).filter(isSchema));
    }
    pending.push(...[schema.if, schema.then, schema.else].filter(isSchema));
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
