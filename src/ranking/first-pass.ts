import { kthLargest, sortBestFirst } from './best-first.js';
import { BoundedColumns } from './bounded-columns.js';
import type { CandidatePool, TagColumn } from './candidate-pool.js';
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

/** What the first pass knows of a cohort: readers of the same priors and the same popularity. */
interface Cohort {
  readonly pool: CandidatePool;
  readonly industry: PriorVector;
  readonly role: string;
  readonly industryId: string;
  /** Rows, best first by the score of the cohort, ties by row. */
  readonly rows: Int32Array;
  /** No row outside of `rows` scores more; −∞ if there is none. */
  readonly outside: number;
}

/** What one call needs at a time. */
class Scratch {
  readonly scores: Float64Array;
  /** The number of the last call that wrote the score of a row. */
  readonly written: Uint32Array;
  call = 0;
  readonly touched: Int32Array;
  readonly candidates: Int32Array;
  readonly values: Float64Array;

  constructor({ size }: CandidatePool) {
    this.scores = new Float64Array(size);
    this.written = new Uint32Array(size);
    this.touched = new Int32Array(size);
    this.candidates = new Int32Array(size);
    this.values = new Float64Array(size);
  }
}

const scratchOf = perPool((pool) => new Scratch(pool));
const staticColumns = perPool(() => new WeakMap<RankingProfile, Float64Array>());
const cohorts = new WeakMap<
  PopularityColumns,
  WeakMap<RankingProfile, BoundedColumns<PriorVector, Cohort>>
>();

/**
 * First-pass ranker: the static score plus the stated and personal relevance, linear over postings and in logits; cheap, and
 * therefore without the features that read the reader's history story by story.
 *
 * All but the reader's own tags is the same for a cohort, whose best rows stand ready in order. The postings of the reader's tags
 * give the rows that move; every other row keeps the order of the cohort, so the best of both are exactly the best of all, unless
 * a row that does not stand ready could be among them: then all are looked at (after Fagin et al. 2001, the threshold algorithm).
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
  const { candidates } = scratch;
  let count = 0;
  if (left <= limit) {
    for (let row = 0; row < pool.size; row++) if (keep[row] === 1) candidates[count++] = row;
    return candidates.slice(0, count);
  }
  const shared = new CohortScore(context);
  const cohort = cohortOf(context, limit, shared);
  scratch.call++;
  const { scores, written, call } = scratch;
  const weights = profile.weights;
  let touched = touch(scratch, pool.topics, reader.topicAffinity, weights.topicAffinity, 0, shared);
  touched = touch(scratch, pool.entities, reader.entityAffinity, weights.entityAffinity, touched, shared);

  let floor = -Infinity;
  for (let k = 0; k < cohort.rows.length && count < limit; k++) {
    const row = cohort.rows[k]!;
    if (written[row] === call || keep[row] === 0) continue;
    floor = scores[row] = shared.of(row);
    candidates[count++] = row;
  }
  const enough = count === limit;
  for (let k = 0; k < touched; k++) {
    const row = scratch.touched[k]!;
    // As many rows as are wanted reach the floor already.
    if (keep[row] === 1 && !(enough && scores[row]! < floor)) candidates[count++] = row;
  }
  if (!enough && !(count >= limit && kthScore(scratch, count, limit) > cohort.outside)) {
    count = 0;
    for (let row = 0; row < pool.size; row++) {
      if (keep[row] === 0) continue;
      if (written[row] !== call) scores[row] = shared.of(row);
      candidates[count++] = row;
    }
  }
  return best(scratch, count, limit);
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

/** The part of the score that all readers of the cohort share. */
class CohortScore {
  private readonly fixed: Float64Array;
  private readonly ofRole: Float64Array;
  private readonly ofIndustry: Float64Array;
  private readonly popular: Float64Array;
  private readonly roleWeight: number;
  private readonly industryWeight: number;
  private readonly popularWeight: number;

