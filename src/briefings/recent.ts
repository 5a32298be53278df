/** Values by key, of which those that nobody asked for longest are forgotten first. */
export class Recent<Key, Value> {
  /** In the order of use, the least recent first. */
  private readonly values = new Map<Key, Value>();

  get(key: Key): Value | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    this.values.delete(key);
    this.values.set(key, value);
    return value;
  }

  /** @param most values that are kept, with this one */
  put(key: Key, value: Value, most: number): void {
    this.values.delete(key);
    this.values.set(key, value);
    for (const oldest of this.values.keys()) {
      if (this.values.size <= most) break;
      this.values.delete(oldest);
    }
  }
}
