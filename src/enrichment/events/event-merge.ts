import { byAge, type Cluster, type EventIndex } from './event-index.js';
import { clusterLikeness, GATE, mergeThreshold, type LikenessOptions } from './event-likeness.js';

interface AlikePair {
  readonly small: Cluster;
  readonly large: Cluster;
}

/**
 * Pairs of a changed cluster and another that are alike enough to be one event, most alike first. Events whose first stories
 * lie further apart than the window are never one.
 */
export function alikePairs(
  index: EventIndex,
  changed: ReadonlySet<Cluster>,
  options: LikenessOptions & { readonly windowMs: number },
): AlikePair[] {
  const pairs: (AlikePair & { readonly likeness: number })[] = [];
  for (const cluster of changed) {
    // A lone story was compared with all when it came, and is again by each cluster that has grown since.
    if (cluster.members.length === 1) continue;
    for (const [other, cosine] of index.near(index.probe(cluster.sum), 1)) {
      if (other === cluster) continue;
      if (Math.abs(cluster.openedAt - other.openedAt) > options.windowMs) continue;
      const isLarger = cluster.members.length - other.members.length || byAge(other, cluster);
      const [small, large] = isLarger > 0 ? [other, cluster] : [cluster, other];
      const threshold = mergeThreshold(small.members.length, large.members.length, options);
      if (cosine < GATE * threshold) continue;
      const likeness = clusterLikeness(index, small, large, cosine);
      if (likeness >= threshold) pairs.push({ small, large, likeness });
    }
  }
  return pairs.sort((a, b) => b.likeness - a.likeness || byAge(a.large, b.large) || byAge(a.small, b.small));
}
