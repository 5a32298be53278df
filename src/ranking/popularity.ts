import { BoundedColumns } from './bounded-columns.js';
import type { CandidatePool } from './candidate-pool.js';
import { cohortKey, type Engagement, type EngagementColumns, engagementColumns } from './engagements.js';
import { perPool } from './per-pool.js';
import { Pieces } from './pieces.js';
import { atOnce, type Steps } from './steps.js';

const HOUR = 3_600_000;
/** κ in engagements: for a rate of clicks it would be 50 impressions, of which some tenth become engagements. */
const KAPPA = 5;
const HALF_LIVES_HOURS = [1, 6, 24] as const;
/** Bytes that the columns of one pool may take: of industries, and of role × industry (all of them up to some 11,000 candidates). */
const INDUSTRY_BYTES = 32 * 2 ** 20;
const COHORT_BYTES = 64 * 2 ** 20;
/** How far back engagement is looked at, milliseconds: a day, the longest half-life. */
export const ENGAGEMENT_WINDOW_MS = 24 * HOUR;

/** Readers of all roles and industries. */
export const EVERYBODY = 'everybody';

/** Engagement over the pool's rows, for everybody and for each cohort; every value 0 to 1, 0 where there is no data. */
export interface PopularityColumns {
  /**
   * For role × industry, shrunk to industry, shrunk to everybody; the column of the nearest cohort that has data. Holds until the next
   * call, also one of other columns of the pool.
   */
  of(role: string, industry: string): Float64Array;
  /**
   * Of whom a row's engagement is, the nearest to the reader who had any: `role/industry`, `industry` or {@link EVERYBODY}; a column
   * of {@link of} does not tell, because what it lacks it has from those further away.
   */
  whose(row: number, role: string, industry: string): string;
  /** Share of the last hour in the last day, 0 to 1. */
  readonly momentum: Float64Array;
}

/**
 * Decayed engagement by cohort with empirical-Bayes shrinkage `m = (C + κ·m_parent)/(N + κ)`, global → industry → role × industry,
 * as shares of the cohort's engagement; a share s above the even share u is told as `(s − u)/(s + u)`, one below as 0, averaged over the half-lives.
 * @param engagements in any order; those after `asOf` and of stories outside the pool are passed over
 * @param asOf milliseconds since the epoch; by default the pool's moment
 */
export function popularityColumns(
  pool: CandidatePool,
  engagements: readonly Engagement[],
  asOf = pool.asOf,
): PopularityColumns {
  return atOnce(popularitySteps(pool, engagementColumns(engagements), asOf));
}

/** {@link popularityColumns} piece by piece. */
export function* popularitySteps(
  pool: CandidatePool,
  engagements: EngagementColumns,
  asOf: number,
): Steps<PopularityColumns> {
  const none = new Float64Array(pool.size);
  const momentum = new Float64Array(pool.size);
  const rows = rowsOf(pool, engagements, asOf);
  if (!rows.some((row) => row >= 0)) return { of: () => none, whose: () => EVERYBODY, momentum };
  yield;

  const u = 1 / pool.size;
  const even = new Float64Array(pool.size).fill(u);
  const values: Float64Array[] = [];
  for (const halfLife of HALF_LIVES_HOURS) values.push(yield* decayed(engagements, rows, asOf, halfLife));
  const decay = new Decay(pool, rows, values);
  const everybody: Float64Array[] = [];
  for (let h = 0; h < HALF_LIVES_HOURS.length; h++) {
    const column = new Float64Array(pool.size);
    writeShares(column, decay.of(0, rows.length, h), even);
    everybody.push(column);
    yield;
  }
  const { ofIndustry, ofCohort } = spansOf(engagements);
  const of = (role: string, industry: string): Float64Array => {
    const { cohorts, industries } = columnsOf(pool);
    const key = cohortKey(role, industry);
    const isOwn = (known: Owned): boolean => known.momentum === momentum;
    const make = (spare: Owned | undefined): Owned => {
      const [from, to] = ofIndustry.get(industry) ?? NOTHING;
      const { columns: parents } = industries.of(
        industry,
        (before) => {
          const columns = before?.columns ?? HALF_LIVES_HOURS.map(() => pieces.take(pool.size));
          columns.forEach((column, h) => {
            writeShares(column, decay.of(from, to, h), everybody[h]!);
          });
          return { momentum, columns };
        },
        isOwn,
      );
      const own = ofCohort.get(key) ?? NOTHING;
      const columns = spare?.columns ?? [pieces.take(pool.size)];
      const column = columns[0]!.fill(0);
      HALF_LIVES_HOURS.forEach((_, h) => {
        addContrasts(column, decay.of(...own, h), parents[h]!, u);
      });
      for (let row = 0; row < column.length; row++) column[row]! /= HALF_LIVES_HOURS.length;
      return { momentum, columns };
    };
    return cohorts.of(key, make, isOwn).columns[0]!;
  };
  const isOf = (row: number, [from, to]: Span = NOTHING): boolean => rows.subarray(from, to).includes(row);
  const whose = (row: number, role: string, industry: string): string => {
    if (!isOf(row, ofIndustry.get(industry))) return EVERYBODY;
    return isOf(row, ofCohort.get(cohortKey(role, industry))) ? `${role}/${industry}` : industry;
  };
  const { at, value } = engagements;
  const day = new Float64Array(pool.size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row < 0) continue;
    const age = asOf - at[i]!;
    if (age <= HOUR) momentum[row]! += value[i]!;
    if (age <= ENGAGEMENT_WINDOW_MS) day[row]! += value[i]!;
  }
  momentum.forEach((hour, i) => (momentum[i] = hour / (day[i]! + KAPPA)));
  return { of, whose, momentum };
}

