import type { Compilable, Kysely } from 'kysely';
import { prepared } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';

export type Tables = Kysely<DeliveryTables>;

/** A statement that is compiled once and takes its values by position. */
export type Positional<Row> = (
  tables: Tables,
  values: readonly unknown[],
) => Promise<{ rows: Row[]; changed: number }>;

export function positional<Row = unknown>(
  build: (tables: Tables, value: (position: number) => never) => Compilable<Row>,
): Positional<Row> {
  const statement = prepared<DeliveryTables, Record<string, unknown>, Row>((tables, value) =>
    build(tables, (position) => value(String(position)) as never),
  );
  return (tables, values) => statement(tables, values as never);
}

/** Sizes in which rows go through a statement: each size is a statement of its own, prepared once. */
const SIZES = [32, 8, 1] as const;

/** Makes the statement for each size. */
export function inSizes<Row>(
  make: (rows: number) => Positional<Row>,
): Map<number, Positional<Row>> {
  return new Map(SIZES.map((rows) => [rows, make(rows)]));
}

/** Cuts a list into pieces of the sizes. */
export function* pieces<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; ) {
    const size = SIZES.find((candidate) => candidate <= items.length - start) as number;
    yield items.slice(start, start + size);
    start += size;
  }
}

/** The values of a list of `rows`, for `in (...)`. */
export function positions(rows: number, value: (position: number) => never, from: number): never[] {
  return Array.from({ length: rows }, (_, index) => value(from + index));
}

/** Runs a statement over a list of any length. `valuesOf` gives the values of one item. */
export async function run<Item, Row>(
  statements: Map<number, Positional<Row>>,
  tables: Tables,
  items: readonly Item[],
  valuesOf: (item: Item) => readonly unknown[],
  before: readonly unknown[] = [],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const piece of pieces(items)) {
    const values: unknown[] = [...before];
    for (const item of piece) values.push(...valuesOf(item));
    const statement = statements.get(piece.length) as Positional<Row>;
    rows.push(...(await statement(tables, values)).rows);
  }
  return rows;
}
