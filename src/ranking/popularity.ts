import { BoundedColumns } from './bounded-columns.js';
import type { CandidatePool } from './candidate-pool.js';

const HOUR = 3_600_000;
/** κ in engagements: for a rate of clicks it would be 50 impressions, of which some tenth become engagements. */
const KAPPA = 5;
const HALF_LIVES_HOURS = [1, 6, 24] as const;
/** Bytes that the columns of one pool may take: of industries, and of role × industry (all of them up to some 11,000 candidates). */
const INDUSTRY_BYTES = 32 * 2 ** 20;
const COHORT_BYTES = 64 * 2 ** 20;
/** How far back engagement is looked at, milliseconds: a day, the longest half-life. */
export const ENGAGEMENT_WINDOW_MS = 24 * HOUR;

/** An engagement of any reader with a story. `value` as in `eventValue`; only positive ones count. */
export interface Engagement {
  readonly story: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  readonly role: string;
  readonly industry: string;
}

/** Engagement over the pool's rows, for everybody and for each cohort; every value 0 to 1, 0 where there is no data. */
export interface PopularityColumns {
  /** For role × industry, shrunk to industry, shrunk to everybody; the column of the nearest cohort that has data. */
  of(role: string, industry: string): Float64Array;
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
  const none = new Float64Array(pool.size);
  const momentum = new Float64Array(pool.size);
  const past = engagements.filter((e) => e.at <= asOf && e.value > 0 && pool.rowOf.has(e.story));
  if (past.length === 0) return { of: () => none, momentum };

  const u = 1 / pool.size;
  const even = new Float64Array(pool.size).fill(u);
  const decay = new Decay(pool, past, asOf);
  const everyone = past.map((_, i) => i);
  const everybody = HALF_LIVES_HOURS.map((_, h) => shares(decay.of(everyone, h), even));
  const byIndustry = Map.groupBy(everyone, (i) => past[i]!.industry);
  const bytes = 8 * pool.size;
  const industries = new BoundedColumns<string, Float64Array[]>(
    INDUSTRY_BYTES / (HALF_LIVES_HOURS.length * bytes),
  );
  const cohorts = new BoundedColumns<string, Float64Array>(COHORT_BYTES / bytes);
  const of = (role: string, industry: string): Float64Array =>
    cohorts.of(`${role} ${industry}`, () => {
      const peers = byIndustry.get(industry) ?? [];
      const parents = industries.of(industry, () =>
        HALF_LIVES_HOURS.map((_, h) => shares(decay.of(peers, h), everybody[h]!)),
      );
      const own = peers.filter((i) => past[i]!.role === role);
      const column = new Float64Array(pool.size);
      HALF_LIVES_HOURS.forEach((_, h) => {
        addContrasts(column, decay.of(own, h), parents[h]!, u);
      });
      for (let row = 0; row < column.length; row++) column[row]! /= HALF_LIVES_HOURS.length;
      return column;
    });
  const day = new Float64Array(pool.size);
  for (const e of past) {
    const row = pool.rowOf.get(e.story)!;
    const ageHours = (asOf - e.at) / HOUR;
    if (ageHours <= 1) momentum[row]! += e.value;
    if (asOf - e.at <= ENGAGEMENT_WINDOW_MS) day[row]! += e.value;
  }
  momentum.forEach((hour, i) => (momentum[i] = hour / (day[i]! + KAPPA)));
  return { of, momentum };
}

/** Decayed engagement of some readers, by row. */
interface Decayed {
  readonly total: number;
  readonly byRow: Float64Array;
}

/** Engagements by their place: the row of each, and its value decayed by each of the half-lives, looked up once for all cohorts. */
class Decay {
  private readonly rows: Int32Array;
  private readonly values: readonly Float64Array[];
  private readonly byRow: Float64Array;

  constructor(pool: CandidatePool, engagements: readonly Engagement[], asOf: number) {
    this.rows = Int32Array.from(engagements, (e) => pool.rowOf.get(e.story)!);
    this.values = HALF_LIVES_HOURS.map((halfLife) =>
      Float64Array.from(engagements, (e) => e.value * 2 ** (-(asOf - e.at) / HOUR / halfLife)),
    );
    this.byRow = new Float64Array(pool.size);
  }

  /** Of some engagements by one of the half-lives; holds until the next call. */
  of(members: readonly number[], halfLife: number): Decayed {
    const { rows, byRow } = this;
    const values = this.values[halfLife]!;
    byRow.fill(0);
    let total = 0;
    for (const i of members) {
      byRow[rows[i]!]! += values[i]!;
      total += values[i]!;
    }
    return { total, byRow };
  }
}

/** Each row's share of the engagement, shrunk to that of the parent. */
function shares({ total, byRow }: Decayed, parent: Float64Array): Float64Array {
  const whole = total + KAPPA;
  const result = new Float64Array(parent.length);
  for (let row = 0; row < result.length; row++) result[row] = (byRow[row]! + KAPPA * parent[row]!) / whole;
  return result;
}

/** Adds what {@link shares} have above the even share u to a column. */
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
