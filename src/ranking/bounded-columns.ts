interface Entry<Column> {
  column: Column;
  /** The number of the last call that asked for it. */
  asked: number;
}

/**
 * Columns by key, at most so many: those that were asked for longest ago go first. What is lost is computed again, so the
 * bound changes memory and time, never a result.
 */
export class BoundedColumns<Key, Column> {
  private readonly columns = new Map<Key, Entry<Column>>();
  private readonly most: number;
  /** Dropped already, to be written into; they count as kept. */
  private readonly spare: Column[] = [];
  private calls = 0;

  /** @param most columns kept, cut to 1 or more */
  constructor(most: number) {
    this.most = Math.max(1, Math.floor(most));
  }

  get size(): number {
    return this.columns.size;
  }

  drop(key: Key): void {
    this.columns.delete(key);
  }

  /** Forgets all columns, those as well that were dropped already; `take` gets each. */
  clear(take: (column: Column) => void): void {
    for (const { column } of this.columns.values()) take(column);
    for (const column of this.spare) take(column);
    this.columns.clear();
    this.spare.length = 0;
  }

  /**
   * The column of a key; `make` is called if it is not there, or not `valid` any more.
   * @param make may write into the column that it is given, which was dropped
   */
  of(
    key: Key,
    make: (spare: Column | undefined) => Column,
    valid: (column: Column) => boolean = () => true,
  ): Column {
    this.calls++;
    const found = this.columns.get(key);
    if (found !== undefined) {
      found.asked = this.calls;
      if (!valid(found.column)) found.column = make(found.column);
      return found.column;
    }
    if (this.columns.size + this.spare.length >= this.most && this.spare.length === 0) this.dropOldest();
    const column = make(this.spare.pop());
    this.columns.set(key, { column, asked: this.calls });
    return column;
  }

  /** An eighth at once, because all have to be looked at. */
  private dropOldest(): void {
    const asked = Float64Array.from(this.columns.values(), (entry) => entry.asked).sort();
    const last = asked[(asked.length - 1) >> 3]!;
    for (const [key, entry] of this.columns) {
      if (entry.asked > last) continue;
      this.columns.delete(key);
      this.spare.push(entry.column);
    }
  }
}
