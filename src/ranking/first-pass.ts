import { kthLargest, sortBestFirst } from './best-first.js';
import { BoundedColumns } from './bounded-columns.js';
import { addPosting, type CandidatePool, type TagColumn } from './candidate-pool.js';
import { perPool } from './per-pool.js';
import type { PopularityColumns } from './popularity.js';
import type { RankingProfile } from './ranking-profile.js';
import type { PriorVector } from './reader.js';
import type { RankingContext } from './stages.js';

/**
 * Rows of a cohort that stand ready in order, as a multiple of what the first pass keeps: filters and what the reader's own tags
 * moved have to leave enough of them.
 */
const READY = 3;
/** Cohorts whose order is kept, for each pool and profile: more than there are of role, industry and seniority. */
const MOST_COHORTS = 5_000;
/** Bytes that their scores may take besides: all cohorts at some 2,000 candidates; beyond, many are added up for each reader anew. */
const SCORE_BYTES = 64 * 2 ** 20;

/** What the first pass knows of a cohort: readers of the same priors and the same popularity. */
interface Cohort {
  readonly pool: CandidatePool;
  readonly industry: PriorVector;
  readonly role: string;
  readonly industryId: string;
  /** The best rows by the score that all readers of the cohort share, best first, ties by row. */
  readonly rows: Int32Array;
}

interface Cohorts {
  readonly orders: BoundedColumns<PriorVector, Cohort>;
  /** The part of the score that all readers of the cohort share, by row. */
  readonly scores: BoundedColumns<Cohort, Float64Array>;
}

/** What one call needs at a time. */
class Scratch {
  readonly scores: Float64Array;
  readonly candidates: Int32Array;
  readonly values: Float64Array;

  constructor({ size }: CandidatePool) {
    this.scores = new Float64Array(size);
    this.candidates = new Int32Array(size);
    this.values = new Float64Array(size);
  }
}

const scratchOf = perPool((pool) => new Scratch(pool));
const staticColumns = perPool(() => new WeakMap<RankingProfile, Float64Array>());
const cohorts = new WeakMap<PopularityColumns, WeakMap<RankingProfile, Cohorts>>();

/**
 * First-pass ranker: the static score plus the stated and personal relevance, linear over postings and in logits; cheap, and
 * therefore without the features that read the reader's history story by story.
 *
 * All but the reader's own tags is the same for a cohort, so its column is copied and the postings of the reader's tags are added.
 * The best rows of the cohort stand ready in order: as many of them as are wanted, kept and not lowered by the reader's tags, give
 * a score below which no row can be among the best, and few rows reach it.
 * @param keep 1 for each row that the filters left
 * @param limit rows to return at most, 1 or more
 * @param left how many rows the filters left
 * @returns the `limit` best of the kept rows in row order; ties go to the earlier row, so that the set never depends on how it
 * was found
 */
export function firstPass(
  keep: Uint8Array,
  limit: number,
  context: RankingContext,
  left = countKept(keep),
): Int32Array {
  const { pool, reader, profile } = context;
  const scratch = scratchOf(pool);
  const { candidates, scores } = scratch;
  let count = 0;
  if (left <= limit) {
    for (let row = 0; row < pool.size; row++) if (keep[row] === 1) candidates[count++] = row;
    return candidates.slice(0, count);
  }
  const known = cohortsOf(context);
  const cohort = cohortOf(known, context, limit);
  const shared = known.scores.of(cohort, () => cohortScores(context));
  const { weights } = profile;
  scores.set(shared);
  addTags(scores, pool.topics, reader.topicAffinity, weights.topicAffinity);
  addTags(scores, pool.entities, reader.entityAffinity, weights.entityAffinity);
  const floor = floorOf(cohort.rows, shared, scores, keep, limit);
  for (let row = 0; row < scores.length; row++)
    if (keep[row] === 1 && scores[row]! >= floor) candidates[count++] = row;
  return best(scratch, count, limit);
}

/** A score that `limit` of the kept rows reach; −∞ if too few rows stand ready. */
function floorOf(
  ready: Int32Array,
  shared: Float64Array,
  scores: Float64Array,
  keep: Uint8Array,
  limit: number,
): number {
  let found = 0;
  for (const row of ready) {
    const score = shared[row]!;
    if (keep[row] === 1 && scores[row]! >= score && ++found === limit) return score;
  }
  return -Infinity;
}

