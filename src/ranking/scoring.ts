import { addPosting, type CandidatePool, type TagColumn } from './candidate-pool.js';
import type { SparseVector } from './reader.js';
import type { RankingProfile } from './ranking-profile.js';
import type { Feature, RankingContext, Scored } from './stages.js';

const staticColumns = new WeakMap<CandidatePool, WeakMap<RankingProfile, Float64Array>>();

/** The part of the score that is the same for every reader; built once per pool and profile. */
function staticScores(pool: CandidatePool, profile: RankingProfile): Float64Array {
  let ofPool = staticColumns.get(pool);
  if (ofPool === undefined) staticColumns.set(pool, (ofPool = new WeakMap()));
  let column = ofPool.get(profile);
  if (column === undefined) {
    const w = profile.weights;
    column = pool.importance.map(
      (value, row) =>
        w.importance * value + w.freshness * pool.freshness[row]! + w.sourceQuality * pool.authority[row]!,
    );
    ofPool.set(profile, column);
  }
  return column;
}

/**
 * First-pass ranker: the static score plus the stated and personal relevance, linear over postings and in logits; cheap, and
 * therefore without the features that read the reader's history story by story.
 * @param keep 1 for each row that the filters left
 * @param limit rows to return at most, 1 or more
 * @returns the `limit` best of the kept rows in row order; ties go to the earlier row, so that the set never depends on how it
 * was found
 */
export function firstPass(
  keep: Uint8Array,
  limit: number,
  { pool, reader, profile, popularity }: RankingContext,
): Int32Array {
  const w = profile.weights;
  const fixed = staticScores(pool, profile);
  const { role, industry } = reader.reader.stated.cohort;
  const popular = popularity.of(role, industry);
  const rows: number[] = [];
  for (let row = 0; row < pool.size; row++) if (keep[row] === 1) rows.push(row);
  if (rows.length <= limit) return Int32Array.from(rows);

  const [ofRole, ofIndustry] = [reader.role.relevance, reader.industry.relevance];
  const scores = new Float64Array(pool.size);
  for (let row = 0; row < pool.size; row++) {
    scores[row] =
      fixed[row]! +
      w.roleRelevance * ofRole[row]! +
      w.industryRelevance * ofIndustry[row]! +
      w.livePopularity * popular[row]!;
  }
  addPostings(scores, pool.topics, reader.topicAffinity, w.topicAffinity);
  addPostings(scores, pool.entities, reader.entityAffinity, w.entityAffinity);
  const threshold = kthLargest(rows, scores, limit);
  const best = rows.filter((row) => scores[row]! > threshold);
  for (const row of rows) {
    if (best.length >= limit) break;
    if (scores[row] === threshold) best.push(row);
  }
  return Int32Array.from(best).sort();
}

/** `weights` by code of the column, each times `scale`. */
function addPostings(scores: Float64Array, column: TagColumn, weights: Float64Array, scale: number): void {
  for (let code = 0; code < weights.length; code++) {
    const weight = scale * weights[code]!;
    if (weight !== 0) addPosting(scores, column, code, weight);
  }
}

/** Quickselect on a copy (Hoare 1961); expected linear. */
function kthLargest(rows: readonly number[], scores: Float64Array, k: number): number {
  const values = picked(scores, rows);
  let low = 0;
  let high = values.length - 1;
  const target = k - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! > pivot) i++;
      while (values[j]! < pivot) j--;
      if (i <= j) {
        const swapped = values[i]!;
        values[i++] = values[j]!;
        values[j--] = swapped;
      }
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return values[target]!;
}

/**
 * Second-pass ranker: every feature on the given rows, `z = b + Σ w·φ (+ r, 0 until something is learned)` in logits, best
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
  const order = Array.from(rows.keys()).sort((a, b) => z[b]! - z[a]! || rows[a]! - rows[b]!);
  return {
    rows: new Int32Array(order.map((k) => rows[k]!)),
    scores: picked(z, order),
    columns: Object.fromEntries(
      written.map(([group, column]) => [group, picked(column, order)]),
    ) as Scored['columns'],
  };
}

/** The values at some positions. A loop, because `Float64Array.from` goes through an iterator. */
function picked(values: Float64Array, positions: readonly number[]): Float64Array {
  const result = new Float64Array(positions.length);
  for (let k = 0; k < result.length; k++) result[k] = values[positions[k]!]!;
  return result;
}

/** The reader's own mix of topics: what they stated, moved by what they did; non-negative, sums to 1 (or empty). */
export function topicMix(context: RankingContext): SparseVector {
  const { pool, reader } = context;
  const { role, industry } = reader.reader.stated;
  const raw = pool.topics.ids.map((id, code) => {
    const stated = (role.topics[id] ?? 0) + (industry.topics[id] ?? 0);
    return [id, Math.max(0, stated + 2 * reader.topicAffinity[code]!)] as const;
  });
  const total = raw.reduce((sum, [, value]) => sum + value, 0);
  if (total === 0) return {};
  return Object.fromEntries(raw.filter(([, value]) => value > 0).map(([id, value]) => [id, value / total]));
}
