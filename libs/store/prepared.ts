import { type Compilable, CompiledQuery, type Kysely } from 'kysely';
import { isPostgres } from './dialect.js';

class Placeholder {
  constructor(readonly name: string) {}
}

interface Shape {
  sql: string;
  bindings: unknown[];
}

/** As many as the code has `prepared` statements, so their number is bounded by it. */
const NAMES = new Map<string, string>();

/** The name under which a session of PostgreSQL keeps a statement of `prepared`; undefined for all others. */
export function preparedName(text: string): string | undefined {
  return NAMES.get(text);
}

/**
 * A query that is built and compiled once per dialect; each run only binds its values. For the hot statements:
 * building a query costs more than running it. A session of the database keeps it parsed as well.
 */
export function prepared<Tables, Values extends object, Row = unknown>(
  build: (
    tables: Kysely<Tables>,
    value: <Name extends keyof Values & string>(name: Name) => Values[Name],
  ) => Compilable<Row>,
): (tables: Kysely<Tables>, values: Values) => Promise<{ rows: Row[]; changed: number }> {
  const shapes = new Map<unknown, Shape>();
  const shapeFor = (tables: Kysely<Tables>): Shape => {
    const dialect = tables.getExecutor().adapter.constructor;
    let shape = shapes.get(dialect);
    if (shape === undefined) {
      const compiled = build(tables, (name) => new Placeholder(name) as never).compile();
      shape = { sql: compiled.sql, bindings: [...compiled.parameters] };
      shapes.set(dialect, shape);
      if (isPostgres(tables) && !NAMES.has(shape.sql)) {
        NAMES.set(shape.sql, `nahtlos_${NAMES.size}`);
      }
    }
    return shape;
  };
  return async (tables, values) => {
    const shape = shapeFor(tables);
    const result = await tables.executeQuery<Row>(
      CompiledQuery.raw(
        shape.sql,
        shape.bindings.map((binding) =>
          binding instanceof Placeholder ? values[binding.name as keyof Values] : binding,
        ),
      ),
    );
    return { rows: result.rows, changed: Number(result.numAffectedRows ?? 0n) };
  };
}
