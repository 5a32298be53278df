import { sortBestFirst } from './best-first.js';
import { affinities } from './compiled-reader.js';
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
  const { scored, z } = memory.of(features, length);
  const { places } = scored;
  for (let k = 0; k < length; k++) {
    z[k] = weights.bias;
    places[k] = k;
  }
  for (const feature of features) {
    const column = scored.columns[feature.group];
    feature.write(column, rows, context);
    const weight = weights[feature.group];
    for (let k = 0; k < length; k++) z[k]! += weight * column[k]!;
  }
  if (writeResidual(scored.residual, rows, context))
    for (let k = 0; k < length; k++) z[k]! += scored.residual[k]!;
  sortBestFirst(places, z);
  for (let k = 0; k < length; k++) {
    scored.rows[k] = rows[places[k]!]!;
    scored.scores[k] = z[places[k]!]!;
  }
  return scored;
}

/** What a second pass writes into. */
interface Written {
  readonly scored: Scored;
  /** By place. */
  readonly z: Float64Array;
}

/** Keeps one {@link Scored}, so that a run need not ask for memory of many sizes and give it back. */
export class ScoredMemory {
  private buffer = new ArrayBuffer(0);
  private features: readonly Feature[] = [];
  private written: Written | undefined;

  /** What it gave before is written over. */
  of(features: readonly Feature[], length: number): Written {
    if (this.written?.z.length === length && features === this.features) return this.written;
    const columns = features.length + 3;
    const bytes = (8 * columns + 2 * 4) * length;
    if (bytes > this.buffer.byteLength) this.buffer = new ArrayBuffer(bytes);
    const { buffer } = this;
    const columnAt = (c: number): Float64Array => new Float64Array(buffer, 8 * c * length, length);
    const byGroup = {} as Record<Feature['group'], Float64Array>;
    features.forEach(({ group }, f) => (byGroup[group] = columnAt(f)));
    this.features = features;
    const scored = {
      rows: new Int32Array(buffer, 8 * columns * length, length),
      places: new Int32Array(buffer, (8 * columns + 4) * length, length),
      scores: columnAt(features.length),
      columns: byGroup,
      residual: columnAt(features.length + 1),
    };
    return (this.written = { scored, z: columnAt(features.length + 2) });
  }
}

/** @returns whether anything was learned; else all is 0 */
function writeResidual(residual: Float64Array, rows: Int32Array, context: RankingContext): boolean {
  const { learned, profile } = context;
  residual.fill(0);
  if (learned === undefined) return false;
  learned.write(residual, rows, context);
  const bound = profile.rules.residualBound;
  for (let k = 0; k < residual.length; k++) residual[k] = Math.max(-bound, Math.min(bound, residual[k]!));
  return true;
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
