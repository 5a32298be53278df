import { kthLargest } from './best-first.js';
import { BoundedColumns } from './bounded-columns.js';
import type { CandidatePool } from './candidate-pool.js';
import type { TagColumn } from './tag-column.js';
import type { CodedValues } from './compiled-reader.js';
import { perPool } from './per-pool.js';
import { Pieces } from './pieces.js';
import type { RankingProfile } from './ranking-profile.js';
import type { PriorVector } from './reader.js';
import { MOST_COHORTS, ofSteps, relevanceColumn, roleColumn } from './relevance.js';
import type { RankingContext } from './stages.js';

/** Bytes that the cohorts of one pool and profile may take: all of role, industry and seniority at some 5,500 candidates. */
const COHORT_BYTES = 54 * 2 ** 20;
/** Profiles whose cohorts are kept of one pool. */
const PROFILES = 4;
/** Of the objects of a cohort besides. */
const OBJECT_BYTES = 500;
/** Steps between the least and the greatest score of a cohort. */
const STEPS = 65_535;
/** Whole steps stay far below 2³¹, whatever the weights. */
const SMALLEST_STEP = 1e-5;
const LOWEST = -(2 ** 31);
/** A guess is made from so many rows for each that is wanted … */
const LOOKED_AT = 2;
/** … in levels of 2⁸ steps each, and so many of them: tags may lift a row above the best of its cohort. */
const LEVEL_BITS = 8;
const LEVELS = 1_024;

/** What the first pass knows of a cohort: readers of the same priors and the same popularity. */
interface Cohort {
  /** Of the popularity that went in; the whole would keep all engagements in memory. */
  readonly momentum: Float64Array;
  readonly industry: PriorVector;
  readonly role: string;
  readonly industryId: string;
  /** By row: the score that all readers of the cohort share, in steps above the least. */
  readonly codes: Uint16Array;
  /** Logits. */
  readonly step: number;
}

type Cohorts = BoundedColumns<PriorVector, Cohort>;

/** What one call needs at a time. */
class Scratch {
  /** What the reader's tags are worth, in whole steps, by row; 0 between calls. */
  readonly moved: Int32Array;
  /** Rows, ascending, and their scores in steps. */
  readonly candidates: Int32Array;
  readonly scores: Int32Array;
  /** The same scores in any order. */
  readonly values: Int32Array;
  /** Rows by the level that they reach. */
  readonly reached = new Int32Array(LEVELS);
  /** Score, logits, by row, while a cohort is made. */
  readonly shared: Float64Array;

  constructor({ size }: CandidatePool) {
    this.moved = new Int32Array(size);
    this.candidates = new Int32Array(size);
    this.scores = new Int32Array(size);
    this.values = new Int32Array(size);
    this.shared = new Float64Array(size);
  }
}

const scratchOf = perPool((pool) => new Scratch(pool));
const staticColumns = perPool(() => new WeakMap<RankingProfile, Float64Array>());
const codePieces = new Pieces<Uint16Array>(Uint16Array, COHORT_BYTES);
/** By the profile. What readers did changes again and again: a cohort is of the popularity that it was last asked with. */
const cohorts = perPool(
  () => new BoundedColumns<RankingProfile, Cohorts>(PROFILES),
  (known) => {
    known.clear((ofProfile) => {
      ofProfile.clear(giveCodes);
    });
  },
);

function giveCodes({ codes }: Cohort): void {
  codePieces.give(codes);
}

