/** Who touched what and how strongly, as sparse rows. Readers and stories count from 0. */
export class AffinityMatrix {
  /** For each reader the stories in ascending order, and the weight of each. */
  readonly rows: readonly Int32Array[];
  readonly weights: readonly Float64Array[];
  /** For each story the readers in ascending order, and the weight of each. */
  readonly columns: readonly Int32Array[];
  readonly columnWeights: readonly Float64Array[];

  /**
   * @param rows for each reader the weight of each story
   * @param stories how many stories there are
   */
  constructor(
    rows: readonly ReadonlyMap<number, number>[],
    readonly stories: number,
  ) {
    const sorted = rows.map((row) => [...row].sort((a, b) => a[0] - b[0]));
    this.rows = sorted.map((row) => Int32Array.from(row, ([story]) => story));
    this.weights = sorted.map((row) => Float64Array.from(row, ([, weight]) => weight));
    const columns = Array.from({ length: stories }, (): [number, number][] => []);
    sorted.forEach((row, reader) => {
      for (const [story, weight] of row) columns[story]!.push([reader, weight]);
    });
    this.columns = columns.map((column) => Int32Array.from(column, ([reader]) => reader));
    this.columnWeights = columns.map((column) => Float64Array.from(column, ([, weight]) => weight));
  }

  get readers(): number {
    return this.rows.length;
  }

  /** The same pairs with other weights. */
  reweighted(weight: (reader: number, story: number, weight: number) => number): AffinityMatrix {
    return new AffinityMatrix(
      this.rows.map(
        (row, reader) =>
          new Map(
            Array.from(row, (story, k) => [story, weight(reader, story, this.weights[reader]![k]!)] as const),
          ),
      ),
      this.stories,
    );
  }
}
