import type { SparseVector } from './reader.js';
import type { Feature, RankingContext, Scored } from './stages.js';

/**
 * Second-pass ranker: every feature on the given rows, `z = b + Σ w·φ + r` in logits with `|r| ≤ ρ`, best
 * first; ties by the pool's row order. Law: it drops nothing, and its order is that of z alone. Summands are added in the order
 * of `features`, because floating-point sums depend on it.
 */
export function secondPass(rows: Int32Array, features: readonly Feature[], context: RankingContext): Scored {
  const { weights } = context.profile;
  const written = features.map((feature) => {
    const column = new Float64Array(rows.length);
    feature.write(column, rows, context);
    return [feature.group, column] as const;
  });
  const z = new Float64Array(rows.length).fill(weights.bias);
  for (const [group, column] of written) {
    const weight = weights[group];
    for (let k = 0; k < z.length; k++) z[k]! += weight * column[k]!;
  }
  const residual = residualOf(rows, context);
  for (let k = 0; k < z.length; k++) z[k]! += residual[k]!;
  const order = Array.from(rows.keys()).sort((a, b) => z[b]! - z[a]! || rows[a]! - rows[b]!);
  return {
    rows: new Int32Array(order.map((k) => rows[k]!)),
    scores: picked(z, order),
    columns: Object.fromEntries(
      written.map(([group, column]) => [group, picked(column, order)]),
    ) as Scored['columns'],
    residual: picked(residual, order),
  };
}

function residualOf(rows: Int32Array, context: RankingContext): Float64Array {
  const residual = new Float64Array(rows.length);
  const { learned, profile } = context;
  if (learned === undefined) return residual;
  learned.write(residual, rows, context);
  const bound = profile.rules.residualBound;
  for (let k = 0; k < residual.length; k++) residual[k] = Math.max(-bound, Math.min(bound, residual[k]!));
  return residual;
}

/** The values at some positions. A loop, because `Float64Array.from` goes through an iterator. */
function picked(values: Float64Array, positions: readonly number[]): Float64Array {
  const result = new Float64Array(positions.length);
  for (let k = 0; k < result.length; k++) result[k] = values[positions[k]!]!;
  return result;
}

/**
 * The reader's own mix of topics by topic code: what they stated, moved by what they did; non-negative, sums to 1, or to 0 for a
 * reader without a mix.
 */
export function topicShares({ reader }: RankingContext): Float64Array {
  const { topicAffinity } = reader;
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