/**
 * First-pass ranker: the static score plus the stated and personal relevance, linear over postings and in logits; cheap, and
 * therefore without the features that read the reader's history story by story. All but the reader's own tags is the same for a
 * cohort and kept for it, to a 65,535th of its range.
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
  const { candidates, scores, moved } = scratch;
  let count = 0;
  if (left <= limit) {
    for (let row = 0; row < pool.size; row++) if (keep[row] === 1) candidates[count++] = row;
    return candidates.subarray(0, count);
  }
  const { weights } = profile;
  const { codes, step } = cohortOf(context);
  addTags(moved, pool.topics, reader.topicAffinity, weights.topicAffinity / step);
  addTags(moved, pool.entities, reader.entityAffinity, weights.entityAffinity / step);
  for (let least = guessed(keep, codes, scratch, limit, left); ; least = LOWEST) {
    count = 0;
    for (let row = 0; row < codes.length; row++) {
      const score = codes[row]! + moved[row]!;
      if (score < least || keep[row] === 0) continue;
      scores[count] = score;
      candidates[count++] = row;
    }
    if (count >= limit) break;
  }
  moved.fill(0);
  return best(scratch, count, limit);
}

/** A score that, judging by some of the rows, somewhat more of them reach than are wanted. */
function guessed(
  keep: Uint8Array,
  codes: Uint16Array,
  { moved, reached }: Scratch,
  limit: number,
  left: number,
): number {
  const stride = Math.max(1, Math.floor(left / (LOOKED_AT * limit)));
  reached.fill(0);
  for (let row = 0; row < codes.length; row += stride) {
    const level = (codes[row]! + moved[row]!) >> LEVEL_BITS;
    reached[level <= 0 ? 0 : level < LEVELS ? level : LEVELS - 1]! += keep[row]!;
  }
  const wanted = limit / stride;
  const enough = stride === 1 ? wanted : wanted + 3 * Math.sqrt(wanted);
  let level = LEVELS - 1;
  for (let found = reached[level]!; found < enough && level > 0; found += reached[level]!) level--;
  return level === 0 ? LOWEST : level << LEVEL_BITS;
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

function cohortOf(context: RankingContext): Cohort {
  const { reader, popularity } = context;
  const { role, industry } = reader.cohort;
  return cohortsOf(context).of(
    reader.role.prior,
    (spare) => cohortFrom(spare, context),
    (cohort) =>
      cohort.momentum === popularity.momentum &&
      cohort.industry === reader.industry.prior &&
      cohort.role === role &&
      cohort.industryId === industry,
  );
}

function cohortFrom(spare: Cohort | undefined, context: RankingContext): Cohort {
  const { pool, reader, profile, popularity } = context;
  const { roleRelevance, industryRelevance, livePopularity } = profile.weights;
  const { role, industry } = reader.cohort;
  const { shared } = scratchOf(pool);
  const fixed = staticScores(pool, profile);
  const ofRole = roleColumn(pool, reader.role);
  const ofIndustry = relevanceColumn(pool, reader.industry);
  const popular = popularity.of(role, industry);
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < pool.size; row++) {
    const score = (shared[row] =
      fixed[row]! +
      roleRelevance * ofSteps(ofRole[row]!) +
      industryRelevance * ofIndustry[row]! +
      livePopularity * popular[row]!);
    if (score < low) low = score;
    if (score > high) high = score;
  }
  const step = Math.max((high - low) / STEPS, SMALLEST_STEP);
  const codes = spare?.codes ?? codePieces.take(pool.size);
  for (let row = 0; row < codes.length; row++) codes[row] = (shared[row]! - low) / step + 0.5;
  return {
    momentum: popularity.momentum,
    industry: reader.industry.prior,
    role,
    industryId: industry,
    codes,
    step,
  };
}

function cohortsOf({ pool, profile }: RankingContext): Cohorts {
  return cohorts(pool).of(profile, (spare) => {
    spare?.clear(giveCodes);
    if (spare !== undefined) return spare;
    return new BoundedColumns(
      Math.min(MOST_COHORTS, COHORT_BYTES / (codePieces.bytesOf(pool.size) + OBJECT_BYTES)),
    );
  });
}

/** Adds what the reader's tags are worth to the rows that have them, in whole steps. */
function addTags(moved: Int32Array, column: TagColumn, { codes, values }: CodedValues, scale: number): void {
  const { postStart, postStory, postValue } = column;
  for (let i = 0; i < codes.length; i++) {
    const weight = scale * values[i]!;
    const end = postStart[codes[i]! + 1]!;
    for (let k = postStart[codes[i]!]!; k < end; k++) moved[postStory[k]!]! += (weight * postValue[k]!) | 0;
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
