/**
 * Columns by key, at most so many: the one that was asked for longest ago goes first. What is lost is computed again, so the
 * bound changes memory and time, never a result.
 */
export class BoundedColumns<Key, Column> {
  /** In the order in which they were asked for last. */
  private readonly columns = new Map<Key, Column>();
  private readonly most: number;

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

  /**
   * The column of a key; `make` is called if it is not there, or not `valid` any more.
   * @param make may write into the column that goes for it, which nobody is told any more
   */
  of(
    key: Key,
    make: (spare: Column | undefined) => Column,
    valid: (column: Column) => boolean = () => true,
  ): Column {
    const found = this.columns.get(key);
    let column = found;
    if (column === undefined || !valid(column)) column = make(found ?? this.dropOldest());
    this.columns.delete(key);
    this.columns.set(key, column);
    return column;
  }

  private dropOldest(): Column | undefined {
    if (this.columns.size < this.most) return undefined;
    for (const [key, column] of this.columns) {
      this.columns.delete(key);
      return column;
    }
    return undefined;
  }
}
