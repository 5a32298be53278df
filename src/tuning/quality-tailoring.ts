import { dailyBriefing } from '../ranking/daily-briefing.js';
import type { CandidatePool } from '../ranking/candidate-pool.js';
import type { PopularityColumns } from '../ranking/popularity.js';
import { DEFAULT_PROFILE, type RankingProfile } from '../ranking/ranking-profile.js';
import type { RankedItem } from '../ranking/pipeline.js';
import type { RankingReader } from '../ranking/reader.js';
import { bestCommonScores, bm25, type Grades } from './quality-baselines.js';
import { discount, gainOf, ndcgAt, precisionAt, recallAt, type GradedItem } from './quality-metrics.js';

/** Length of the list that protocol T judges. */
export const LIST_LENGTH = 10;
const WORST = 5;

/** An edition as the pipeline sees it at one moment, with what each reader's stories were worth. */
export interface GradedEdition {
  readonly name: string;
  readonly pool: CandidatePool;
  readonly popularity: PopularityColumns;
  readonly readers: readonly RankingReader[];
  readonly grades: Grades;
  /** Groups of stories that tell the same event, by hand. */
  readonly sameEvents: readonly (readonly string[])[];
  /** Words of each story and of each reader, for the baselines. */
  readonly storyText: ReadonlyMap<string, string>;
  readonly readerText: ReadonlyMap<string, string>;
}

/** Protocol T for one ranker, means over the readers; each 0 to 1. */
export interface ListQuality {
  readonly ndcg: number;
  /** Of grade 2 or more. */
  readonly precision: number;
  /** Of grade 3, over the readers who have such a story. */
  readonly recall: number;
}

/** A relevant story that stands too low. */
export interface Misplaced {
  readonly id: string;
  readonly grade: number;
  /** From 1; null where a filter removed the story. */
  readonly rank: number | null;
  readonly topics: readonly string[];
}

export interface ReaderTailoring {
  readonly reader: string;
  readonly ndcg: number;
  readonly worst: readonly Misplaced[];
}

export interface Tailoring {
  readonly edition: string;
  readonly readers: number;
  readonly stories: number;
  readonly scout: ListQuality;
  /** Standard error of the mean nDCG over the readers. */
  readonly standardError: number;
  readonly baselines: Readonly<Record<'random' | 'bestCommonList' | 'bm25', ListQuality>>;
  readonly byReader: readonly ReaderTailoring[];
}

/** All candidates by score, as `scout rank --limit 0` gives them. */
export function rankAll(
  edition: GradedEdition,
  reader: RankingReader,
  profile: RankingProfile = DEFAULT_PROFILE,
): readonly RankedItem[] {
  const { pool, popularity } = edition;
  return dailyBriefing.run({ pool, popularity, reader, profile, length: 0 }).items;
}

/**
 * Protocol T: the stories of an edition in the order of each reader, against what random order, the best list that is the
 * same for everyone and BM25 with the reader's description reach.
 * @throws NonFiniteScoreError
 */
export function measureTailoring(edition: GradedEdition): Tailoring {
  const { grades, pool, readers, storyText, readerText } = edition;
  const stories = [...pool.ids];
  const common = bestCommonScores(stories, grades, LIST_LENGTH);
  const search = bm25(stories.map((story) => storyText.get(story) ?? ''));
  const judged = readers.map(({ id }) => {
    const own = grades[id] ?? {};
    const graded = (scores: readonly number[]): GradedItem[] =>
      stories.map((story, at) => ({ score: scores[at]!, grade: own[story] ?? 0 }));
    return { id, own, graded };
  });
  const ideal = (own: Readonly<Record<string, number>>): number[] => stories.map((story) => own[story] ?? 0);
  const byScout = readers.map((reader, at) => {
    const { own } = judged[at]!;
    const ranking = rankAll(edition, reader);
    const items = ranking.map(({ id, score }) => ({ score, grade: own[id] ?? 0 }));
    return { ranking, own, quality: qualityOf(items, ideal(own)) };
  });
  const baseline = (scores: (reader: string) => readonly number[]): ListQuality =>
    meanOf(judged.map(({ id, own, graded }) => qualityOf(graded(scores(id)), ideal(own))));
  const scout = meanOf(byScout.map(({ quality }) => quality));
  return {
    edition: edition.name,
    readers: readers.length,
    stories: stories.length,
    scout,
    standardError: standardError(byScout.map(({ quality }) => quality.ndcg)),
    baselines: {
      random: baseline(() => stories.map(() => 0)),
      bestCommonList: baseline(() => common),
      bm25: baseline((reader) => search(readerText.get(reader) ?? '')),
    },
    byReader: byScout.map(({ ranking, own, quality }, at) => ({
      reader: readers[at]!.id,
      ndcg: quality.ndcg,
      worst: worstPlaced(
        ranking.map(({ id }) => id),
        own,
        (story) => topicsOf(pool, story),
      ),
    })),
  };
}

interface OneList {
  readonly ndcg: number;
  readonly precision: number;
  readonly recall: number | null;
}

function qualityOf(items: readonly GradedItem[], ideal: readonly number[]): OneList {
  // A relevant story that a filter removed is missed, not forgotten.
  const removed = ideal.length - items.length;
  const recall = recallAt(LIST_LENGTH, items);
  const wanted = ideal.filter((grade) => grade >= 3).length;
  const ranked = items.filter((item) => item.grade >= 3).length;
  return {
    ndcg: ndcgAt(LIST_LENGTH, items, ideal),
    precision: precisionAt(LIST_LENGTH, items),
    recall: wanted === 0 ? null : removed === 0 ? recall : ((recall ?? 0) * ranked) / wanted,
  };
}

function meanOf(lists: readonly OneList[]): ListQuality {
  return {
    ndcg: mean(lists.map((list) => list.ndcg)),
    precision: mean(lists.map((list) => list.precision)),
    recall: mean(lists.flatMap((list) => (list.recall === null ? [] : [list.recall]))),
  };
}

/** Relevant stories by the discounted gain that their place loses against their place in the best order. */
export function worstPlaced(
  ranking: readonly string[],
  grades: Readonly<Record<string, number>>,
  topics: (story: string) => readonly string[],
): Misplaced[] {
  const rankOf = new Map(ranking.map((story, rank) => [story, rank]));
  const weight = (rank: number): number => (rank < LIST_LENGTH ? discount(rank) : 0);
  const best = Object.entries(grades)
    .filter(([, grade]) => grade > 0)
    .map(([id, grade]) => ({ id, grade, rank: rankOf.get(id) ?? Infinity }))
    .sort((a, b) => b.grade - a.grade || a.rank - b.rank || (a.id < b.id ? -1 : 1));
  return best
    .map((story, place) => ({ story, lost: gainOf(story.grade) * (weight(place) - weight(story.rank)) }))
    .filter(({ lost }) => lost > 0)
    .sort((a, b) => b.lost - a.lost || (a.story.id < b.story.id ? -1 : 1))
    .slice(0, WORST)
    .map(({ story: { id, grade, rank } }) => ({
      id,
      grade,
      rank: Number.isFinite(rank) ? rank + 1 : null,
      topics: topics(id),
    }));
}

function topicsOf({ topics, rowOf }: CandidatePool, story: string): string[] {
  const row = rowOf.get(story);
  if (row === undefined) return [];
  return Array.from(topics.rowTag.subarray(topics.rowStart[row], topics.rowStart[row + 1])).map(
    (code) => topics.ids[code]!,
  );
}

/** 0 for an empty list. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}
