/** Rows in the order they came, found by id and by one key that many rows may share. */
export class Table<Row extends { readonly id: number }> {
  readonly #keyOf: (row: Row) => string | number;
  readonly #rows = new Map<number, Row>();
  /** How often anything was put or deleted since the rows were read. */
  changes = 0;
  readonly #byKey = new Map<string | number, Map<number, Row>>();

  constructor(rows: readonly Row[], keyOf: (row: Row) => string | number) {
    this.#keyOf = keyOf;
    for (const row of rows) this.put(row);
    this.changes = 0;
  }

  /** Adds a row, or replaces the one with its id: the key of a row never changes. */
  put(row: Row): Row {
    this.changes += 1;
    const key = this.#keyOf(row);
    const same = this.#byKey.get(key) ?? new Map<number, Row>();
    this.#byKey.set(key, same.set(row.id, row));
    this.#rows.set(row.id, row);
    return row;
  }

  get(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  /** The rows with this key. */
  of(key: string | number): Row[] {
    return [...(this.#byKey.get(key)?.values() ?? [])];
  }

  all(): Row[] {
    return [...this.#rows.values()];
  }

  delete(id: number): boolean {
    const row = this.#rows.get(id);
    if (row === undefined) return false;
    this.changes += 1;
    this.#byKey.get(this.#keyOf(row))?.delete(id);
    return this.#rows.delete(id);
  }
}
