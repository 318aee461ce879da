import { type Kysely, sql } from 'kysely';
import { prepared } from '#store';

/** Rows of one statement. Few sizes, so that the statements stay prepared. */
const SIZES = [50, 10, 1] as const;

type Name<Tables> = keyof Tables & string;
type Column<Tables, Table extends Name<Tables>> = keyof Tables[Table] & string;
/** The helpers build for tables that they do not know; their callers' types say what goes in and out. */
type Loose = Record<string, Record<string, Value>>;
type Value = string | number | null | Uint8Array;

/**
 * Inserts many rows a statement, built once per size. A row that is there already, by its `key`, gets the columns
 * `updated` anew; with none named it stays as it is.
 */
export function rowWriter<Tables, Table extends Name<Tables>>(
  table: Table,
  options: {
    columns: readonly Column<Tables, Table>[];
    key: readonly Column<Tables, Table>[];
    updated: readonly Column<Tables, Table>[];
  },
): (tables: Kysely<Tables>, rows: readonly Tables[Table][]) => Promise<void> {
  const { columns, key, updated } = options;
  const statements = new Map(
    SIZES.map((size) => [
      size,
      prepared<Loose, Record<string, unknown>>((tables, value) =>
        tables
          .insertInto(table)
          .values(
            Array.from({ length: size }, (_, row) =>
              Object.fromEntries(
                columns.map((column, at) => [
                  column,
                  value(String(row * columns.length + at)) as Value,
                ]),
              ),
            ),
          )
          .onConflict((conflict) => {
            const same = conflict.columns(key as readonly string[] as string[]);
            if (updated.length === 0) return same.doNothing();
            const anew = updated.map((column) => [column, sql.ref(`excluded.${column}`)]);
            return same.doUpdateSet(Object.fromEntries(anew) as object);
          }),
      ),
    ]),
  );
  return async (tables, rows) => {
    for (let start = 0; start < rows.length; ) {
      const left = rows.length - start;
      const size = SIZES.find((candidate) => candidate <= left) ?? 1;
      const values: unknown[] = [];
      for (let at = start; at < start + size; at += 1) {
        const row = rows[at] as Tables[Table];
        for (const column of columns) values.push(row[column]);
      }
      await statements.get(size)?.(tables as never, values as never);
      start += size;
    }
  };
}

/** Reads rows by their ids, so many a statement; the last one is filled up with an id that it has already. */
export function rowReader<Tables, Table extends Name<Tables>, Read extends Column<Tables, Table>>(
  table: Table,
  options: { columns: readonly Read[]; id: Column<Tables, Table> },
): (tables: Kysely<Tables>, ids: readonly string[]) => Promise<Pick<Tables[Table], Read>[]> {
  type Row = Pick<Tables[Table], Read>;
  const statements = new Map(
    SIZES.map((size) => [
      size,
      prepared<Loose, Record<string, unknown>, Row>(
        (tables, value) =>
          tables
            .selectFrom<string>(table)
            .select(options.columns as readonly string[])
            .where(
              options.id as string,
              'in',
              Array.from({ length: size }, (_, at) => value(String(at)) as Value),
            ) as never,
      ),
    ]),
  );
  return async (tables, ids) => {
    const rows: Row[] = [];
    for (let start = 0; start < ids.length; ) {
      const left = ids.length - start;
      const size = [...SIZES].reverse().find((candidate) => candidate >= left) ?? SIZES[0];
      const wanted = ids.slice(start, start + size);
      while (wanted.length < size) wanted.push(wanted[0] as string);
      const found = await statements.get(size)?.(tables as never, wanted as never);
      rows.push(...(found?.rows ?? []));
      start += size;
    }
    return rows;
  };
}
