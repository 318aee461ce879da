import { sql } from 'kysely';
import { Failure } from '#domain';
import type { CarriedTable } from './carried-tables.js';
import { type AnyTables, pagesOf, RowSum } from './table-rows.js';

/**
 * Copies a table into an empty one and reads back what stands there. Numbers that the database gives go on after the
 * highest.
 *
 * @throws Failure `internal` where it does not read what was written
 * @returns the number of rows
 */
export async function copyTable(
  table: CarriedTable,
  between: { from: AnyTables; to: AnyTables; end: number },
): Promise<number> {
  const { from, to, end } = between;
  const written = new RowSum();
  for await (const page of pagesOf(from, table.name, table.page)) {
    const rows = page.map((row) => table.adapt?.(row, end) ?? row);
    for (const row of rows) written.add(row);
    await to.insertInto(table.name).values(rows).execute();
  }
  const read = new RowSum();
  for await (const page of pagesOf(to, table.name, table.page))
    for (const row of page) read.add(row);
  if (!read.equals(written)) {
    throw new Failure(
      'internal',
      `The table ${table.name} does not read as it was written: ${written.rows} rows were, and ${read.rows} are there. Nothing was carried.`,
    );
  }
  if (table.identity !== undefined) await goOnAfterHighest(to, table.name, table.identity);
  return written.rows;
}

async function goOnAfterHighest(to: AnyTables, table: string, column: string): Promise<void> {
  await sql`select setval(pg_get_serial_sequence(${table}, ${column}), max(${sql.ref(column)}))
    from ${sql.table(table)} having max(${sql.ref(column)}) is not null`.execute(to);
}
