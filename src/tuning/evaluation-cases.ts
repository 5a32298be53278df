const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A story that a reader engaged with; `at` in milliseconds, grade 1 click, 2 read, 3 saved or shared. */
export interface Taken {
  readonly readerRef: number;
  readonly story: string;
  readonly at: number;
  readonly grade: number;
}

export interface MadeBriefing {
  readonly readerRef: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A list that a reader was given or asked for, and what they took of what was there. */
export interface EvaluationCase {
  readonly readerRef: number;
  /** Whether a briefing was made then; what it knew of earlier briefings a feed does not. */
  readonly briefing: boolean;
  /** What was known at this moment counts, nothing later; a full hour, milliseconds. */
  readonly moment: number;
  /** Best grade by story, of what was taken after the moment. */
  readonly targets: ReadonlyMap<string, number>;
}

/**
 * The lists of a span. A briefing counts for a day, or until the next one; what was taken outside of any is a feed's, one for each
 * reader and date (UTC), as of just before the first. Moments are cut to the hour, so that readers share pools: a list then knows up
 * to an hour less than the real one did, never more.
 * @param taken oldest first for each reader
 * @param briefings oldest first for each reader
 * @param from milliseconds; a case before is left out
 */
export function casesOf(
  taken: readonly Taken[],
  briefings: readonly MadeBriefing[],
  from: number,
): EvaluationCase[] {
  const made = Map.groupBy(briefings, ({ readerRef }) => readerRef);
  const cases = [...Map.groupBy(taken, ({ readerRef }) => readerRef)].flatMap(([readerRef, own]) => {
    const windows = made.get(readerRef) ?? [];
    const groups = Map.groupBy(own, ({ at }) => {
      const window = windows.findLast((briefing) => briefing.at < at && at <= briefing.at + DAY);
      return window === undefined ? `feed ${Math.floor(at / DAY)}` : `briefing ${window.at}`;
    });
    return [...groups].map(([key, acts]): EvaluationCase => {
      const briefing = key.startsWith('briefing');
      const before = briefing ? Number(key.split(' ')[1]) : acts[0]!.at - 1;
      const targets = new Map<string, number>();
      for (const { story, grade } of acts) targets.set(story, Math.max(grade, targets.get(story) ?? 0));
      return { readerRef, briefing, moment: Math.floor(before / HOUR) * HOUR, targets };
    });
  });
  return cases
    .filter(({ moment }) => moment >= from)
    .sort(
      (a, b) => a.moment - b.moment || a.readerRef - b.readerRef || Number(a.briefing) - Number(b.briefing),
    );
}