  constructor({ pool, reader, profile, popularity }: RankingContext) {
    this.fixed = staticScores(pool, profile);
    this.ofRole = reader.role.relevance;
    this.ofIndustry = reader.industry.relevance;
    this.popular = popularity.of(reader.cohort.role, reader.cohort.industry);
    this.roleWeight = profile.weights.roleRelevance;
    this.industryWeight = profile.weights.industryRelevance;
    this.popularWeight = profile.weights.livePopularity;
  }

  of(row: number): number {
    return (
      this.fixed[row]! +
      this.roleWeight * this.ofRole[row]! +
      this.industryWeight * this.ofIndustry[row]! +
      this.popularWeight * this.popular[row]!
    );
  }
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

function cohortOf(
  { pool, reader, profile, popularity }: RankingContext,
  limit: number,
  shared: CohortScore,
): Cohort {
  const { role, industry } = reader.cohort;
  return cohortsOf(popularity, profile).of(
    reader.role.prior,
    () => {
      const ready = Math.min(pool.size, READY * limit);
      const scratch = scratchOf(pool);
      scratch.call++;
      const { scores, candidates } = scratch;
      for (let row = 0; row < pool.size; row++) {
        scores[row] = shared.of(row);
        candidates[row] = row;
      }
      const rows = best(scratch, pool.size, ready);
      sortBestFirst(rows, scores);
      const outside = ready === pool.size ? -Infinity : scores[rows[ready - 1]!]!;
      return { pool, industry: reader.industry.prior, role, industryId: industry, rows, outside };
    },
    (cohort) =>
      cohort.pool === pool &&
      cohort.industry === reader.industry.prior &&
      cohort.role === role &&
      cohort.industryId === industry,
  );
}

function cohortsOf(
  popularity: PopularityColumns,
  profile: RankingProfile,
): BoundedColumns<PriorVector, Cohort> {
  let ofPopularity = cohorts.get(popularity);
  if (ofPopularity === undefined) cohorts.set(popularity, (ofPopularity = new WeakMap()));
  let ofProfile = ofPopularity.get(profile);
  if (ofProfile === undefined) ofPopularity.set(profile, (ofProfile = new BoundedColumns(MOST_COHORTS)));
  return ofProfile;
}

/** Adds what the reader's tags are worth to the rows that have them. @returns how many rows are touched now */
function touch(
  { scores, written, call, touched }: Scratch,
  { postStart, postStory, postValue }: TagColumn,
  affinity: Float64Array,
  scale: number,
  count: number,
  shared: CohortScore,
): number {
  for (let code = 0; code < affinity.length; code++) {
    const weight = scale * affinity[code]!;
    if (weight === 0) continue;
    const end = postStart[code + 1]!;
    for (let k = postStart[code]!; k < end; k++) {
      const row = postStory[k]!;
      if (written[row] !== call) {
        written[row] = call;
        scores[row] = shared.of(row);
        touched[count++] = row;
      }
      scores[row]! += weight * postValue[k]!;
    }
  }
  return count;
}

/** The `limit` best of the first `count` candidates, in row order. */
function best(scratch: Scratch, count: number, limit: number): Int32Array {
  const { candidates, scores } = scratch;
  if (count <= limit) return candidates.slice(0, count).sort();
  const threshold = kthScore(scratch, count, limit);
  const result = new Int32Array(limit);
  const ties: number[] = [];
  let taken = 0;
  for (let k = 0; k < count; k++) {
    const row = candidates[k]!;
    if (scores[row]! > threshold) result[taken++] = row;
    else if (scores[row] === threshold) ties.push(row);
  }
  ties.sort((a, b) => a - b);
  for (let k = 0; taken < limit; k++) result[taken++] = ties[k]!;
  return result.sort();
}

/** The k-th largest score of the first `count` candidates. */
function kthScore({ candidates, scores, values }: Scratch, count: number, k: number): number {
  for (let i = 0; i < count; i++) values[i] = scores[candidates[i]!]!;
  return kthLargest(values, count, k);
}
