import { publisherFactor, timeFactor, type Cluster, type EventIndex, type Probe } from './event-index.js';

/** What decides whether stories tell one event. */
export interface LikenessOptions {
  /** Likeness at which a story joins a cluster so large that its centroid is certain; 0 to 1. */
  readonly largeClusterSimilarity: number;
  /** Added for a cluster of one, falling with the cube root of its size; 0 to 1. */
  readonly smallClusterSurcharge: number;
}

/** A cluster whose centroid alone does not reach this part of the threshold is not looked at further. */
export const GATE = 0.5;
/** Mean likeness of two stories of one event; see {@link mergeThreshold}. */
const WITHIN_EVENT = 0.6;
/** So many stories of the smaller cluster are linked with the larger. */
const LINKED_STORIES = 24;

/**
 * What a story must reach to join a cluster of `size` stories: a + b/∛size. The direction of a centroid known from few
 * stories is uncertain, so two lone stories must be plainly alike, while a large event gathers by its theme.
 */
export function joinThreshold(size: number, options: LikenessOptions): number {
  return options.largeClusterSimilarity + options.smallClusterSurcharge / Math.cbrt(size);
}

/**
 * What two clusters must reach to be one. The mean of m stories of likeness w lies √(m / (1 + (m − 1)w)) times nearer to the
 * direction of their event than one story does (Spearman and Brown's formula), and so must be that much more alike.
 */
export function mergeThreshold(small: number, large: number, options: LikenessOptions): number {
  const certainty = Math.sqrt(small / (1 + (small - 1) * WITHIN_EVENT));
  return options.largeClusterSimilarity * certainty + options.smallClusterSurcharge / Math.cbrt(large);
}

/**
 * How far a story tells the event of a cluster, 0 to 1: half by the centroid, which is the theme, half by the two stories
 * most like it, since the happenings of one theme are alike in its words and in no others.
 * @param cosine of story and centroid
 */
export function storyLikeness(
  index: EventIndex,
  story: { readonly probe: Probe; readonly publisher: string; readonly publishedAt: number },
  cluster: Cluster,
  cosine: number,
): number {
  const publishers = publisherFactor([[story.publisher, 1]], 1, cluster.publishers, cluster.members.length);
  const link = index.link(story.probe, cluster, story.publisher, story.publishedAt);
  return (cosine * publishers * timeFactor(story.publishedAt - meanTime(cluster)) + link) / 2;
}

/**
 * How far two clusters tell one event, 0 to 1: half by the centroids, half by the links of the smaller one's stories.
 * @param cosine of the centroids
 */
export function clusterLikeness(index: EventIndex, small: Cluster, large: Cluster, cosine: number): number {
  const linked = small.members.slice(0, LINKED_STORIES);
  const links = linked.reduce(
    (sum, { terms, publisher, publishedAt }) =>
      sum + index.link(index.probe(terms), large, publisher, publishedAt),
    0,
  );
  const publishers = publisherFactor(
    small.publishers,
    small.members.length,
    large.publishers,
    large.members.length,
  );
  return (cosine * publishers * timeFactor(meanTime(small) - meanTime(large)) + links / linked.length) / 2;
}

function meanTime({ timeSum, members }: Cluster): number {
  return timeSum / members.length;
}
