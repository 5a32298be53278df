import { ITEM_NEIGHBOURS, walkScores } from '../ranking/neighbour-scores.js';
import { easeScores } from './ease.js';
import { discount, idealGain, NonFiniteScoreError } from './quality-metrics.js';
import { learnBlend } from './replay-blend.js';
import {
  EmptyReplayError,
  type ReplayEvent,
  type ReplayFigures,
  type ReplayReport,
  SPLIT_SEEDS,
  type SplitOptions,
} from './replay-log.js';
import { perReader } from './replay-sampled.js';
import { splitTable, touchTable } from './replay-split.js';

const LAMBDA = 100;
const LIST = 10;
/** Stories of the first pass that the learned blend orders: the head of the list is what counts. */
const FIRST_PASS = 40;

/**
 * Protocol P3: the hidden fifth of each reader's stories among all that the reader has not in training; a story that is not
 * hidden goes first at an equal score. Recall@10 and nDCG@10, means over readers with five stories or more and over five
 * splits; readers with fewer are training.
 * @throws EmptyReplayError, NonFiniteScoreError
 */
export function replayHeldOut(
  events: readonly ReplayEvent[],
  { seeds = SPLIT_SEEDS, progress }: SplitOptions = {},
): ReplayReport {
  const table = touchTable(events);
  const meters = new Map<string, HeldOutFigures>();
  seeds.forEach((seed, done) => {
    progress?.(done, seeds.length);
    const { training, test } = splitTable(table, seed);
    const plain = training.reweighted(() => 1);
    const readersOf = training.columns.map((column) => column.length);
    const untouched = (touched: ReadonlySet<number>): number[] =>
      table.stories.flatMap((_, story) => (touched.has(story) ? [] : [story]));
    const scorers = {
      popularity: (_reader: number, asked: readonly number[]) => asked.map((story) => readersOf[story]!),
      'item-knn': perReader((reader) => walkScores(plain, reader, ITEM_NEIGHBOURS)),
      ease: perReader(easeScores(plain, LAMBDA)),
      blend: learnBlend(training, {
        lambda: LAMBDA,
        titles: table.titles,
        seed,
        others: untouched,
        firstPass: FIRST_PASS,
      }),
    };
    test.forEach((hidden, reader) => {
      if (hidden.length === 0) return;
      const asked = untouched(new Set(training.rows[reader]));
      const wanted = new Set(hidden);
      for (const [name, scorer] of Object.entries(scorers)) {
        let meter = meters.get(name);
        if (meter === undefined) meters.set(name, (meter = new HeldOutFigures()));
        meter.add(scorer(reader, asked), asked, wanted);
      }
    });
  });
  const blend = meters.get('blend');
  if (blend === undefined) throw new EmptyReplayError('no reader touched five stories');
  return {
    protocol: 'p3',
    events: blend.count,
    result: blend.figures(),
    baselines: [...meters].flatMap(([name, meter]) =>
      name === 'blend' ? [] : [{ name, ...meter.figures() }],
    ),
  };
}

/** Recall@10 and nDCG@10 of lists with several targets; the others go first at an equal score. */
export class HeldOutFigures {
  count = 0;
  private recall = 0;
  private gain = 0;

  /** @throws NonFiniteScoreError */
  add(scores: ArrayLike<number>, stories: readonly number[], wanted: ReadonlySet<number>): void {
    const order = stories.map((story, k) => {
      const score = scores[k]!;
      if (!Number.isFinite(score)) throw new NonFiniteScoreError(k, score);
      return { score, wanted: wanted.has(story) };
    });
    const list = order
      .sort((a, b) => b.score - a.score || Number(a.wanted) - Number(b.wanted))
      .slice(0, LIST);
    this.count++;
    this.recall += list.filter((item) => item.wanted).length / wanted.size;
    this.gain +=
      list.reduce((sum, item, rank) => sum + Number(item.wanted) * discount(rank), 0) /
      idealGain(
        LIST,
        Array.from(wanted, () => 1),
      );
  }

  figures(): Required<Pick<ReplayFigures, 'ndcg10' | 'recall10'>> {
    return { ndcg10: this.gain / this.count, recall10: this.recall / this.count };
  }
}
