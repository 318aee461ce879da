/** The values of a row by the id of their column; what is missing or empty is not there. */
export type CodeRow = ReadonlyMap<string, string>;

/**
 * The rows of a list, kept as one array of values: an object a row would take several times the memory of the
 * values themselves, and lists of all municipalities have 12,000.
 */
export class RowTable {
  readonly #columns: ReadonlyMap<string, number>;
  readonly #values: readonly string[];

  /** `values` holds row after row a value a column, an empty text for none. */
  constructor(columns: readonly string[], values: readonly string[]) {
    this.#columns = new Map(columns.map((column, at) => [column, at]));
    // Cut out of the file's text, each value would keep all of that text in memory.
    this.#values = values.length === 0 ? [] : values.join(SEPARATOR).split(SEPARATOR);
  }

  get size(): number {
    return this.#columns.size === 0 ? 0 : this.#values.length / this.#columns.size;
  }

  value(row: number, column: string): string | undefined {
    const at = this.#columns.get(column);
    const value = at === undefined ? undefined : this.#values[row * this.#columns.size + at];
    return value === '' ? undefined : value;
  }

  row(row: number): CodeRow {
    const present = new Map(
      [...this.#columns].filter(([column]) => this.value(row, column) !== undefined),
    );
    return new ViewMap(present, (at) => this.#values[row * this.#columns.size + at]!);
  }

  /** Finds rows by their value in a column; rows without one are left out. */
  index(column: string): RowIndex {
    const last = new Map<string, number>();
    const repeated = new Map<string, number[]>();
    for (let row = 0; row < this.size; row++) {
      const value = this.value(row, column);
      if (value === undefined) continue;
      const before = last.get(value);
      if (before !== undefined) {
        repeated.set(value, [...(repeated.get(value) ?? [before]), row]);
      }
      last.set(value, row);
    }
    return { last, repeated };
  }
}

/** Numbers of rows by a value of theirs. */
export interface RowIndex {
  /** The last row of each value. */
  last: ReadonlyMap<string, number>;
  /** All rows of the values that have several. */
  repeated: ReadonlyMap<string, readonly number[]>;
}

export function rowsOf({ last, repeated }: RowIndex, value: string): readonly number[] {
  const single = last.get(value);
  return single === undefined ? [] : (repeated.get(value) ?? [single]);
}

/** No character of XML 1.0. */
const SEPARATOR = '\u0000';

/** A read-only map over another one, whose values are made when they are asked for. */
export class ViewMap<K, V, W> implements ReadonlyMap<K, W> {
  readonly [Symbol.toStringTag] = 'Map';

  constructor(
    private readonly inner: ReadonlyMap<K, V>,
    private readonly view: (value: V) => W,
  ) {}

  get size(): number {
    return this.inner.size;
  }

  has(key: K): boolean {
    return this.inner.has(key);
  }

  get(key: K): W | undefined {
    const value = this.inner.get(key);
    return value === undefined ? undefined : this.view(value);
  }

  keys() {
    return this.inner.keys();
  }

  *values(): MapIterator<W> {
    for (const value of this.inner.values()) yield this.view(value);
  }

  *entries(): MapIterator<[K, W]> {
    for (const [key, value] of this.inner) yield [key, this.view(value)];
  }

  [Symbol.iterator](): MapIterator<[K, W]> {
    return this.entries();
  }

  forEach(visit: (value: W, key: K, map: ReadonlyMap<K, W>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
