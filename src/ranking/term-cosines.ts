import { termBucket, type CandidatePool } from './candidate-pool.js';
import type { CompiledReader } from './compiled-reader.js';
import { perPool } from './per-pool.js';

type Lists = CompiledReader['reads'];

/** A list of terms in the pool's hashed space. */
interface TermVector {
  readonly codes: Int32Array;
  readonly weights: Float64Array;
  /** Of the whole list, with terms that the pool does not know. */
  readonly length: number;
  /** Readers whose ranking asked for it. */
  asked: number;
  /** Its cosine with every row, once enough have asked. */
  column?: Float32Array;
}

/** Bytes that whole columns of lists which many readers share may take, for each pool. */
const COLUMN_BYTES = 32 * 2 ** 20;
/** A column pays once as many readers have asked for it as it has so many rows: for one reader some hundred are compared. */
const ROWS_PER_READER = 256;
/** Stories of a reader at first; more make more room. */
const LISTS = 64;

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
  /** By list, for the last row. */
  private values = new Float64Array(LISTS);
  /** By the list itself: readers of one story share it. */
  private readonly known = new WeakMap<readonly string[], TermVector>();
  /** The weights of one list by code; 0 between calls. */
  private readonly dense: Float64Array;
  private columnsLeft: number;

  constructor(private readonly pool: CandidatePool) {
    this.spans = new Int32Array(2 * pool.terms.ids.length);
    this.dense = new Float64Array(pool.terms.ids.length);
    this.columnsLeft = Math.floor(COLUMN_BYTES / (4 * pool.size + 1));
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

  /** The cosines of a row by list, 0 to 1, which hold until the next call; there may be more values than lists. */
  of(row: number): Float64Array {
    const { values, vectors, walked, looked } = this;
    for (const i of looked) values[i] = vectors[i]!.column![row]!;
    if (walked.length > 0) this.walk(row);
    return values;
  }

  private walk(row: number): void {
    const { spans, list, weight, values, vectors, walked } = this;
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
    for (const i of walked) {
      if (values[i] !== 0) values[i] = told(values[i]! / vectors[i]!.length);
    }
  }

  /** {@link walk} of every row with one list. */
  private columnOf({ codes, weights, length }: TermVector): Float32Array {
    const { dense } = this;
    const { rowStart, rowTag, rowValue } = this.pool.terms;
    for (let k = 0; k < codes.length; k++) dense[codes[k]!] = weights[k]!;
    const column = new Float32Array(this.pool.size);
    for (let row = 0; row < column.length; row++) {
      const last = rowStart[row + 1]!;
      let sum = 0;
      for (let at = rowStart[row]!; at < last; at++) sum += rowValue[at]! * dense[rowTag[at]!]!;
      column[row] = told(sum / length);
    }
    for (const code of codes) dense[code] = 0;
    return column;
  }

  private vectorOf(terms: readonly string[]): TermVector {
    let vector = this.known.get(terms);
    if (vector === undefined) this.known.set(terms, (vector = termVector(this.pool, terms)));
    if (
      ++vector.asked * ROWS_PER_READER >= this.pool.size &&
      vector.column === undefined &&
      this.columnsLeft > 0
    ) {
      this.columnsLeft--;
      vector.column = this.columnOf(vector);
    }
    return vector;
  }
}

/** To seven digits, as a column holds it, so that what is kept in one never changes a result. */
function told(cosine: number): number {
  return Math.fround(Math.min(1, cosine));
}

export const termCosines = perPool((pool) => new TermCosines(pool));

function termVector({ terms: { index } }: CandidatePool, terms: readonly string[]): TermVector {
  const counts = new Map<string, number>();
  for (const term of terms) {
    const bucket = termBucket(term);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  const codes: number[] = [];
  const weights: number[] = [];
  let squares = 0;
  for (const [bucket, count] of counts) {
    const weight = 1 + Math.log(count);
    squares += weight * weight;
    const code = index.get(bucket);
    if (code === undefined) continue;
    codes.push(code);
    weights.push(weight);
  }
  return {
    codes: Int32Array.from(codes),
    weights: Float64Array.from(weights),
    length: Math.sqrt(squares) || 1,
    asked: 0,
  };
}
