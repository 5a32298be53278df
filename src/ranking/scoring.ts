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
 */
export function secondPass(rows: Int32Array, features: readonly Feature[], context: RankingContext): Scored {
  const { weights } = context.profile;
  const { length } = rows;
  const { written, z, order } = scratchOf(context.pool).of(features.length, length);
  for (let k = 0; k < length; k++) {
    z[k] = weights.bias;
    order[k] = k;
  }
  features.forEach((feature, f) => {
    const column = written[f]!;
    feature.write(column, rows, context);
    const weight = weights[feature.group];
    for (let k = 0; k < length; k++) z[k]! += weight * column[k]!;
  });
  const residual = residualOf(rows, context);
  if (residual !== undefined) for (let k = 0; k < length; k++) z[k]! += residual[k]!;
  const byScore = order.subarray(0, length);
  sortBestFirst(byScore, z);

  // In one piece of memory: many small ones are slow to get and slow to give back.
  const { buffer } = new Float64Array((features.length + 2) * length);
  const columnAt = (c: number): Float64Array => new Float64Array(buffer, 8 * c * length, length);
  const columns = {} as Record<Feature['group'], Float64Array>;
  features.forEach(({ group }, f) => (columns[group] = pick(written[f]!, byScore, columnAt(f))));
  const ordered = new Int32Array(length);
  for (let k = 0; k < length; k++) ordered[k] = rows[byScore[k]!]!;
  const own = columnAt(features.length + 1);
  return {
    rows: ordered,
    scores: pick(z, byScore, columnAt(features.length)),
    columns,
    residual: residual === undefined ? own : pick(residual, byScore, own),
  };
}

/** What a second pass needs at a time, before its rows stand in their order. */
class Scratch {
  private length = 0;
  private columns: Float64Array[] = [];
  private z = new Float64Array(0);
  private order = new Int32Array(0);

  /** @param count columns wanted, each of `length` or more */
  of(count: number, length: number): { written: Float64Array[]; z: Float64Array; order: Int32Array } {
    if (length > this.length || count > this.columns.length) {
      this.length = Math.max(length, this.length);
      this.columns = Array.from({ length: count }, () => new Float64Array(this.length));
      this.z = new Float64Array(this.length);
      this.order = new Int32Array(this.length);
    }
    return { written: this.columns, z: this.z, order: this.order };
  }
}

const scratchOf = perPool(() => new Scratch());

function residualOf(rows: Int32Array, context: RankingContext): Float64Array | undefined {
  const { learned, profile } = context;
  if (learned === undefined) return undefined;
  const residual = new Float64Array(rows.length);
  learned.write(residual, rows, context);
  const bound = profile.rules.residualBound;
  for (let k = 0; k < residual.length; k++) residual[k] = Math.max(-bound, Math.min(bound, residual[k]!));
  return residual;
}

/** Puts the values at some positions into another column. */
function pick(values: Float64Array, positions: Int32Array, into: Float64Array): Float64Array {
  for (let k = 0; k < into.length; k++) into[k] = values[positions[k]!]!;
  return into;
}

/**
 * The reader's own mix of topics by topic code: what they stated, moved by what they did; non-negative, sums to 1, or to 0 for a
 * reader without a mix.
 */
export function topicShares({ pool, reader }: RankingContext): Float64Array {
  const topicAffinity = affinities(pool, reader).topics;
  const shares = new Float64Array(topicAffinity.length);
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
