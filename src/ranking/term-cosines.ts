import type { CandidatePool } from './candidate-pool.js';
import type { CompiledReader } from './compiled-reader.js';
import { perPool } from './per-pool.js';
import { Pieces } from './pieces.js';
import { countTerms } from './term-column.js';

type Lists = CompiledReader['reads'];

/** A list of terms in the pool's hashed space. */
interface TermVector {
  readonly codes: Int32Array;
  readonly weights: Float64Array;
  /** Of the whole list, with terms that the pool does not know. */
  readonly length: number;
  /** Readers whose ranking asked for it. */
  asked: number;
  /** Its cosine with every row in {@link COSINE_STEPS}, once enough have asked. */
  column?: Uint16Array;
}

/** Bytes that whole columns of lists which many readers share may take, for each pool. */
const COLUMN_BYTES = 48 * 2 ** 20;
/** A column pays once as many readers have asked for it as it has so many rows: for one reader some hundred are compared. */
const ROWS_PER_READER = 1_024;
/** Terms of lists that stand in one array. */
const BLOCK = 16_384;
/** Stories of a reader at first; more make more room. */
const LISTS = 64;
/** A cosine is told in so many steps from 0 to 1, whether it is kept in a column or not, so that a column never changes a result. */
const COSINE_STEPS = 65_535;

const columnPieces = new Pieces<Uint16Array>(Uint16Array, COLUMN_BYTES);

/**
 * Cosines of some lists of terms with rows of the pool, in the pool's hashed space. The lists that many readers share have whole
 * columns, as long as there is room for them; all others are compared in one walk over a row's terms. Used again by one call after the
 * other.
 */
export class TermCosines {
  private lists: Lists = [];
  private readonly vectors: TermVector[] = [];
  /** Places of the lists that have no column, in `vectors`. */
  private readonly walked: number[] = [];
  /** The same of those that have one. */
  private readonly looked: number[] = [];
  /** Where the entries of a term start, and the place behind the last of them, side by side by code; both 0 for a term of no list. */
  private readonly spans: Int32Array;
  /** Of an entry: the list that it belongs to, and the weight there. */
  private list = new Int32Array(256);
  private weight = new Float64Array(256);
  /** By list, of the last row. */
  private values = new Float64Array(LISTS);
  /** Steps of the lists without a column, one list after the other: of all rows that were asked for. */
  private compared = new Uint16Array(0);
  /** By row that was asked for: the steps of the list that is nearest. */
  private nearest = new Uint16Array(0);
  /** By the list itself: readers of one story share it. */
  private readonly known = new WeakMap<readonly string[], TermVector>();
  /** Codes and weights of many lists, side by side: an array of its own for each would be thousands outside the heap. */
  private codes = new Int32Array(0);
  private weights = new Float64Array(0);
  /** Of both. */
  private filled = 0;
  /** By row, while a column is made. */
  private readonly sums: Float64Array;
  /** All that were made. */
  private readonly columns: Uint16Array[] = [];
  private readonly mostColumns: number;

  constructor(private readonly pool: CandidatePool) {
    this.spans = new Int32Array(2 * pool.terms.size);
    this.sums = new Float64Array(pool.size);
    this.mostColumns = Math.floor(COLUMN_BYTES / (columnPieces.bytesOf(pool.size) + 1));
  }

  /** From now on cosines are with these lists; costs nothing for those that it had. */
  with(lists: Lists): this {
    if (lists === this.lists) return this;
    const { spans, vectors, walked, looked } = this;
    for (const i of walked) for (const code of vectors[i]!.codes) spans[2 * code] = spans[2 * code + 1] = 0;
    this.lists = lists;
    if (lists.length > this.values.length) this.values = new Float64Array(2 * lists.length);
    vectors.length = walked.length = looked.length = 0;
    for (let i = 0; i < lists.length; i++) {
      const vector = this.vectorOf(lists[i]!.terms);
      vectors.push(vector);
      (vector.column === undefined ? walked : looked).push(i);
    }
    this.placeEntries();
    return this;
  }

  /** The entries of a term stand side by side: first they are counted, below 0, then placed, then put in. */
  private placeEntries(): void {
    const { spans, vectors, walked } = this;
    let entries = 0;
    for (const i of walked) {
      const { codes } = vectors[i]!;
      entries += codes.length;
      for (const code of codes) spans[2 * code]!--;
    }
    if (entries > this.list.length) {
      this.list = new Int32Array(2 * entries);
      this.weight = new Float64Array(2 * entries);
    }
    let next = 0;
    for (const i of walked) {
      for (const code of vectors[i]!.codes) {
        const count = -spans[2 * code]!;
        if (count <= 0) continue;
        spans[2 * code] = spans[2 * code + 1] = next;
        next += count;
      }
    }
    for (const i of walked) {
      const { codes, weights } = vectors[i]!;
      for (let k = 0; k < codes.length; k++) {
        const at = spans[2 * codes[k]! + 1]!++;
        this.list[at] = i;
        this.weight[at] = weights[k]!;
      }
    }
  }

  /** The cosines of a row by list, 0 to 1. */
  of(row: number): Float64Array {
    if (this.walked.length > 0) this.walk(row);
    return Float64Array.from(this.vectors, ({ column, length }, i) => {
      const steps = column === undefined ? stepsOf(this.values[i]! / length) : column[row]!;
      return steps / COSINE_STEPS;
    });
  }

