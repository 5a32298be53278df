import { learnBehaviour, type BehaviourEvent } from '../ranking/behaviour.js';
import type { PoolStory } from '../ranking/candidate-pool.js';
import { mulberry32, type Random } from '../ranking/random.js';
import type { RankingReader } from '../ranking/reader.js';
import { score, type Section } from './quality-format.js';
import { fromRanking, ndcgAt } from './quality-metrics.js';
import { LIST_LENGTH, mean, rankAll, type GradedEdition } from './quality-tailoring.js';

const SEEDS = [1, 2, 3, 4, 5];
const CLICKS = 10;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** A reader without a line about themselves and without follows. */
const UNSAID = {
  about: { topics: {}, entities: {}, companies: [] },
  followedTopics: [],
  followedEntities: [],
};

/** An edition with what learning needs of its stories. */
export interface LearnableEdition {
  readonly graded: GradedEdition;
  readonly poolStories: readonly PoolStory[];
}

/** What is known without clicks: all that was stated, or role and industry alone. */
export type StatedPart = 'all' | 'role and industry';

/** Protocol S in one direction: clicks on one edition, the list of another. */
export interface Warming {
  readonly stated: StatedPart;
  readonly from: string;
  readonly to: string;
  readonly readers: number;
  readonly seeds: number;
  /** nDCG@10 after 0, 1, 2 … clicks, mean over readers and seeds; who has no more clicks stays at their last value. */
  readonly byClicks: readonly number[];
  /** nDCG@10 after all clicks. */
  readonly warm: number;
  /** Clicks that there are, mean over readers and seeds. */
  readonly clicks: number;
}

/** Every edition's clicks for every other edition's list. */
export function measureWarmings(editions: readonly LearnableEdition[]): Warming[] {
  return (['all', 'role and industry'] as const).flatMap((stated) =>
    editions.flatMap((from) =>
      editions.filter((to) => to !== from).map((to) => measureWarming(from, to.graded, stated)),
    ),
  );
}

/**
 * Readers simulated from the grades read or click their stories of one edition, in random order, the day before the other edition;
 * after each click they are learned from with the service's own function and the other edition is ranked anew.
 */
export function measureWarming(from: LearnableEdition, to: GradedEdition, stated: StatedPart): Warming {
  const stories = new Map(from.poolStories.map((story) => [story.id, story]));
  const now = to.pool.asOf;
  const runs = to.readers.flatMap((whole) => {
    const reader = stated === 'all' ? whole : { ...whole, stated: { ...whole.stated, ...UNSAID } };
    const own = to.grades[reader.id] ?? {};
    const ideal = to.pool.ids.map((story) => own[story] ?? 0);
    const ndcg = (known: RankingReader): number =>
      ndcgAt(LIST_LENGTH, fromRanking(rankAll(to, known).map(({ id }) => own[id] ?? 0)), ideal);
    const cold = ndcg(reader);
    return SEEDS.map((seed) => {
      const events = simulatedClicks(from.graded.grades[reader.id] ?? {}, mulberry32(seed), now - DAY);
      const after = (count: number): number => {
        const behaviour = learnBehaviour(events.slice(0, count), (id) => stories.get(id), now);
        return ndcg({ ...reader, behaviour });
      };
      const revealed = events.slice(0, CLICKS).map((_, at) => after(at + 1));
      const values = [cold, ...revealed];
      return {
        values: Array.from({ length: CLICKS + 1 }, (_, n) => values[Math.min(n, values.length - 1)]!),
        warm: events.length > CLICKS ? after(events.length) : values.at(-1)!,
        clicks: events.length,
      };
    });
  });
  return {
    stated,
    from: from.graded.name,
    to: to.name,
    readers: to.readers.length,
    seeds: SEEDS.length,
    byClicks: Array.from({ length: CLICKS + 1 }, (_, n) => mean(runs.map(({ values }) => values[n]!))),
    warm: mean(runs.map(({ warm }) => warm)),
    clicks: mean(runs.map(({ clicks }) => clicks)),
  };
}

/** A story of grade 3 is read, one of grade 2 clicked with probability ½; a minute apart, in random order. */
export function simulatedClicks(
  grades: Readonly<Record<string, number>>,
  random: Random,
  start: number,
): BehaviourEvent[] {
  const acts = Object.entries(grades)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([story, grade]) => {
      const wanted = grade >= 3 || (grade === 2 && random() < 0.5);
      return wanted ? [{ story, type: grade >= 3 ? ('read' as const) : ('click' as const) }] : [];
    });
  for (let k = acts.length - 1; k > 0; k--) {
    const j = Math.floor(random() * (k + 1));
    [acts[k], acts[j]] = [acts[j]!, acts[k]!];
  }
  return acts.map((act, at) => ({ ...act, at: start + at * MINUTE }));
}

/** The mean curve over the directions, of readers with all that they stated or with role and industry alone; a direction alone is a dozen readers. `drop`: the largest loss from one click to the next. */
export function overall(
  all: readonly Warming[],
  stated: StatedPart,
): {
  readonly byClicks: readonly number[];
  readonly warm: number;
  readonly drop: number;
} {
  const warmings = all.filter((one) => one.stated === stated);
  const steps = warmings[0]?.byClicks.length ?? 0;
  const byClicks = Array.from({ length: steps }, (_, n) => mean(warmings.map((one) => one.byClicks[n]!)));
  const drop = Math.max(0, ...byClicks.slice(1).map((value, n) => byClicks[n]! - value));
  return { byClicks, warm: mean(warmings.map((one) => one.warm)), drop };
}

/** Protocol S as a part of the report. */
export function warmingsSection(warmings: readonly Warming[]): Section {
  const shown = [0, 1, 2, 3, 5, 10];
  const cells = (values: readonly number[]): string[] => shown.map((n) => score(values[n] ?? values.at(-1)!));
  return {
    title: 'S: from stated profile to behaviour',
    text: 'nDCG@10 of T on one edition as simulated clicks on the other are learned from one by one, mean over readers and seeds: a story of grade 3 is read, one of grade 2 clicked with probability ½, in random order, the day before. Most readers have fewer than ten such stories; they stay at their last value. Warm: after all of them. The priors and the readings of the line about oneself were written with these editions at hand, so the list without clicks is better here than elsewhere, and clicks have less to add. Below, the same readers with role and industry alone, without the line about themselves and follows.',
    rows: [
      ['stated', 'clicks on', 'list of', 'clicks', ...shown.map((n) => `after ${n}`), 'warm'],
      ...(['all', 'role and industry'] as const).flatMap((stated) => {
        const directions = warmings.filter((one) => one.stated === stated);
        const { byClicks, warm } = overall(warmings, stated);
        return [
          ...directions.map((one) => [
            ...[stated, one.from, one.to, one.clicks.toFixed(1)],
            ...[...cells(one.byClicks), score(one.warm)],
          ]),
          [
            ...[stated, '**mean**', '–', mean(directions.map((one) => one.clicks)).toFixed(1)],
            ...[...cells(byClicks), score(warm)],
          ],
        ];
      }),
    ],
  };
}
