import { kthLargest } from './best-first.js';
import { BoundedColumns } from './bounded-columns.js';
import { addPosting, type CandidatePool, type TagColumn } from './candidate-pool.js';
import type { CodedValues } from './compiled-reader.js';
import { perPool } from './per-pool.js';
import type { PopularityColumns } from './popularity.js';
import type { RankingProfile } from './ranking-profile.js';
import type { PriorVector } from './reader.js';
import { BOUND_GAP, rawRelevance, relevanceColumn, relevanceAtMost, rowRelevance } from './relevance.js';
import type { RankingContext } from './stages.js';

/**
 * Rows of a cohort that stand ready in order, as a multiple of what the first pass keeps: filters and what the reader's own tags
 * moved have to leave enough of them.
 */
const READY = 3;
/** Bytes that the cohorts of one pool and profile may take: all of role, industry and seniority at 5,000 candidates. */
const COHORT_BYTES = 40 * 2 ** 20;
/** Of the objects of a cohort besides. */
const OBJECT_BYTES = 500;
/** Steps of the codes below. */
const STEPS = 255;
/** More than sums of some numbers of this size can be off by. */
const ROUNDING = 1e-9;

/** What the first pass knows of a cohort: readers of the same priors and the same popularity. */
interface Cohort {
  readonly pool: CandidatePool;
  readonly industry: PriorVector;
  readonly role: string;
  readonly industryId: string;
  /** By row: the score that all readers of the cohort share lies at `low + code · step` or below, by `slack` at most. */
  readonly codes: Uint8Array;
  readonly low: number;
  readonly step: number;
  readonly slack: number;
  /** The rows with the highest codes, highest first. */
  readonly ready: Int32Array;
}

type Cohorts = BoundedColumns<PriorVector, Cohort>;

/** What one call needs at a time. */
class Scratch {
  /** What the reader's tags are worth, by row; 0 between calls. */
  readonly moved: Float64Array;
  /** Rows, ascending. */
  readonly candidates: Int32Array;
  /** By candidate. */
  readonly bounds: Float64Array;
  readonly scores: Float64Array;
  /** In any order. */
  readonly values: Float64Array;
  readonly codeCounts = new Int32Array(STEPS + 2);

