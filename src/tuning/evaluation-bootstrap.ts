import { mulberry32, type Random } from '../ranking/random.js';
import { LIST_MEASURES, type ListMeasure, type MeasuredList } from './evaluation-measures.js';

const RESAMPLES = 1_000;
/** Of 1,000 sorted differences, those between which 95% lie. */
const [LOW, HIGH] = [24, 975];
/** With fewer readers an interval would only pretend to know. */
export const ENOUGH_READERS = 20;

/** The same list by both profiles. */
export interface Pair {
  readonly active: MeasuredList;
  readonly draft: MeasuredList;
}

/** All lists of one reader. */
export interface MeasuredReader {
  readonly role: string;
  readonly industry: string;
  readonly pairs: readonly Pair[];
}

export type Measure = ListMeasure | 'coverage';
export type Verdict = 'higher' | 'lower' | 'unclear' | 'too-little-data';

/** One measure under both profiles; each reader counts once, however many lists they had. */
export interface Comparison {
  readonly readers: number;
  readonly active: number | null;
  readonly draft: number | null;
  /** Draft less active. */
  readonly difference: number | null;
  /** 95% of the differences of 1,000 resamples of the readers; null with too few of them. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly verdict: Verdict;
}

/**
 * Compares two profiles on the readers of a group, by a paired percentile bootstrap over readers (Efron & Tibshirani 1993): a reader
 * is drawn with both lists, so what differs between readers does not blur the difference. The same seed gives the same bits.
 * @param candidates stories that could have been listed, for coverage
 */
export function compare(
  readers: readonly MeasuredReader[],
  candidates: number,
  seed: number,
): Record<Measure, Comparison> {
  const means = LIST_MEASURES.map((name) => {
    const values = readers.flatMap(({ pairs }) => {
      const measured = pairs.filter(({ active }) => active[name] !== null);
      if (measured.length === 0) return [];
      const meanOf = (side: keyof Pair): number =>
        measured.reduce((sum, pair) => sum + pair[side][name]!, 0) / measured.length;
      return [[meanOf('active'), meanOf('draft')] as const];
    });
    return [name, compareMeans(values, mulberry32(seed))] as const;
  });
  return {
    ...(Object.fromEntries(means) as Record<ListMeasure, Comparison>),
    coverage: compareCoverage(readers, candidates, mulberry32(seed)),
  };
}

function compareMeans(
  values: readonly (readonly [active: number, draft: number])[],
  random: Random,
): Comparison {
  const count = values.length;
  const active = values.reduce((sum, [value]) => sum + value, 0) / count;
  const draft = values.reduce((sum, [, value]) => sum + value, 0) / count;
  const differences = Float64Array.from(values, ([a, b]) => b - a);
  return comparison(count, active, draft, () => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += differences[Math.floor(random() * count)]!;
    return sum / count;
  });
}

/**
 * Share of the candidates that some reader of the group is shown. A resample repeats readers and so covers less, under both profiles
 * alike: the interval is that of the difference only.
 */
function compareCoverage(readers: readonly MeasuredReader[], candidates: number, random: Random): Comparison {
  const codes = new Map<string, number>();
  const codeOf = (story: string): number => {
    const known = codes.get(story) ?? codes.size;
    codes.set(story, known);
    return known;
  };
  const shown = readers.map(({ pairs }) => {
    const of = (side: keyof Pair): Int32Array =>
      Int32Array.from(new Set(pairs.flatMap((pair) => pair[side].stories)), codeOf);
    return { active: of('active'), draft: of('draft') };
  });
  const count = readers.length;
  const seen = new Int32Array(codes.size);
  let round = 0;
  const covered = (side: keyof Pair, drawn: Int32Array): number => {
    round++;
    let stories = 0;
    for (const reader of drawn) {
      for (const code of shown[reader]![side]) {
        if (seen[code] === round) continue;
        seen[code] = round;
        stories++;
      }
    }
    return stories / candidates;
  };
  const everybody = Int32Array.from(shown.keys());
  const drawn = new Int32Array(count);
  return comparison(count, covered('active', everybody), covered('draft', everybody), () => {
    for (let k = 0; k < count; k++) drawn[k] = Math.floor(random() * count);
    return covered('draft', drawn) - covered('active', drawn);
  });
}

function comparison(readers: number, active: number, draft: number, resample: () => number): Comparison {
  if (readers === 0) {
    return {
      readers,
      active: null,
      draft: null,
      difference: null,
      interval: null,
      verdict: 'too-little-data',
    };
  }
  const difference = draft - active;
  if (readers < ENOUGH_READERS)
    return { readers, active, draft, difference, interval: null, verdict: 'too-little-data' };
  const differences = Float64Array.from({ length: RESAMPLES }, resample).sort();
  const [low, high] = [differences[LOW]!, differences[HIGH]!];
  const verdict = low > 0 ? 'higher' : high < 0 ? 'lower' : 'unclear';
  return { readers, active, draft, difference, interval: [low, high], verdict };
}