  /**
   * Half the largest and half the weighted mean of the cosines of each row, 0 to 1. One list after the other, because a column that is
   * read in the order of its rows costs a fraction of as many that are read side by side.
   * @param rows ascending
   */
  write(into: Float64Array, rows: Int32Array): void {
    const { length } = rows;
    const { lists, vectors } = this;
    this.compare(rows);
    const { compared, nearest } = this;
    let total = 0;
    for (const { weight } of lists) total += weight;
    for (let k = 0; k < length; k++) into[k] = nearest[k] = 0;
    for (let i = 0; i < vectors.length; i++) {
      const share = (0.5 * lists[i]!.weight) / total;
      const { column } = vectors[i]!;
      if (column === undefined) {
        const from = i * length;
        for (let k = 0; k < length; k++) {
          const steps = compared[from + k]!;
          into[k]! += share * steps;
          if (steps > nearest[k]!) nearest[k] = steps;
        }
      } else {
        for (let k = 0; k < length; k++) {
          const steps = column[rows[k]!]!;
          into[k]! += share * steps;
          if (steps > nearest[k]!) nearest[k] = steps;
        }
      }
    }
    for (let k = 0; k < length; k++) into[k] = (into[k]! + 0.5 * nearest[k]!) / COSINE_STEPS;
  }

  /** Compares the rows with the lists that have no column. */
  private compare(rows: Int32Array): void {
    const { length } = rows;
    const { vectors, walked, values } = this;
    if (length > this.nearest.length) this.nearest = new Uint16Array(length);
    if (walked.length === 0) return;
    if (vectors.length * length > this.compared.length)
      this.compared = new Uint16Array(2 * vectors.length * length);
    for (let k = 0; k < length; k++) {
      this.walk(rows[k]!);
      for (const i of walked) this.compared[i * length + k] = stepsOf(values[i]! / vectors[i]!.length);
    }
  }

  /** Sums the products of a row's terms with each list that has no column. */
  private walk(row: number): void {
    const { spans, list, weight, values, walked } = this;
    const { rowStart, rowTag, rowValue } = this.pool.terms;
    for (const i of walked) values[i] = 0;
    const last = rowStart[row + 1]!;
    for (let at = rowStart[row]!; at < last; at++) {
      const span = 2 * rowTag[at]!;
      const behind = spans[span + 1]!;
      if (behind === 0) continue;
      const value = rowValue[at]!;
      for (let entry = spans[span]!; entry < behind; entry++) values[list[entry]!]! += value * weight[entry]!;
    }
  }

  /** What {@link walk} finds of every row, term by term: the summands of a row come in the same order, so the sums are equal. */
  private columnOf({ codes, weights, length }: TermVector): Uint16Array {
    const { sums, pool } = this;
    const { postStart, postStory, postValue } = pool.terms;
    sums.fill(0);
    for (let k = 0; k < codes.length; k++) {
      const weight = weights[k]!;
      const end = postStart[codes[k]! + 1]!;
      for (let at = postStart[codes[k]!]!; at < end; at++) sums[postStory[at]!]! += postValue[at]! * weight;
    }
    const column = columnPieces.take(pool.size);
    for (let row = 0; row < column.length; row++) column[row] = stepsOf(sums[row]! / length);
    return column;
  }

  /** Hands on the columns; nothing may be asked of it any more. */
  end(): void {
    for (const column of this.columns) columnPieces.give(column);
  }

  private made(terms: readonly string[]): TermVector {
    const { codeOf } = this.pool.terms;
    const { buckets, weights } = countTerms(terms);
    if (this.filled + buckets.length > this.codes.length) {
      const length = Math.max(BLOCK, buckets.length);
      this.codes = new Int32Array(length);
      this.weights = new Float64Array(length);
      this.filled = 0;
    }
    const from = this.filled;
    let squares = 0;
    for (let k = 0; k < buckets.length; k++) {
      const weight = weights[k]!;
      squares += weight * weight;
      const code = codeOf[buckets[k]!]!;
      if (code < 0) continue;
      this.codes[this.filled] = code;
      this.weights[this.filled++] = weight;
    }
    return {
      codes: this.codes.subarray(from, this.filled),
      weights: this.weights.subarray(from, this.filled),
      length: Math.sqrt(squares) || 1,
      asked: 0,
    };
  }

  private vectorOf(terms: readonly string[]): TermVector {
    let vector = this.known.get(terms);
    if (vector === undefined) this.known.set(terms, (vector = this.made(terms)));
    if (
      ++vector.asked * ROWS_PER_READER >= this.pool.size &&
      vector.column === undefined &&
      this.columns.length < this.mostColumns
    ) {
      vector.column = this.columnOf(vector);
      this.columns.push(vector.column);
    }
    return vector;
  }
}

function stepsOf(cosine: number): number {
  return cosine >= 1 ? COSINE_STEPS : (COSINE_STEPS * cosine + 0.5) | 0;
}

export const termCosines = perPool(
  (pool) => new TermCosines(pool),
  (cosines) => {
    cosines.end();
  },
);