  constructor({ size }: CandidatePool) {
    this.moved = new Float64Array(size);
    this.candidates = new Int32Array(size);
    this.bounds = new Float64Array(size);
    this.scores = new Float64Array(size);
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
 * All but the reader's own tags is the same for a cohort. Of that a bound by row and the best rows by it stand ready: as many of them
 * as are wanted, kept and not lowered by the reader's tags, give a score below which no row can be among the best; only the rows
 * whose bound and tags reach it are scored.
 * @param keep 1 for each row that the filters left
 * @param limit rows to return at most, 1 or more
 * @param left how many rows the filters left
 * @returns the `limit` best of the kept rows in row order; ties go to the earlier row, so that the set never depends on how it
 * was found; they hold until the next call for the pool
 */
export function firstPass(
  keep: Uint8Array,
  limit: number,
  context: RankingContext,
  left = countKept(keep),
): Int32Array {
  const { pool, reader, profile } = context;
  const scratch = scratchOf(pool);
  const { candidates, bounds, values, moved } = scratch;
  let count = 0;
  if (left <= limit) {
    for (let row = 0; row < pool.size; row++) if (keep[row] === 1) candidates[count++] = row;
    return candidates.subarray(0, count);
  }
  const { weights } = profile;
  const cohort = cohortOf(context, limit);
  const { codes, low, step, slack, ready } = cohort;
  addTags(moved, pool.topics, reader.topicAffinity, weights.topicAffinity);
  addTags(moved, pool.entities, reader.entityAffinity, weights.entityAffinity);

  // Any rows that are enough give a floor; those that were lowered would give a needlessly low one.
  let found = 0;
  let at = 0;
  for (; at < ready.length && found < limit; at++) {
    const row = ready[at]!;
    if (keep[row] === 1 && moved[row]! >= 0) found++;
  }
  const floor = found < limit ? -Infinity : low + step * codes[ready[at - 1]!]! - slack;
  for (let row = 0; row < codes.length; row++) {
    const most = low + step * codes[row]! + moved[row]!;
    if (most < floor || keep[row] === 0) continue;
    bounds[count] = values[count] = most;
    candidates[count++] = row;
  }

  // What the best are worth at least is a better floor; only what may reach it is scored.
  const least = kthLargest(values, count, limit) - slack;
  let likely = 0;
  for (let k = 0; k < count; k++) if (bounds[k]! >= least) candidates[likely++] = candidates[k]!;
  scoreRows(scratch, likely, context);
  moved.fill(0);
  return best(scratch, likely, limit);
}

/** Scores the first candidates. */
function scoreRows(
  { candidates, scores, moved }: Scratch,
  count: number,
  { pool, reader, profile, popularity }: RankingContext,
): void {
  const { roleRelevance, industryRelevance, livePopularity } = profile.weights;
  const fixed = staticScores(pool, profile);
  const ofIndustry = relevanceColumn(pool, reader.industry);
  const popular = popularity.of(reader.cohort.role, reader.cohort.industry);
  const ofRole = rowRelevance(pool).with(reader.role);
  for (let k = 0; k < count; k++) {
    const row = candidates[k]!;
    scores[k] =
      fixed[row]! +
      roleRelevance * ofRole.of(row) +
      industryRelevance * ofIndustry[row]! +
      livePopularity * popular[row]! +
      moved[row]!;
  }
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

function cohortOf(context: RankingContext, limit: number): Cohort {
  const { pool, reader } = context;
  const { role, industry } = reader.cohort;
  return cohortsOf(context, limit).of(
    reader.role.prior,
    (spare) => cohortFrom(spare, context, limit),
    (cohort) =>
      cohort.pool === pool &&
      cohort.industry === reader.industry.prior &&
      cohort.role === role &&
      cohort.industryId === industry,
  );
}

/** A bound of each row, and the rows in order of it by counting: a score is computed only when it decides. */
function cohortFrom(spare: Cohort | undefined, context: RankingContext, limit: number): Cohort {
  const { pool, reader, profile, popularity } = context;
  const { roleRelevance, industryRelevance, livePopularity } = profile.weights;
  const { role, industry } = reader.cohort;
  const { values, codeCounts } = scratchOf(pool);
  const fixed = staticScores(pool, profile);
  const ofIndustry = relevanceColumn(pool, reader.industry);
  const popular = popularity.of(role, industry);
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < pool.size; row++) {
    const value = (values[row] =
      fixed[row]! +
      roleRelevance * relevanceAtMost(rawRelevance(pool, row, reader.role)) +
      industryRelevance * ofIndustry[row]! +
      livePopularity * popular[row]!);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const step = Math.max((high - low) / STEPS, Number.MIN_VALUE);
  const slack = step + roleRelevance * BOUND_GAP + 2 * ROUNDING;
  const length = Math.min(pool.size, READY * limit);
  const fits = spare?.pool === pool && spare.ready.length === length;
  const codes = fits ? spare.codes : new Uint8Array(pool.size);
  const ready = fits ? spare.ready : new Int32Array(length);
  codeCounts.fill(0);
  for (let row = 0; row < codes.length; row++) {
    const code = Math.min(STEPS, Math.ceil((values[row]! - low) / step));
    codes[row] = code;
    codeCounts[code]!++;
  }
  let before = 0;
  for (let code = STEPS; code >= 0; code--) {
    const count = codeCounts[code]!;
    codeCounts[code] = before;
    before += count;
  }
  for (let row = 0; row < pool.size; row++) {
    const at = codeCounts[codes[row]!]!++;
    if (at < length) ready[at] = row;
  }
  return {
    pool,
    industry: reader.industry.prior,
    role,
    industryId: industry,
    codes,
    low: low + ROUNDING,
    step,
    slack,
    ready,
  };
}

function cohortsOf({ pool, popularity, profile }: RankingContext, limit: number): Cohorts {
  let ofPopularity = cohorts.get(popularity);
  if (ofPopularity === undefined) cohorts.set(popularity, (ofPopularity = new WeakMap()));
  let ofProfile = ofPopularity.get(profile);
  if (ofProfile === undefined) {
    const bytes = pool.size + 4 * Math.min(pool.size, READY * limit) + OBJECT_BYTES;
    ofPopularity.set(profile, (ofProfile = new BoundedColumns(COHORT_BYTES / bytes)));
  }
  return ofProfile;
}

/** Adds what the reader's tags are worth to the rows that have them. */
function addTags(
  moved: Float64Array,
  column: TagColumn,
  { codes, values }: CodedValues,
  scale: number,
): void {
  for (let i = 0; i < codes.length; i++) {
    const weight = scale * values[i]!;
    if (weight !== 0) addPosting(moved, column, codes[i]!, weight);
  }
}

/** The `limit` best of the first candidates, which ascend, in their order. */
function best({ candidates, scores, values }: Scratch, count: number, limit: number): Int32Array {
  if (count <= limit) return candidates.subarray(0, count);
  for (let k = 0; k < count; k++) values[k] = scores[k]!;
  const threshold = kthLargest(values, count, limit);
  let ties = limit;
  for (let k = 0; k < limit; k++) if (values[k]! > threshold) ties--;
  let taken = 0;
  for (let k = 0; taken < limit; k++) {
    const score = scores[k]!;
    if (score > threshold || (score === threshold && ties-- > 0)) candidates[taken++] = candidates[k]!;
  }
  return candidates.subarray(0, limit);
}
