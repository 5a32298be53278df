import { AffinityMatrix } from '../ranking/affinity-matrix.js';
import { walkScores, type WalkExponents } from '../ranking/neighbour-scores.js';
import { mulberry32, type Random } from '../ranking/random.js';
import { type Column, SlateLearner } from '../ranking/slate-learner.js';
import { slateRanks } from '../ranking/slate-ranks.js';
import { easeScores } from './ease.js';
import { lowRankScores } from './low-rank.js';
import { shuffled } from './replay-split.js';
import { titleLikeness } from './title-likeness.js';

const RATE = 0.1;
/** Parts of the training data, each hidden once; a fifth is what the protocols hide too. */
const FOLDS = 5;
const LEAST_TO_HIDE = 4;
/** Exponent by which a matrix is evened out over readers and stories, and the ridge and the rank that suit it. */
const EVENING = 0.3;
const EVEN_RIDGE = 3;
const LOW_RANK_EVENING = 0.4;
const RANK = 30;

/** Walks from wide to narrow; `strong` ones weigh touches by their strength. */
const WALKS: readonly { name: string; exponents: WalkExponents; strong?: boolean }[] = [
  { name: 'walk', exponents: { shared: 0.75, other: 0.75, sharpness: 1, reached: 0.5 } },
  { name: 'sharpWalk', exponents: { shared: 0.75, other: 0.75, sharpness: 1.3, reached: 0.4 } },
  {
    name: 'strongWalk',
    exponents: { shared: 0.75, other: 0.75, sharpness: 1.5, reached: 0.4 },
    strong: true,
  },
  { name: 'nearestReaders', exponents: { shared: 0.5, other: 0.5, sharpness: 3, reached: 0 } },
];
const RANKED = ['popularity', 'firstPass', 'ease', 'evenEase', 'lowRank', 'walk'] as const;
/** The ridge of the EASE whose matrix is evened out over readers alone, which is the first pass. */
const FIRST_PASS_RIDGE = 30;
/** Evened readers that equal titles are worth there. */
const TITLE_WORTH = 2.5;

/** Scores of all stories for one reader, one list for each opinion. */
type Known = Record<string, Float64Array> & { readonly firstPass: Float64Array };

export interface BlendOptions {
  /** Ridge of the plain EASE among the opinions. */
  readonly lambda: number;
  /** Of each story, '' where none is known. */
  readonly titles: readonly string[];
  readonly seed: number;
  /** Stories that a reader is asked about beside a hidden one. */
  readonly others: (touched: ReadonlySet<number>, random: () => number) => readonly number[];
  /** The second pass orders so many of the first; all of them where absent. */
  readonly firstPass?: number;
}

/**
 * A blend of neighbours, walks, EASE, popularity and titles: a softmax over candidates whose weights are learned on
 * the training data, one part after the other hidden from the opinions, and then used with the opinions of all of it. Test
 * items take no part.
 * @returns scores of stories for a reader; higher is better
 */
export function learnBlend(
  training: AffinityMatrix,
  options: BlendOptions,
): (reader: number, stories: readonly number[]) => Float64Array {
  const { seed, others, firstPass = Infinity } = options;
  const random = mulberry32(2_000 + seed);
  const all = opinionsOf(training, options);
  const learner = new SlateLearner(
    columnsOf(all(0), []).map(() => 0),
    { rate: RATE, readerRate: 0 },
  );
  for (const hidden of foldsOf(training, random)) {
    const opinions = opinionsOf(without(training, hidden), options);
    const asked = training.rows.map((_, reader) => reader).filter((reader) => hidden[reader]!.length > 0);
    for (const reader of shuffled(asked, random)) {
      const known = opinions(reader);
      const touched = new Set(training.rows[reader]);
      for (const story of hidden[reader]!) {
        const slate = best([story, ...others(touched, random)], known.firstPass, firstPass);
        const chosen = slate.indexOf(story);
        if (chosen >= 0) learner.learn([{ ...learner.score('', columnsOf(known, slate)), chosen }]);
      }
    }
  }
  let last: { reader: number; known: Known } | undefined;
  return (reader, stories) => {
    if (last?.reader !== reader) last = { reader, known: all(reader) };
    const { known } = last;
    const kept = best(stories, known.firstPass, firstPass);
    const { scores } = learner.score('', columnsOf(known, kept));
    if (kept.length === stories.length) return scores;
    const least = scores.reduce((low, score) => Math.min(low, score), Infinity);
    const highest = stories.reduce((high, story) => Math.max(high, known.firstPass[story]!), -Infinity);
    const places = new Map(kept.map((story, k) => [story, scores[k]!]));
    return Float64Array.from(
      stories,
      (story) => places.get(story) ?? least - 1 - (highest - known.firstPass[story]!),
    );
  };
}

