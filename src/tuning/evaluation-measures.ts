import type { CandidatePool } from '../ranking/candidate-pool.js';
import { compileReader } from '../ranking/compiled-reader.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import type { EngagementColumns } from '../ranking/engagements.js';
import type { PopularityColumns } from '../ranking/popularity.js';
import type { RankingProfile } from '../ranking/ranking-profile.js';
import type { Learned } from '../ranking/stages.js';
import type { RankingReader, SparseVector } from '../ranking/reader.js';
import { topicMix } from '../ranking/scoring.js';
import { fromRanking, ndcgAt } from './quality-metrics.js';
import { calibrationKl, intraListDiversity } from './quality-slates.js';

/** A list is measured over so many; the first hit is looked for in all that a feed shows. */
const MEASURED = 10;
const MORE = 190;

/** Of one list. The first two need something that the reader took; the others hold for any list. */
export interface ListMeasures {
  /** nDCG@10 against what the reader took. */
  readonly ndcg10: number | null;
  /** 1 / place of the first story that the reader took; 0 where none is in the list. */
  readonly mrr: number | null;
  /** Mean of 1 − cosine of the topics over pairs of the first ten, 0 to 1. */
  readonly diversity: number;
  /** KL(p ‖ q̃) of the topics of the first ten from the reader's own mix, nats; less is nearer. */
  readonly calibration: number;
  /** Mean of −log2 of the stories' shares in everybody's engagements of the day before, bits (Vargas & Castells 2011). */
  readonly novelty: number;
}
export type ListMeasure = keyof ListMeasures;
export const LIST_MEASURES: readonly ListMeasure[] = ['ndcg10', 'mrr', 'diversity', 'calibration', 'novelty'];

export interface MeasuredList extends ListMeasures {
  /** The first ten. */
  readonly stories: readonly string[];
}

/** What all lists of a moment share. */
export interface Moment {
  readonly pool: CandidatePool;
  readonly popularity: PopularityColumns;
  readonly learned: Learned | undefined;
  readonly surprise: ReadonlyMap<string, number>;
  /** Surprise of a story that nobody has engaged with. */
  readonly unseen: number;
}

/** @param engagements everybody's of the day before the pool's moment */
export function momentOf(
  { pool, popularity, learned }: Pick<Moment, 'pool' | 'popularity' | 'learned'>,
  { stories, story }: EngagementColumns,
): Moment {
  const counts = new Int32Array(stories.length);
  for (const code of story) counts[code]!++;
  // Each story of the pool counts once more, so that none is infinitely surprising.
  const total = story.length + pool.size;
  const bits = (count: number): number => -Math.log2((count + 1) / total);
  return {
    pool,
    popularity,
    learned,
    surprise: new Map(stories.map((id, code) => [id, bits(counts[code]!)])),
    unseen: bits(0),
  };
}

/**
 * The targets that a list could hold: candidates of the moment that no earlier briefing had told.
 * @param targets grade by story
 */
export function reachable(
  targets: ReadonlyMap<string, number>,
  { pool }: Moment,
  { delivered, behaviour }: RankingReader,
): Map<string, number> {
  const known = (row: number): number => {
    const event = pool.eventIds[pool.event[row]!]!;
    return Math.max(delivered.get(event) ?? -Infinity, behaviour.readEvents.get(event) ?? -Infinity);
  };
  return new Map(
    [...targets].filter(([story]) => {
      const row = pool.rowOf.get(story);
      return row !== undefined && pool.publishedAt[row]! > known(row);
    }),
  );
}

/** What a profile makes of a moment for a reader. @param targets {@link reachable} ones; none: accuracy is not measured */
export function measureList(
  moment: Moment,
  reader: RankingReader,
  profile: RankingProfile,
  targets: ReadonlyMap<string, number>,
): MeasuredList {
  const { pool, popularity, learned, surprise, unseen } = moment;
  const request = { pool, popularity, learned, profile, reader, length: MEASURED, more: MORE };
  const listed = dailyBriefing.run(request).items.map(({ id }) => id);
  const stories = listed.slice(0, MEASURED);
  const rows = stories.map((story) => pool.rowOf.get(story)!);
  const grades = listed.map((story) => targets.get(story) ?? 0);
  const hit = grades.findIndex((grade) => grade > 0);
  const some = targets.size > 0;
  const bits = stories.reduce((sum, story) => sum + (surprise.get(story) ?? unseen), 0);
  return {
    stories,
    ndcg10: some ? ndcgAt(MEASURED, fromRanking(grades.slice(0, MEASURED)), [...targets.values()]) : null,
    mrr: some ? (hit < 0 ? 0 : 1 / (hit + 1)) : null,
    diversity: intraListDiversity(pool, rows),
    calibration: calibrationKl(mixOf(pool, popularity, profile, reader), pool, rows),
    novelty: stories.length === 0 ? 0 : bits / stories.length,
  };
}

function mixOf(
  pool: CandidatePool,
  popularity: PopularityColumns,
  profile: RankingProfile,
  reader: RankingReader,
): SparseVector {
  return topicMix({ pool, popularity, profile, reader: compileReader(pool, reader) });
}
