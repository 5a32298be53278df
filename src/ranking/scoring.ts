import { sortBestFirst } from './best-first.js';
import { affinities } from './compiled-reader.js';
import { perPool } from './per-pool.js';
import type { SparseVector } from './reader.js';
import type { Feature, RankingContext, Scored } from './stages.js';

/**
 * Second-pass ranker: every feature on the given rows, `z = b + Σ w·φ + r` in logits with `|r| ≤ ρ`, best
 * first; ties by the pool's row order. Law: it drops nothing, and its order is that of z alone. Summands are added in the order
 * of `features`, because floating-point sums depend on it.
 * @param rows ascending
 * @param memory where the result is put; by default a place of its own
 */
export function secondPass(
  rows: Int32Array,
  features: readonly Feature[],
  context: RankingContext,
  memory = new ScoredMemory(),
): Scored {
  const { weights } = context.profile;
  const { length } = rows;
  const { written, z, order, r } = scratchOf(context.pool).of(features.length, length);
  for (let k = 0; k < length; k++) {
    z[k] = weights.bias;
    order[k] = k;
  }
  for (let f = 0; f < features.length; f++) {
    const feature = features[f]!;
    const column = written[f]!;
    feature.write(column, rows, context);
    const weight = weights[feature.group];
    for (let k = 0; k < length; k++) z[k]! += weight * column[k]!;
  }
  const isLearned = writeResidual(r, rows, context);
  if (isLearned) for (let k = 0; k < length; k++) z[k]! += r[k]!;
  sortBestFirst(order, z);

  const scored = memory.of(features, length);
  for (let f = 0; f < features.length; f++) pick(written[f]!, order, scored.columns[features[f]!.group]);
  for (let k = 0; k < length; k++) scored.rows[k] = rows[order[k]!]!;
  pick(z, order, scored.scores);
  if (isLearned) pick(r, order, scored.residual);
  else scored.residual.fill(0);
  return scored;
}

/** Keeps one {@link Scored}, so that a run need not ask for memory of many sizes and give it back. */
export class ScoredMemory {
  private buffer = new ArrayBuffer(0);
  private features: readonly Feature[] = [];
  private scored: Scored | undefined;

  /** What it gave before is written over. */
  of(features: readonly Feature[], length: number): Scored {
    if (this.scored?.rows.length === length && features === this.features) return this.scored;
    const columns = features.length + 2;
    const bytes = (8 * columns + 4) * length;
    if (bytes > this.buffer.byteLength) this.buffer = new ArrayBuffer(bytes);
    const { buffer } = this;
    const columnAt = (c: number): Float64Array => new Float64Array(buffer, 8 * c * length, length);
    const byGroup = {} as Record<Feature['group'], Float64Array>;
    features.forEach(({ group }, f) => (byGroup[group] = columnAt(f)));
    this.features = features;
    return (this.scored = {
      rows: new Int32Array(buffer, 8 * columns * length, length),
      scores: columnAt(features.length),
      columns: byGroup,
      residual: columnAt(features.length + 1),
    });
  }
}

/** What a second pass needs at a time, before its rows stand in their order. */
class Scratch {
  private length = -1;
  private room = 0;
  private columns: Float64Array[] = [];
  private z = new Float64Array(0);
  private wholeOrder = new Int32Array(0);
  private order = new Int32Array(0);
  private wholeR = new Float64Array(0);
  private r = new Float64Array(0);

  /** @param count columns wanted, each of `length` or more; `order` and `r` have just the length */
  of(
    count: number,
    length: number,
  ): {
    readonly written: Float64Array[];
    readonly z: Float64Array;
    readonly order: Int32Array;
    readonly r: Float64Array;
  } {
    if (length > this.room || count > this.columns.length) {
      this.room = Math.max(length, this.room);
      this.columns = Array.from({ length: count }, () => new Float64Array(this.room));
      this.z = new Float64Array(this.room);
      this.wholeOrder = new Int32Array(this.room);
      this.wholeR = new Float64Array(this.room);
      this.length = -1;
    }
    if (length !== this.length) {
      this.order = this.wholeOrder.subarray(0, length);
      this.r = this.wholeR.subarray(0, length);
      this.length = length;
    }
    return { written: this.columns, z: this.z, order: this.order, r: this.r };
  }
}

const scratchOf = perPool(() => new Scratch());

/** @returns whether anything was learned; else nothing is written */
function writeResidual(residual: Float64Array, rows: Int32Array, context: RankingContext): boolean {
  const { learned, profile } = context;
  if (learned === undefined) return false;
  residual.fill(0);
  learned.write(residual, rows, context);
  const bound = profile.rules.residualBound;
  for (let k = 0; k < residual.length; k++) residual[k] = Math.max(-bound, Math.min(bound, residual[k]!));
  return true;
}

/** Puts the values at some positions into another column. */
function pick(values: Float64Array, positions: Int32Array, into: Float64Array): void {
  for (let k = 0; k < into.length; k++) into[k] = values[positions[k]!]!;
}

/**
 * The reader's own mix of topics by topic code: what they stated, moved by what they did; non-negative, sums to 1, or to 0 for a
 * reader without a mix.
 * @param shares where they are put; by default a place of their own
 */
export function topicShares(
  { pool, reader }: RankingContext,
  shares: Float64Array = new Float64Array(pool.topics.ids.length),
): Float64Array {
  const topicAffinity = affinities(pool, reader).topics;
  let total = 0;
  for (let code = 0; code < shares.length; code++) {
    const stated = reader.role.topics[code]! + reader.industry.topics[code]!;
    total += shares[code] = Math.max(0, stated + 2 * topicAffinity[code]!);
  }
  if (total > 0) for (let code = 0; code < shares.length; code++) shares[code]! /= total;
  return shares;
}

/** {@link topicShares} by id, without what is 0; empty for a reader without a mix. */
export function topicMix(context: RankingContext): SparseVector {
  const { ids } = context.pool.topics;
  return Object.fromEntries(
    Array.from(topicShares(context), (share, code) => [ids[code]!, share] as const).filter(
      ([, share]) => share > 0,
    ),
  );
}
