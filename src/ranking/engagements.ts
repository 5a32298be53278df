/** An engagement of any reader with a story. `value` as in `eventValue`; only positive ones count. */
export interface Engagement {
  readonly story: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  readonly role: string;
  readonly industry: string;
}

/** Who engaged: the same sums for all readers of one role and industry. */
export interface EngagedCohort {
  readonly role: string;
  readonly industry: string;
}

/**
 * Engagements as columns, cohort by cohort: those of cohort c stand from `start[c]` to before `start[c + 1]`, by time and then by
 * value. So equal engagements make equal sums, in whatever order they came.
 */
export interface EngagementColumns {
  /** Ids by code. */
  readonly stories: readonly string[];
  /** By industry, then by role, both in the order of their code units. */
  readonly cohorts: readonly EngagedCohort[];
  readonly start: Int32Array;
  /** Code of the story. */
  readonly story: Int32Array;
  /** Milliseconds since the epoch. */
  readonly at: Float64Array;
  readonly value: Float64Array;
}

/** @param engagements in any order */
export function engagementColumns(engagements: readonly Engagement[]): EngagementColumns {
  const byCohort = [...Map.groupBy(engagements, ({ role, industry }) => cohortKey(role, industry)).values()]
    .map((own) => own.toSorted((a, b) => a.at - b.at || a.value - b.value))
    .sort((a, b) => byIndustryAndRole(a[0]!, b[0]!));
  const ordered = byCohort.flat();
  const stories = [...new Set(ordered.map(({ story }) => story))];
  const code = new Map(stories.map((story, c) => [story, c]));
  const start = new Int32Array(byCohort.length + 1);
  byCohort.forEach(({ length }, c) => (start[c + 1] = start[c]! + length));
  return {
    stories,
    cohorts: byCohort.map(([first]) => ({ role: first!.role, industry: first!.industry })),
    start,
    story: Int32Array.from(ordered, ({ story }) => code.get(story)!),
    at: Float64Array.from(ordered, ({ at }) => at),
    value: Float64Array.from(ordered, ({ value }) => value),
  };
}

export function cohortKey(role: string, industry: string): string {
  return `${role} ${industry}`;
}

/** The order of cohorts in {@link EngagementColumns}. */
export function byIndustryAndRole(a: EngagedCohort, b: EngagedCohort): number {
  return compare(a.industry, b.industry) || compare(a.role, b.role);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
