interface Entry<Column> {
  readonly column: Column;
  /** The number of the last call that asked for it. */
  asked: number;
}

/**
 * Columns by key, at most so many: the one that was asked for longest ago goes first. What is lost is computed again, so the
 * bound changes memory and time, never a result.
 */
export class BoundedColumns<Key, Column> {
  private readonly columns = new Map<Key, Entry<Column>>();
  private readonly most: number;
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

  /** The column of a key; `make` is called if it is not there, or not `valid` any more. */
  of(key: Key, make: () => Column, valid: (column: Column) => boolean = () => true): Column {
    this.calls++;
    const found = this.columns.get(key);
    if (found !== undefined && valid(found.column)) {
      found.asked = this.calls;
      return found.column;
    }
    const column = make();
    if (found === undefined && this.columns.size >= this.most) this.dropOldest();
    this.columns.set(key, { column, asked: this.calls });
    return column;
  }

  /** Looks at all of them: far cheaper than the column that is made then, and readers who find theirs pay nothing. */
  private dropOldest(): void {
    let oldest: Key | undefined;
    let least = Infinity;
    for (const [key, { asked }] of this.columns) if (asked < least) [oldest, least] = [key, asked];
    if (least < Infinity) this.columns.delete(oldest!);
  }
}