/** What to hide of each reader, part by part; readers with little are hidden nothing of. */
function foldsOf({ rows }: AffinityMatrix, random: Random): number[][][] {
  const dealt = rows.map((row) => {
    if (row.length < LEAST_TO_HIDE) return { order: [], first: 0 };
    const first = Math.floor(random() * FOLDS);
    return { order: shuffled([...row], random), first };
  });
  return Array.from({ length: FOLDS }, (_, fold) =>
    dealt.map(({ order, first }) => order.filter((_story, k) => (k + first) % FOLDS === fold)),
  );
}

/** The stories of the highest scores, in the order given. */
function best(stories: readonly number[], scores: Float64Array, most: number): readonly number[] {
  if (stories.length <= most) return stories;
  const kept = new Set([...stories].sort((a, b) => scores[b]! - scores[a]!).slice(0, most));
  return stories.filter((story) => kept.has(story));
}

function without(matrix: AffinityMatrix, hidden: readonly (readonly number[])[]): AffinityMatrix {
  return new AffinityMatrix(
    matrix.rows.map((row, reader) => {
      const gone = new Set(hidden[reader]);
      return new Map(
        [...row].flatMap((story, k) =>
          gone.has(story) ? [] : [[story, matrix.weights[reader]![k]!] as const],
        ),
      );
    }),
    matrix.stories,
  );
}

function opinionsOf(matrix: AffinityMatrix, { lambda, titles }: BlendOptions): (reader: number) => Known {
  const plain = matrix.reweighted(() => 1);
  const readersOf = matrix.columns.map((column) => column.length);
  const evened = (byReader: number, byStory: number): AffinityMatrix =>
    matrix.reweighted(
      (reader, story) => matrix.rows[reader]!.length ** -byReader * readersOf[story]! ** -byStory,
    );
  const ease = easeScores(plain, lambda);
  const evenEase = easeScores(evened(EVENING, EVENING), EVEN_RIDGE);
  const lowRank = lowRankScores(evened(LOW_RANK_EVENING, LOW_RANK_EVENING), RANK);
  const likeness = titles.some((title) => title !== '') ? titleLikeness(titles) : undefined;
  const firstPass = easeScores(
    evened(EVENING, 0),
    FIRST_PASS_RIDGE,
    likeness === undefined ? undefined : { likeness, worth: TITLE_WORTH },
  );
  const popularity = Float64Array.from(readersOf, (readers) => Math.log1p(readers));
  const unknown = Float64Array.from(readersOf, (readers) => Number(readers === 0));
  const busyAudience = Float64Array.from(matrix.columns, (column) => {
    const activity = column.reduce((sum, reader) => sum + Math.log1p(matrix.rows[reader]!.length), 0);
    return activity / Math.max(1, column.length);
  });
  const backAgain = (scores: Float64Array): Float64Array =>
    scores.map((score, story) => score * Math.max(1, readersOf[story]!) ** EVENING);
  return (reader) => {
    const experience = Math.log1p(matrix.rows[reader]!.length) / 3;
    return {
      firstPass: levelled(firstPass(reader)),
      popularity,
      popularityByExperience: popularity.map((value) => value * experience),
      unknown,
      busyAudience,
      ease: levelled(ease(reader)),
      evenEase: levelled(backAgain(evenEase(reader))),
      lowRank: levelled(backAgain(lowRank(reader))),
      ...Object.fromEntries(
        WALKS.map(({ name, exponents, strong }) => [
          name,
          levelled(walkScores(strong === true ? matrix : plain, reader, exponents)),
        ]),
      ),
      ...(likeness === undefined ? {} : likenessToAll(matrix.rows[reader]!, likeness)),
    };
  };
}

/** Likeness of stories to those of a reader: the sum over the root of their number, and the highest. */
function likenessToAll(
  row: Int32Array,
  likeness: (story: number) => Float64Array,
): { titles: Float64Array; nearestTitle: Float64Array } {
  const each = Array.from(row, likeness);
  const size = each[0]?.length ?? 0;
  const titles = new Float64Array(size);
  const nearestTitle = new Float64Array(size);
  for (const own of each) {
    for (let story = 0; story < size; story++) {
      titles[story]! += own[story]! / Math.sqrt(row.length);
      nearestTitle[story] = Math.max(nearestTitle[story]!, own[story]!);
    }
  }
  return { titles, nearestTitle };
}

/** Signed logarithm of scores in units of their root mean square: comparable between readers and kinds. */
function levelled(scores: Float64Array): Float64Array {
  const scale = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / scores.length);
  if (scale === 0) return scores;
  return scores.map((score) => Math.sign(score) * Math.log1p((3 * Math.abs(score)) / scale));
}

function columnsOf(known: Known, stories: readonly number[]): Column[] {
  const columns = Object.entries(known).map(
    ([name, scores]) => [name, Float64Array.from(stories, (story) => scores[story]!)] as const,
  );
  const byName = new Map(columns);
  return [...byName.values(), ...RANKED.map((name) => slateRanks(byName.get(name)!))];
}
