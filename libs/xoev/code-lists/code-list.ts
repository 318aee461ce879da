import { type CodeRow, type RowTable, rowsOf, ViewMap } from './row-table.js';
import { type Validity, validityColumns, validOn } from './validity.js';

/** A column of a code list. */
export interface CodeColumn {
  /** `Id`: what a mapping writes to choose it as the key. */
  id: string;
  /** For people: its long name, else its short one. */
  title: string;
  /** Of XML Schema, as the list writes it: `string`, `date`, ... */
  dataType: string;
  required: boolean;
  /** Language of its values, where the list says so, e.g. `de-DE`. */
  language: string | undefined;
}

/** What a list says about itself, its rows apart. */
export interface CodeListHead {
  /** CanonicalUri: names the list, not its version. */
  uri: string;
  version: string;
  /** CanonicalVersionUri. */
  versionUri: string;
  /** ShortName. */
  name: string;
  longName: string | undefined;
  /** ISO date from which this version of the list is valid, where its annotation says so. */
  validFrom: string | undefined;
  columns: readonly CodeColumn[];
  /** Columns that are a key by themselves, the recommended one first. */
  keys: readonly string[];
  /** The columns that may describe a code for people, the best first. */
  nameColumns: readonly string[];
}

/** A code list in genericode (OASIS 1.0), as XÖV uses it. */
export interface CodeList extends CodeListHead {
  /** The column that holds the code, read from the list's keys. */
  keyColumn: string;
  /** Rows by their code, in the list's order; of a code with a history, the last row. */
  rows: ReadonlyMap<string, CodeRow>;
  /** Whether rows have dates of validity. Without any, all codes are always valid. */
  dated: boolean;
  has(code: string): boolean;
  /** What describes a code, in German where the list has it; undefined where rows of the code differ in it. */
  nameOf(code: string): string | undefined;
  /** When a code is valid, a period a row; without an end or a beginning where the list names none. */
  validityOf(code: string): readonly Validity[];
  /** Whether a code is one on an ISO date (`2026-11-22`). */
  validOn(code: string, date: string): boolean;
  /**
   * The same list read by another column, its key or not: rows without a value there have no code. Undefined
   * where there is no such column.
   */
  byKey(column: string): CodeList | undefined;
}

/** The list as it reads by one of its columns. */
export function codeListBy(head: CodeListHead, table: RowTable, keyColumn: string): CodeList {
  const index = table.index(keyColumn);
  const validity = validityColumns(head.columns);
  const views = new Map<string, CodeList>();
  const nameColumn = head.nameColumns.find((column) => column !== keyColumn);
  const validityOf = (code: string) =>
    rowsOf(index, code).map((row) => validity.of((column) => table.value(row, column)));
  return {
    ...head,
    keyColumn,
    rows: new ViewMap(index.last, (row) => table.row(row)),
    dated: validity.known,
    has: (code) => index.last.has(code),
    nameOf: (code) => {
      const last = index.last.get(code);
      if (nameColumn === undefined || last === undefined) return undefined;
      const name = table.value(last, nameColumn);
      // A history may rename a code: then its last name counts.
      if (validity.known || !index.repeated.has(code)) return name;
      const names = rowsOf(index, code).map((row) => table.value(row, nameColumn));
      return names.every((other) => other === name) ? name : undefined;
    },
    validityOf,
    validOn: (code, date) => validityOf(code).some((period) => validOn(period, date)),
    byKey: (column) => {
      if (!head.columns.some(({ id }) => id === column)) return undefined;
      let view = views.get(column);
      if (view === undefined) {
        view = codeListBy(head, table, column);
        views.set(column, view);
      }
      return view;
    },
  };
}