/** Rows that a keep-mask keeps. Four bytes at a time: sums of so few ones never run over into the next byte. */
export function countKept(keep: Uint8Array): number {
  const words = new Uint32Array(keep.buffer, keep.byteOffset, keep.length >> 2);
  let count = 0;
  for (let from = 0; from < words.length; from += 255) {
    const to = Math.min(words.length, from + 255);
    let sums = 0;
    for (let k = from; k < to; k++) sums += words[k]!;
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  for (let row = 4 * words.length; row < keep.length; row++) count += keep[row]!;
  return count;
}

/** The part of the score that is the same for every reader; built once per pool and profile. */
function staticScores(pool: CandidatePool, profile: RankingProfile): Float64Array {
  const known = staticColumns(pool);
  let scores = known.get(profile);
  if (scores === undefined) {
    const w = profile.weights;
    scores = pool.importance.map(
      (value, row) =>
        w.importance * value + w.freshness * pool.freshness[row]! + w.sourceQuality * pool.authority[row]!,
    );
    known.set(profile, scores);
  }
  return scores;
}

function cohortOf({ orders }: Cohorts, context: RankingContext, limit: number): Cohort {
  const { pool, reader } = context;
  const { role, industry } = reader.cohort;
  return orders.of(
    reader.role.prior,
    () => {
      const scores = cohortScores(context);
      const scratch = scratchOf(pool);
      scratch.scores.set(scores);
      for (let row = 0; row < pool.size; row++) scratch.candidates[row] = row;
      const rows = best(scratch, pool.size, Math.min(pool.size, READY * limit));
      sortBestFirst(rows, scores);
      return { pool, industry: reader.industry.prior, role, industryId: industry, rows };
    },
    (cohort) =>
      cohort.pool === pool &&
      cohort.industry === reader.industry.prior &&
      cohort.role === role &&
      cohort.industryId === industry,
  );
}

function cohortScores({ pool, reader, profile, popularity }: RankingContext): Float64Array {
  const { roleRelevance, industryRelevance, livePopularity } = profile.weights;
  const ofRole = reader.role.relevance;
  const ofIndustry = reader.industry.relevance;
  const popular = popularity.of(reader.cohort.role, reader.cohort.industry);
  const scores = staticScores(pool, profile).slice();
  for (let row = 0; row < scores.length; row++) {
    scores[row] =
      scores[row]! +
      roleRelevance * ofRole[row]! +
      industryRelevance * ofIndustry[row]! +
      livePopularity * popular[row]!;
  }
  return scores;
}

function cohortsOf({ pool, popularity, profile }: RankingContext): Cohorts {
  let ofPopularity = cohorts.get(popularity);
  if (ofPopularity === undefined) cohorts.set(popularity, (ofPopularity = new WeakMap()));
  let ofProfile = ofPopularity.get(profile);
  if (ofProfile === undefined) {
    ofProfile = {
      orders: new BoundedColumns(MOST_COHORTS),
      scores: new BoundedColumns(SCORE_BYTES / (8 * pool.size + 1)),
    };
    ofPopularity.set(profile, ofProfile);
  }
  return ofProfile;
}

/** Adds what the reader's tags are worth to the rows that have them. */
function addTags(scores: Float64Array, column: TagColumn, affinity: Float64Array, scale: number): void {
  for (let code = 0; code < affinity.length; code++) {
    const weight = scale * affinity[code]!;
    if (weight !== 0) addPosting(scores, column, code, weight);
  }
}

/** The `limit` best of the first `count` candidates, which ascend, in their order. */
function best(scratch: Scratch, count: number, limit: number): Int32Array {
  const { candidates, scores, values } = scratch;
  if (count <= limit) return candidates.slice(0, count);
  for (let k = 0; k < count; k++) values[k] = scores[candidates[k]!]!;
  const threshold = kthLargest(values, count, limit);
  let ties = limit;
  for (let k = 0; k < limit; k++) if (values[k]! > threshold) ties--;
  const result = new Int32Array(limit);
  let taken = 0;
  for (let k = 0; taken < limit; k++) {
    const row = candidates[k]!;
    const score = scores[row]!;
    if (score > threshold || (score === threshold && ties-- > 0)) result[taken++] = row;
  }
  return result;
}
