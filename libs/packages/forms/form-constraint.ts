export type Schema = Readonly<Record<string, unknown>>;

/** What a form schema makes sure of at a place: what holds in any case, and of each group one alternative. */
export interface Constraint {
  schemas: readonly Schema[];
  groups: readonly (readonly Constraint[])[];
}

export function constraintOf(root: Schema, schemas: readonly Schema[]): Constraint {
  return parted(root, schemas, []);
}

function parted(root: Schema, start: readonly Schema[], outer: readonly Schema[]): Constraint {
  const schemas = expanded(root, start, ['allOf']).filter((schema) => !outer.includes(schema));
  const around = [...outer, ...schemas];
  const groups = schemas
    .flatMap(({ anyOf, oneOf }) => [anyOf, oneOf])
    .filter((group): group is unknown[] => Array.isArray(group))
    .map((group) => group.filter(isSchema).map((one) => parted(root, [one], around)));
  return { schemas, groups };
}

/**
 * What is made sure of inside. Where only alternatives name the place, one of those that do is met, as objects take
 * no unknown members; where it is named in any case too, an alternative that does not name it leaves it as it is.
 */
export function constraintInside(
  root: Schema,
  constraint: Constraint,
  inside: (schema: Schema) => readonly unknown[],
): Constraint | undefined {
  const own = constraint.schemas.flatMap(inside).filter(isSchema);
  const within = (one: Constraint) => constraintInside(root, one, inside);
  const groups = constraint.groups.map((group) => group.map(within));
  if (own.length > 0) {
    const { schemas, groups: inner } = constraintOf(root, own);
    const sure = groups.filter((group): group is Constraint[] => !group.includes(undefined));
    return { schemas, groups: [...inner, ...sure] };
  }
  const conditional = constraint.schemas
    .flatMap((schema) => [schema.then, schema.else])
    .filter(isSchema)
    .map((schema) => within(constraintOf(root, [schema])));
  const known = [...groups.flat(), ...conditional].filter((one) => one !== undefined);
  return known.length === 0 ? undefined : { schemas: [], groups: [known] };
}

/** Whether something is said of the place whatever alternative is met. */
export function holds({ schemas, groups }: Constraint, says: (schema: Schema) => boolean): boolean {
  return (
    schemas.some(says) ||
    groups.some((group) => group.length > 0 && group.every((one) => holds(one, says)))
  );
}

/** What is said of the place whatever alternative is met; undefined where one of them leaves it open. */
export function limitOf<T extends number | object>(
  { schemas, groups }: Constraint,
  read: (schema: Schema) => T | undefined,
  stricter: (one: T, other: T) => T,
  looser: (one: T, other: T) => T,
): T | undefined {
  const alternatives = groups.map((group) => {
    const limits = group.map((one) => limitOf(one, read, stricter, looser));
    const known = limits.filter((limit) => limit !== undefined);
    return known.length < limits.length || known.length === 0
      ? undefined
      : known.reduce((one, other) => looser(one, other));
  });
  const all = [...schemas.map(read), ...alternatives].filter((limit) => limit !== undefined);
  return all.length === 0 ? undefined : all.reduce((one, other) => stricter(one, other));
}

/** Schemas with what they refer to and, below some keywords, are made of. */
export function expanded(
  root: Schema,
  start: readonly Schema[],
  keywords: readonly string[],
): Schema[] {
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

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
