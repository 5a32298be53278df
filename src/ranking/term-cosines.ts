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
}

/**
 * Cosines of some lists of terms with rows of the pool, in the pool's hashed space: all lists in one walk over a row's terms. Used
 * again by one call after the other.
 */
export class TermCosines {
  private lists: Lists = [];
  private vectors: readonly TermVector[] = [];
  /** Where the entries of a term start, and the place behind the last of them, side by side by code; both 0 for a term of no list. */
  private readonly spans: Int32Array;
  /** Of an entry: the list that it belongs to, and the weight there. */
  private list = new Int32Array(256);
  private weight = new Float64Array(256);
  /** By list, for the last row. */
  private values = new Float64Array(0);
  /** By the list itself: readers of one story share it. */
  private readonly known = new WeakMap<readonly string[], TermVector>();

  constructor(private readonly pool: CandidatePool) {
    this.spans = new Int32Array(2 * pool.terms.ids.length);
  }

  /** From now on cosines are with these lists; costs nothing for those that it had. */
  with(lists: Lists): this {
    if (lists === this.lists) return this;
    const { spans } = this;
    for (const { codes } of this.vectors) for (const code of codes) spans[2 * code] = spans[2 * code + 1] = 0;
    this.lists = lists;
    this.vectors = lists.map(({ terms }) => this.vectorOf(terms));
    this.values = new Float64Array(lists.length);
    this.placeEntries();
    return this;
  }

  /** The entries of a term stand side by side: first they are counted, below 0, then placed, then put in. */
  private placeEntries(): void {
    const { spans, vectors } = this;
    let entries = 0;
    for (const { codes } of vectors) {
      entries += codes.length;
      for (const code of codes) spans[2 * code]!--;
    }
    if (entries > this.list.length) {
      this.list = new Int32Array(2 * entries);
      this.weight = new Float64Array(2 * entries);
    }
    let next = 0;
    for (const { codes } of vectors) {
      for (const code of codes) {
        const count = -spans[2 * code]!;
        if (count <= 0) continue;
        spans[2 * code] = spans[2 * code + 1] = next;
        next += count;
      }
    }
    for (let i = 0; i < vectors.length; i++) {
      const { codes, weights } = vectors[i]!;
      for (let k = 0; k < codes.length; k++) {
        const at = spans[2 * codes[k]! + 1]!++;
        this.list[at] = i;
        this.weight[at] = weights[k]!;
      }
    }
  }

  /** The cosines of a row by list, 0 to 1, which hold until the next call. */
  of(row: number): Float64Array {
    const { spans, list, weight, values, vectors } = this;
    const { rowStart, rowTag, rowValue } = this.pool.terms;
    for (let i = 0; i < values.length; i++) values[i] = 0;
    const last = rowStart[row + 1]!;
    for (let at = rowStart[row]!; at < last; at++) {
      const span = 2 * rowTag[at]!;
      const behind = spans[span + 1]!;
      if (behind === 0) continue;
      const value = rowValue[at]!;
      for (let entry = spans[span]!; entry < behind; entry++) values[list[entry]!]! += value * weight[entry]!;
    }
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== 0) values[i] = Math.min(1, values[i]! / vectors[i]!.length);
    }
    return values;
  }

  private vectorOf(terms: readonly string[]): TermVector {
    let vector = this.known.get(terms);
    if (vector === undefined) this.known.set(terms, (vector = termVector(this.pool, terms)));
    return vector;
  }
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
  };
}
