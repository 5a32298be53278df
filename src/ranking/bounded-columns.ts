/**
 * Columns by key, at most so many: the one that was asked for longest ago goes first. What is lost is computed again, so the
 * bound changes memory and time, never a result.
 */
export class BoundedColumns<Key, Column> {
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

  /** The column of a key; `make` is called if it is not there, or not `valid` any more. */
  of(key: Key, make: () => Column, valid: (column: Column) => boolean = () => true): Column {
    const found = this.columns.get(key);
    if (found !== undefined) {
      // To the end: a map keeps the order of insertion.
      this.columns.delete(key);
      if (valid(found)) {
        this.columns.set(key, found);
        return found;
      }
    }
    const column = make();
    if (this.columns.size >= this.most) this.columns.delete(this.columns.keys().next().value!);
    this.columns.set(key, column);
    return column;
  }
}
