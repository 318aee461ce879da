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

/** Sizes in which lists go through a statement: each size is a statement of its own, prepared once. */
const SIZES = [1, 8, 32] as const;

export type Sized<Row> = ReadonlyMap<number, Positional<Row>>;

/** Makes the statement for each size. */
export function inSizes<Row>(make: (length: number) => Positional<Row>): Sized<Row> {
  return new Map(SIZES.map((length) => [length, make(length)]));
}

/** The values of a list, for `in (...)`. */
export function positions(
  length: number,
  value: (position: number) => never,
  from: number,
): never[] {
  return Array.from({ length }, (_, index) => value(from + index));
}

/** Runs an insertion for rows of any number, each exactly once. */
export function insertAll<Row>(
  statements: Sized<Row>,
  tables: Tables,
  rows: readonly (readonly unknown[])[],
): Promise<Row[]> {
  return runPieces(statements, tables, rows, [], (left) =>
    SIZES.reduce((best: number, size) => (size <= left ? size : best), 1),
  );
}

/**
 * Runs a statement whose list names rows; the list may be of any length. A piece is filled up with its last entry:
 * naming a row twice changes nothing, and one statement costs less than several.
 */
export function runOver<Row>(
  statements: Sized<Row>,
  tables: Tables,
  list: readonly (readonly unknown[])[],
  before: readonly unknown[] = [],
): Promise<Row[]> {
  const largest = SIZES[SIZES.length - 1] as number;
  return runPieces(
    statements,
    tables,
    list,
    before,
    (left) => SIZES.find((size) => size >= left) ?? largest,
  );
}

async function runPieces<Row>(
  statements: Sized<Row>,
  tables: Tables,
  entries: readonly (readonly unknown[])[],
  before: readonly unknown[],
  sizeFor: (left: number) => number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < entries.length; ) {
    const size = sizeFor(entries.length - start);
    const values: unknown[] = [...before];
    for (let index = start; index < start + size; index += 1) {
      values.push(...(entries[Math.min(index, entries.length - 1)] as readonly unknown[]));
    }
    const statement = statements.get(size) as Positional<Row>;
    for (const row of (await statement(tables, values)).rows) rows.push(row);
    start += size;
  }
  return rows;
}
