import { bCubedF1, pairwiseF1, type ClusterScore } from '../enrichment/events/cluster-evaluation.js';
import { clusterStories } from '../enrichment/events/event-clusters.js';
import type { EventStory } from '../enrichment/events/event-terms.js';
import { greedyCentroids, termsOf } from './quality-baselines.js';

/** Thresholds that the baseline may choose from; the best on the very file is taken. */
const THRESHOLDS = [0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3];

export interface EventQuality {
  readonly stories: number;
  readonly events: number;
  /** B-cubed. */
  readonly scout: ClusterScore;
  readonly baseline: { readonly threshold: number; readonly score: ClusterScore };
  /** Of the clustering pass alone. */
  readonly seconds: number;
}

/**
 * Protocol E on stories of known events, beside greedy TF-IDF centroids over the headlines.
 * @param truth story to event; the measure is over these stories
 * @param now a clock in milliseconds
 */
export function measureEvents(
  stories: readonly EventStory[],
  truth: ReadonlyMap<string, string>,
  now: () => number,
): EventQuality {
  const begun = now();
  const groups = clusterStories(stories);
  const seconds = (now() - begun) / 1000;
  const predicted = new Map(
    groups.flatMap((group, at) => group.map((story): [string, string] => [story, String(at)])),
  );
  return {
    stories: truth.size,
    events: new Set(truth.values()).size,
    scout: bCubedF1(predicted, truth),
    baseline: bestGreedy(stories, truth),
    seconds,
  };
}

function bestGreedy(
  stories: readonly EventStory[],
  truth: ReadonlyMap<string, string>,
): EventQuality['baseline'] {
  const inOrder = [...stories].sort((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1));
  const documents = inOrder.map((story) => termsOf(story.title));
  return THRESHOLDS.map((threshold) => {
    const clusters = greedyCentroids(documents, threshold);
    const predicted = new Map(inOrder.map((story, at) => [story.id, String(clusters[at]!)]));
    return { threshold, score: bCubedF1(predicted, truth) };
  }).reduce((best, one) => (one.score.f1 > best.score.f1 ? one : best));
}

export interface PairQuality {
  readonly edition: string;
  readonly stories: number;
  /** Pairs that belong together. */
  readonly pairs: number;
  readonly score: ClusterScore;
}

/** Pairs of stories of a labelled edition that tell the same event; reported only. */
export function measurePairs(
  edition: string,
  stories: readonly EventStory[],
  truth: readonly (readonly string[])[],
): PairQuality {
  return {
    edition,
    stories: stories.length,
    pairs: truth.reduce((sum, group) => sum + (group.length * (group.length - 1)) / 2, 0),
    score: pairwiseF1(clusterStories(stories), truth),
  };
}
