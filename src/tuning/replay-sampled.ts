import { ITEM_NEIGHBOURS, walkScores } from '../ranking/neighbour-scores.js';
import { mulberry32 } from '../ranking/random.js';
import { easeScores } from './ease.js';
import { NonFiniteScoreError } from './quality-metrics.js';
import { learnBlend } from './replay-blend.js';
import {
  EmptyReplayError,
  type ReplayEvent,
  type ReplayFigures,
  type ReplayReport,
  SPLIT_SEEDS,
  type SplitOptions,
} from './replay-log.js';
import { splitTable, touchTable, untouchedSample, withoutRareReaders } from './replay-split.js';

const NEGATIVES = 100;
const LAMBDA = 300;

/** Scores of some stories for a reader. */
type Scorer = (reader: number, stories: readonly number[]) => ArrayLike<number>;

/**
 * Protocol P1: each hidden story against 100 that the reader never touched; rank = 1 + negatives scoring at least as much.
 * Means over all hidden stories of five splits. Times are not used.
 * @throws EmptyReplayError, NonFiniteScoreError
 */
export function replaySampled(
  events: readonly ReplayEvent[],
  { seeds = SPLIT_SEEDS, progress }: SplitOptions = {},
): ReplayReport {
  const table = withoutRareReaders(touchTable(events));
  if (table.readers.length === 0) throw new EmptyReplayError('no reader touched five stories');
  const stories = table.stories.length;
  const meters = new Map<string, SampledFigures>();
  seeds.forEach((seed, done) => {
    progress?.(done, seeds.length);
    const { training, test } = splitTable(table, seed);
    const plain = training.reweighted(() => 1);
    const readersOf = training.columns.map((column) => column.length);
    const scorers: Record<string, Scorer> = {
      popularity: (_reader, asked) => asked.map((story) => readersOf[story]!),
      'item-knn': perReader((reader) => walkScores(plain, reader, ITEM_NEIGHBOURS)),
      ease: perReader(easeScores(plain, LAMBDA)),
      blend: learnBlend(training, {
        lambda: LAMBDA,
        titles: table.titles,
        seed,
        others: (touched, random) => untouchedSample(touched, stories, NEGATIVES, random),
      }),
    };
    const random = mulberry32(1_000 + seed);
    test.forEach((hidden, reader) => {
      for (const story of hidden) {
        const asked = [story, ...untouchedSample(table.rows[reader]!, stories, NEGATIVES, random)];
        for (const [name, scorer] of Object.entries(scorers)) {
          let meter = meters.get(name);
          if (meter === undefined) meters.set(name, (meter = new SampledFigures()));
          meter.add(scorer(reader, asked));
        }
      }
    });
  });
  const named = [...meters].map(([name, meter]) => ({ name, ...meter.figures() }));
  const blend = meters.get('blend')!;
  return {
    protocol: 'p1',
    events: blend.count,
    result: blend.figures(),
    baselines: named.filter(({ name }) => name !== 'blend'),
  };
}

/** The scores of one reader at a time, kept until the next. */
export function perReader(scoresOf: (reader: number) => Float64Array): Scorer {
  let last: { reader: number; scores: Float64Array } | undefined;
  return (reader, stories) => {
    if (last?.reader !== reader) last = { reader, scores: scoresOf(reader) };
    const { scores } = last;
    return stories.map((story) => scores[story]!);
  };
}

/** Recall@5 and @10 of slates whose first place holds the target; an equal score is a place lost. */
export class SampledFigures {
  count = 0;
  private hits5 = 0;
  private hits10 = 0;

  /** @throws NonFiniteScoreError */
  add(scores: ArrayLike<number>): void {
    let rank = 1;
    for (let k = 0; k < scores.length; k++) {
      if (!Number.isFinite(scores[k]!)) throw new NonFiniteScoreError(k, scores[k]!);
      if (k > 0 && scores[k]! >= scores[0]!) rank++;
    }
    this.count++;
    if (rank <= 5) this.hits5++;
    if (rank <= 10) this.hits10++;
  }

  figures(): Required<Pick<ReplayFigures, 'recall5' | 'recall10'>> {
    return { recall5: this.hits5 / this.count, recall10: this.hits10 / this.count };
  }
}
