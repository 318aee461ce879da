import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { isPostgres } from '#store';
import type { Row, Value } from './carried-tables.js';

// biome-ignore lint/suspicious/noExplicitAny: tables are known by their names alone
export type AnyTables = Kysely<any>;

/** All rows of a table, page by page in the order of its primary key. */
export async function* pagesOf(
  tables: AnyTables,
  table: string,
  size: number,
): AsyncIterable<Row[]> {
  const key = await primaryKeyOf(tables, table);
  const columns = sql.join(key.map((column) => sql.ref(column)));
  for (let after: Value[] | undefined; ; ) {
    const bound = after && sql` where (${columns}) > (${sql.join(after)})`;
    const { rows } = await sql<Row>`select * from ${sql.table(table)}${bound ?? sql``}
      order by ${columns} limit ${sql.lit(size)}`.execute(tables);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) return;
    after = key.map((column) => last[column] as Value);
  }
}

export async function countOf(tables: AnyTables, table: string): Promise<number> {
  const { rows } = await sql<{
    rows: number;
  }>`select count(*) as rows from ${sql.table(table)}`.execute(tables);
  return Number(rows[0]?.rows);
}

/** The tables of a database that Nahtlos made, without those that only say which migrations ran. */
export async function tableNames(tables: AnyTables): Promise<string[]> {
  const all = await tables.introspection.getTables({ withInternalKyselyTables: true });
  return all.map(({ name }) => name).filter((name) => !/^(migration_|sqlite_)/.test(name));
}

async function primaryKeyOf(tables: AnyTables, table: string): Promise<string[]> {
  const { rows } = isPostgres(tables)
    ? await sql<{ name: string }>`select a.attname as name from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indisprimary and i.indrelid = cast(${table} as regclass)
        order by array_position(i.indkey, a.attnum)`.execute(tables)
    : await sql<{ name: string }>`select name from pragma_table_info(${table})
        where pk > 0 order by pk`.execute(tables);
  return rows.map(({ name }) => name);
}

/** Adds up rows in whatever order they come, so that two databases can be compared that sort texts differently. */
export class RowSum {
  rows = 0;
  #sum = 0n;

  add(row: Row): void {
    const columns = Object.keys(row).sort();
    const values = columns.map((column) => {
      const value = row[column];
      return Buffer.isBuffer(value) ? ['bytes', value.toString('base64')] : [column, value];
    });
    const digest = createHash('sha256').update(JSON.stringify(values)).digest();
    this.rows += 1;
    this.#sum = BigInt.asUintN(64, this.#sum + digest.readBigUInt64BE());
  }

  equals(other: RowSum): boolean {
    return this.rows === other.rows && this.#sum === other.#sum;
  }
}