/** Columns of the popularity that they were last asked with: by industry one for each half-life, by cohort one. */
interface Owned {
  /** Tells which: the whole would keep all engagements in memory. */
  readonly momentum: Float64Array;
  readonly columns: readonly Float64Array[];
}

const pieces = new Pieces<Float64Array>(Float64Array, INDUSTRY_BYTES + COHORT_BYTES);
const columnsOf = perPool(
  (pool) => {
    const bytes = pieces.bytesOf(pool.size);
    return {
      industries: new BoundedColumns<string, Owned>(INDUSTRY_BYTES / (HALF_LIVES_HOURS.length * bytes)),
      cohorts: new BoundedColumns<string, Owned>(COHORT_BYTES / bytes),
    };
  },
  ({ industries, cohorts }) => {
    for (const known of [industries, cohorts])
      known.clear(({ columns }) => {
        for (const column of columns) pieces.give(column);
      });
  },
);

/** Where engagements stand: the first, and what follows the last. */
type Span = readonly [from: number, to: number];

const NOTHING: Span = [0, 0];
/** Engagements that are looked at in one piece. */
const PIECE = 8_192;

/** The row of each engagement; −1 for what does not count. */
function rowsOf(
  pool: CandidatePool,
  { stories, story, at, value }: EngagementColumns,
  asOf: number,
): Int32Array {
  const rowOf = Int32Array.from(stories, (id) => pool.rowOf.get(id) ?? -1);
  const rows = new Int32Array(story.length);
  for (let i = 0; i < rows.length; i++) rows[i] = at[i]! <= asOf && value[i]! > 0 ? rowOf[story[i]!]! : -1;
  return rows;
}

/** What each engagement counts after its age. */
function* decayed(
  { at, value }: EngagementColumns,
  rows: Int32Array,
  asOf: number,
  halfLife: number,
): Steps<Float64Array> {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < values.length; i++) {
    if (i % PIECE === PIECE - 1) yield;
    if (rows[i]! >= 0) values[i] = value[i]! * 2 ** (-(asOf - at[i]!) / HOUR / halfLife);
  }
  return values;
}

function spansOf({ cohorts, start }: EngagementColumns): {
  readonly ofIndustry: ReadonlyMap<string, Span>;
  readonly ofCohort: ReadonlyMap<string, Span>;
} {
  const ofIndustry = new Map<string, Span>();
  const ofCohort = new Map<string, Span>();
  cohorts.forEach(({ role, industry }, c) => {
    const [from, to]: Span = [start[c]!, start[c + 1]!];
    ofCohort.set(cohortKey(role, industry), [from, to]);
    ofIndustry.set(industry, [ofIndustry.get(industry)?.[0] ?? from, to]);
  });
  return { ofIndustry, ofCohort };
}

/** Decayed engagement of some readers, by row. */
interface Decayed {
  readonly total: number;
  readonly byRow: Float64Array;
}

/** Sums over engagements by their place, for one pool. */
class Decay {
  private readonly byRow: Float64Array;

  /** @param values of each engagement, by half-life */
  constructor(
    pool: CandidatePool,
    private readonly rows: Int32Array,
    private readonly values: readonly Float64Array[],
  ) {
    this.byRow = new Float64Array(pool.size);
  }

  /** Of those that stand from one place to before another, by one of the half-lives; holds until the next call. */
  of(from: number, to: number, halfLife: number): Decayed {
    const { rows, byRow } = this;
    const values = this.values[halfLife]!;
    byRow.fill(0);
    let total = 0;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      if (row < 0) continue;
      byRow[row]! += values[i]!;
      total += values[i]!;
    }
    return { total, byRow };
  }
}

/** Each row's share of the engagement, shrunk to that of the parent. */
function writeShares(column: Float64Array, { total, byRow }: Decayed, parent: Float64Array): void {
  const whole = total + KAPPA;
  for (let row = 0; row < column.length; row++) column[row] = (byRow[row]! + KAPPA * parent[row]!) / whole;
}

/** Adds what {@link writeShares} have above the even share u to a column. */
function addContrasts(
  column: Float64Array,
  { total, byRow }: Decayed,
  parent: Float64Array,
  u: number,
): void {
  const whole = total + KAPPA;
  for (let row = 0; row < column.length; row++) {
    const share = (byRow[row]! + KAPPA * parent[row]!) / whole;
    if (share > u) column[row]! += (share - u) / (share + u);
  }
}
